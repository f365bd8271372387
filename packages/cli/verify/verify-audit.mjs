#!/usr/bin/env node
/**
 * Verifies an exported audit trail, or the proof of one event, with nothing but Node: this one file, the export, the public
 * key and the anchors. No server, no database, no package, and not a line in common with Andon's own check.
 *
 *     node verify-audit.mjs --export trail.jsonl [--anchor anchors.txt]… [--key key.pem] [--json] [--lang zh-CN]
 *     node verify-audit.mjs --proof proof.json [--key key.pem] [--json] [--lang zh-CN]
 *
 * Exit code: 0 it holds, 3 it does not, 2 it was asked wrongly. The formats are in docs/reference/audit.md.
 */

import { isUtf8 } from 'node:buffer';
import { createPublicKey, hash, verify } from 'node:crypto';
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const NEWLINE = 10;
const CHUNK_BYTES = 1 << 20;
const ZEROS = '0'.repeat(64);

const sha256 = (/** @type {string | Uint8Array} */ data) => hash('sha256', data, 'buffer');

/** What ends a verification: the code of what does not hold, and where. */
class Broken extends Error {
  /** @param {string} code @param {{ line?: number, anchor?: number | undefined }} [where] */
  constructor(code, { line, anchor } = {}) {
    super(code);
    this.problem = { code, line: line ?? null, anchor: anchor ?? null };
  }
}

/** Base64 in its one spelling. @param {string} text */
function unbase64(text) {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : null;
}

/** @typedef {{ name: string, text: string, id: Buffer, key: import('node:crypto').KeyObject }} Key */

/** @param {string} name @param {Buffer} raw 32 bytes @returns {Key} */
function keyFrom(name, raw) {
  const typed = Buffer.concat([Buffer.of(1), raw]);
  const id = sha256(Buffer.concat([Buffer.from(`${name}\n`), typed])).subarray(0, 4);
  const key = createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') },
    format: 'jwk',
  });
  return { name, text: `${name}+${id.toString('hex')}+${typed.toString('base64')}`, id, key };
}

/** `name+id+base64`, `null` when it is not. @param {unknown} text */
function keyFromText(text) {
  if (typeof text !== 'string') return null;
  const parts = text.split('+');
  const name = parts.shift() ?? '';
  const id = parts.shift() ?? '';
  const typed = unbase64(parts.join('+'));
  if (name === '' || /\s/u.test(name) || typed?.length !== 33 || typed[0] !== 1) return null;
  const key = keyFrom(name, typed.subarray(1));
  return key.id.toString('hex') === id ? key : null;
}

/** A trusted key for an origin. @param {string} file @returns {(origin: string) => Key} */
function readKey(file) {
  const text = readFileSync(file, 'utf8').trim();
  const told = keyFromText(text);
  if (told) return () => told;
  const { crv, x } = createPublicKey(text).export({ format: 'jwk' });
  if (crv !== 'Ed25519' || !x) throw new TypeError(`${file} holds no Ed25519 key`);
  return (origin) => keyFrom(origin, Buffer.from(x, 'base64url'));
}

/**
 * Opens a signed checkpoint. Answers a code where it does not hold.
 *
 * @param {string} note @param {Key} key
 * @returns {{ origin: string, size: number, root: string } | 'malformed' | 'signature'}
 */
function openCheckpoint(note, key) {
  const lines = note.split('\n');
  const gap = lines.lastIndexOf('', lines.length - 2);
  const signatures = lines.slice(gap + 1, -1);
  for (const char of note) if (char < ' ' && char !== '\n') return 'malformed';
  if (lines.at(-1) !== '' || gap < 1 || signatures.length < 1 || signatures.length > 16) return 'malformed';
  const text = `${lines.slice(0, gap).join('\n')}\n`;
  let isSigned = false;
  for (const line of signatures) {
    const [dash, name, encoded, ...more] = line.split(' ');
    const bytes = unbase64(encoded ?? '');
    if (dash !== '—' || !name || /\s/u.test(line.slice(2).replace(' ', '')) || more.length > 0) return 'malformed';
    if (!bytes || bytes.length < 5) return 'malformed';
    if (name !== key.name || !bytes.subarray(0, 4).equals(key.id)) continue;
    if (!verify(null, Buffer.from(text), key.key, bytes.subarray(4))) return 'signature';
    isSigned = true;
  }
  if (!isSigned) return 'signature';
  return parseCheckpoint(lines.slice(0, gap)) ?? 'malformed';
}

/** @param {string[]} lines of the text */
function parseCheckpoint([origin, size, encoded, ...extensions]) {
  const root = unbase64(encoded ?? '');
  if (!origin || root?.length !== 32 || extensions.includes('')) return null;
  if (String(Number(size)) !== size || !Number.isSafeInteger(Number(size)) || Number(size) < 0) return null;
  return { origin, size: Number(size), root: root.toString('hex') };
}

/** The notes of a file of anchors, each followed by a blank line. @param {string} text */
function splitNotes(text) {
  /** @type {string[]} */
  const notes = [];
  /** @type {string[]} */
  let lines = [];
  let hasGap = false;
  const close = () => {
    if (lines.some((line) => line.trim() !== '')) notes.push(`${lines.join('\n')}${hasGap ? '\n' : ''}`);
    lines = [];
    hasGap = false;
  };
  const all = text.split('\n');
  for (const [at, line] of all.entries()) {
    if (line !== '') lines.push(line);
    else if (!hasGap && lines.length > 0 && all[at + 1]?.startsWith('— ') && !lines[0]?.startsWith('— ')) {
      lines.push('');
      hasGap = true;
    } else close();
  }
  close();
  return notes;
}

/** RFC 6962: a stack of perfect subtrees, as hashes and heights. */
class Tree {
  size = 0;
  /** @type {{ height: number, hash: Buffer }[]} */
  stack = [];
  #pair = Buffer.alloc(65, 1);

  /** @param {Buffer} left @param {Buffer} right */
  #node(left, right) {
    left.copy(this.#pair, 1);
    right.copy(this.#pair, 33);
    return sha256(this.#pair);
  }

  /** @param {Buffer} leaf */
  add(leaf) {
    let top = { height: 0, hash: leaf };
    for (let under = this.stack.at(-1); under?.height === top.height; under = this.stack.at(-1)) {
      this.stack.pop();
      top = { height: top.height + 1, hash: this.#node(under.hash, top.hash) };
    }
    this.stack.push(top);
    this.size += 1;
  }

  root() {
    const hashes = this.stack.map((subtree) => subtree.hash);
    let right = hashes.pop() ?? sha256('');
    for (let left = hashes.pop(); left; left = hashes.pop()) right = this.#node(left, right);
    return right.toString('hex');
  }
}

/**
 * The root that a proof comes to: RFC 6962 by recursion over the tree's shape, from the top down.
 *
 * @param {number} index @param {number} size @param {Buffer} leaf @param {Buffer[]} proof from the leaf up
 * @returns {Buffer | null}
 */
function rootFrom(index, size, leaf, proof) {
  if (size === 1) return proof.length === 0 ? leaf : null;
  const side = proof.at(-1);
  if (!side) return null;
  let split = 1;
  while (split * 2 < size) split *= 2;
  const isLeft = index < split;
  const inner = rootFrom(isLeft ? index : index - split, isLeft ? split : size - split, leaf, proof.slice(0, -1));
  if (!inner) return null;
  return sha256(Buffer.concat(isLeft ? [Buffer.of(1), inner, side] : [Buffer.of(1), side, inner]));
}

/** @param {any} value @returns {string} */
function canonical(value) {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  let out = '';
  if (Array.isArray(value)) {
    for (const item of value) out += `${out === '' ? '' : ','}${canonical(item)}`;
    return `[${out}]`;
  }
  for (const name of Object.keys(value).sort()) {
    out += `${out === '' ? '' : ','}${JSON.stringify(name)}:${canonical(value[name])}`;
  }
  return `{${out}}`;
}

/** Parsed, where the text is canonical JSON of an object; else `null`. @param {string} text */
function parseCanonical(text) {
  try {
    const value = JSON.parse(text);
    return value !== null && typeof value === 'object' && !Array.isArray(value) && canonical(value) === text
      ? value
      : null;
  } catch {
    return null;
  }
}

const EVENT = '{"event":';
const CHECKPOINT = '{"checkpoint":';
const END = '{"end":';
const SEAL = /,"hash":"([0-9a-f]{64})","seq":(0|-?[1-9]\d{0,15})}$/;

class Trail {
  tree = new Tree();
  line = 0;
  previous = ZEROS;
  checkpoints = 0;
  signedTo = 0;
  anchored = 0;
  anchoredTo = 0;
  isEnded = false;
  /** @type {Key | null} */
  key = null;
  /** By size. @type {Map<number, { root: string, anchor: number }[]>} */
  anchors = new Map();

  /** @param {((origin: string) => Key) | null} trusted @param {string[]} notes */
  constructor(trusted, notes) {
    this.trusted = trusted;
    this.notes = notes;
  }

  /** @param {string} code @returns {never} */
  fail(code) {
    throw new Broken(code, { line: this.line });
  }

  /** @param {Buffer} bytes without the newline @param {boolean} isWhole whether there was one */
  take(bytes, isWhole) {
    this.line += 1;
    const text = isWhole && isUtf8(bytes) ? bytes.toString() : null;
    if (this.line === 1) this.header(text);
    else if (this.isEnded) this.fail('end');
    else if (text?.startsWith(EVENT)) this.event(text);
    else if (text?.startsWith(CHECKPOINT)) this.checkpoint(text);
    else if (text?.startsWith(END)) this.end(text);
    else this.fail('line');
  }

  /** @param {string | null} text */
  header(text) {
    const head = text === null ? null : parseCanonical(text);
    const told = keyFromText(head?.key);
    const fields = head ? Object.keys(head).join() : '';
    if (!told || fields !== 'format,key,origin,version') this.fail('header');
    if (head.format !== 'andon-audit-export' || head.version !== 1 || head.origin !== told.name) this.fail('header');
    this.key = this.trusted?.(told.name) ?? told;
    if (this.key.text !== told.text) this.fail('key');
    for (const [at, note] of this.notes.entries()) {
      const lines = note.split('\n');
      const claimed = parseCheckpoint(lines.slice(0, lines.lastIndexOf('', lines.length - 2)));
      if (claimed && claimed.origin !== this.key.name) continue;
      const opened = openCheckpoint(note, this.key);
      if (typeof opened === 'string') throw new Broken('anchor', { anchor: at + 1 });
      const { size, root } = opened;
      this.anchors.set(size, [...(this.anchors.get(size) ?? []), { root, anchor: at + 1 }]);
      this.anchoredTo = Math.max(this.anchoredTo, size);
      this.anchored += 1;
    }
    if (this.notes.length > 0 && this.anchored === 0) throw new Broken('anchor');
    this.holdAnchors();
  }

  /** What was sealed of an event stands in its line as it was sealed. @param {string} text */
  event(text) {
    const seal = SEAL.exec(text);
    if (!seal) return this.fail('line');
    const body = text.slice(EVENT.length, seal.index);
    if (!isCanonicalBody(body)) this.fail('line');
    const [, told, place] = seal;
    if (!Number.isSafeInteger(Number(place))) this.fail('line');
    if (Number(place) !== this.tree.size + 1) this.fail('place');
    const sealed = `${this.previous}\n${place}\n${body}`;
    const sum = hash('sha256', sealed);
    this.previous = sum;
    if (sum !== told) this.fail('chain');
    this.tree.add(sha256(`\0${sealed}`));
    this.holdAnchors();
  }

  /** @param {string} text */
  checkpoint(text) {
    const key = /** @type {Key} */ (this.key);
    const note = parseCanonical(text)?.checkpoint;
    if (typeof note !== 'string' || text !== `${CHECKPOINT}${JSON.stringify(note)}}`) return this.fail('line');
    const opened = openCheckpoint(note, key);
    if (opened === 'malformed') return this.fail('checkpoint');
    if (opened === 'signature') return this.fail('signature');
    if (opened.origin !== key.name || opened.size !== this.tree.size || opened.size <= this.signedTo) {
      this.fail('checkpoint');
    }
    if (opened.root !== this.tree.root()) this.fail('root');
    this.signedTo = opened.size;
    this.checkpoints += 1;
  }

  /** @param {string} text */
  end(text) {
    if (text !== `{"end":{"checkpoints":${this.checkpoints},"events":${this.tree.size}}}`) this.fail('end');
    this.isEnded = true;
  }

  holdAnchors() {
    const here = this.anchors.get(this.tree.size);
    if (!here) return;
    const root = this.tree.root();
    const other = here.find((one) => one.root !== root);
    if (other) throw new Broken('anchor-root', { line: this.line, anchor: other.anchor });
  }

  finish() {
    if (this.line === 0) this.fail('header');
    if (!this.isEnded) this.fail('end');
    const beyond = [...this.anchors.keys()].filter((size) => size > this.tree.size);
    if (beyond.length > 0) {
      const nearest = this.anchors.get(Math.min(...beyond));
      throw new Broken('cut', { anchor: nearest?.[0]?.anchor });
    }
    if (this.tree.size > 0 && this.checkpoints === 0) throw new Broken('unsigned');
  }
}

/** @param {string} body */
function isCanonicalBody(body) {
  try {
    return canonical(JSON.parse(body)) === body;
  } catch {
    return false;
  }
}

/**
 * @param {string} file
 * @param {{ key?: string, anchors?: string[] }} [options] files
 */
export function verifyExport(file, { key, anchors = [] } = {}) {
  const notes = anchors.flatMap(readAnchors);
  const trail = new Trail(key === undefined ? null : readKey(key), notes);
  let problem = null;
  try {
    for (const { bytes, isWhole } of linesOf(file)) trail.take(bytes, isWhole);
    trail.finish();
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    ({ problem } = error);
  }
  return {
    holds: problem === null,
    origin: trail.key?.name ?? null,
    key: trail.key?.text ?? null,
    events: trail.tree.size,
    checkpoints: trail.checkpoints,
    signedTo: trail.signedTo,
    anchors: trail.anchored,
    anchoredTo: trail.anchoredTo,
    problem,
  };
}

/** @param {string} file */
function readAnchors(file) {
  const notes = splitNotes(readFileSync(file, 'utf8'));
  if (notes.length === 0) throw new TypeError(`${file} holds no checkpoint`);
  return notes;
}

/** @param {string} file */
function* linesOf(file) {
  const handle = openSync(file, 'r');
  try {
    let rest = Buffer.alloc(0);
    for (;;) {
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      const read = readSync(handle, chunk, 0, CHUNK_BYTES, null);
      if (read === 0) break;
      const bytes = Buffer.concat([rest, chunk.subarray(0, read)]);
      let from = 0;
      for (let to = bytes.indexOf(NEWLINE); to >= 0; to = bytes.indexOf(NEWLINE, from)) {
        yield { bytes: bytes.subarray(from, to), isWhole: true };
        from = to + 1;
      }
      rest = bytes.subarray(from);
    }
    if (rest.length > 0) yield { bytes: rest, isWhole: false };
  } finally {
    closeSync(handle);
  }
}

/**
 * @param {string} file from andon audit prove --json
 * @param {{ key?: string }} [options] file
 */
export function verifyProof(file, { key } = {}) {
  const { event, seq, hash: sum, previous, proof, checkpoint, key: told } = JSON.parse(readFileSync(file, 'utf8'));
  const own = keyFromText(told);
  const report = {
    event: event?.id ?? null,
    seq: seq ?? null,
    origin: own?.name ?? null,
    size: 0,
    key: own?.text ?? null,
  };
  const bad = (/** @type {string} */ code) => ({
    holds: false,
    ...report,
    problem: { code, line: null, anchor: null },
  });
  const isHash = (/** @type {unknown} */ text) => typeof text === 'string' && /^[0-9a-f]{64}$/.test(text);
  if (!own || !Array.isArray(proof) || !proof.every(isHash) || !isHash(previous) || typeof checkpoint !== 'string') {
    return bad('header');
  }
  const trusted = key === undefined ? own : readKey(key)(own.name);
  if (trusted.text !== own.text) return bad('key');
  const opened = openCheckpoint(checkpoint, trusted);
  if (typeof opened === 'string') return bad(opened === 'signature' ? 'signature' : 'checkpoint');
  report.size = opened.size;
  if (opened.origin !== trusted.name) return bad('checkpoint');
  const sealed = `${previous}\n${seq}\n${canonical(event)}`;
  if (hash('sha256', sealed) !== sum) return bad('chain');
  if (!Number.isSafeInteger(seq) || seq < 1 || seq > opened.size) return bad('place');
  const path = proof.map((/** @type {string} */ one) => Buffer.from(one, 'hex'));
  const root = rootFrom(seq - 1, opened.size, sha256(`\0${sealed}`), path);
  return root?.toString('hex') === opened.root ? { holds: true, ...report, problem: null } : bad('root');
}

/** @type {Record<string, [string, string]>} */
const words = {
  header: ['it is no export or proof of an audit trail', '不是审计记录的导出文件或证明'],
  key: ['it was signed with another key than the one given', '签名密钥与给定的密钥不同'],
  line: ['a line is not as it was exported', '有一行与导出时不一致'],
  place: ['an event is out of its place', '事件位置不符'],
  chain: ['an event is not as it was sealed', '事件与封存时不一致'],
  checkpoint: ['a checkpoint is none, or out of its place', '检查点无效或位置不符'],
  signature: ['the signature of a checkpoint does not hold', '检查点的签名不成立'],
  root: ['a checkpoint is of other events', '检查点对应的是其他事件'],
  end: ['its end is missing, or counts otherwise', '结尾缺失或计数不符'],
  unsigned: ['no checkpoint signs any of it', '没有任何检查点签名'],
  anchor: ['an anchor is none, or was not signed with this key', '锚点无效，或并非由此密钥签名'],
  'anchor-root': ['the events are not those that were anchored', '事件与锚点所记录的不同'],
  cut: ['more events were anchored than there are', '锚点记录的事件更多，结尾被截断'],
};

/** @param {any} report @param {{ key?: string, proof?: string }} asked @param {boolean} isChinese */
function say(report, { key, proof }, isChinese) {
  const { holds, problem, origin, events, checkpoints, signedTo, anchors, anchoredTo, event, seq, size } = report;
  const lines = [];
  if (!holds) {
    const what = words[problem.code]?.[isChinese ? 1 : 0];
    const at = [problem.line && `line ${problem.line}`, problem.anchor && `anchor ${problem.anchor}`].filter(Boolean);
    lines.push(isChinese ? `不成立：${what}。` : `It does NOT hold: ${what}.`, ...at);
  } else if (proof !== undefined) {
    lines.push(
      isChinese
        ? `${origin}：事件 ${event} 是检查点所签 ${size} 条事件中的第 ${seq} 条。`
        : `${origin}: ${event} is event ${seq} of the ${size} that the checkpoint signs.`,
    );
  } else {
    lines.push(
      isChinese
        ? `${origin}：${events} 条事件成立；${checkpoints} 个检查点，签至第 ${signedTo} 条；${anchors} 个锚点，至第 ${anchoredTo} 条。`
        : `${origin}: ${events} events hold; ${checkpoints} checkpoints sign up to ${signedTo}; ${anchors} anchors up to ${anchoredTo}.`,
    );
    if (anchors === 0) lines.push(isChinese ? '未与锚点核对。' : 'Held against no anchor.');
  }
  if (holds && key === undefined) {
    lines.push(
      isChinese
        ? '密钥取自文件本身，请用 --key 提供。'
        : 'The key was taken from the file itself: give yours with --key.',
    );
  }
  return `${lines.join('\n')}\n`;
}

function main() {
  const { values } = parseArgs({
    options: {
      export: { type: 'string' },
      proof: { type: 'string' },
      anchor: { type: 'string', multiple: true },
      key: { type: 'string' },
      json: { type: 'boolean' },
      lang: { type: 'string' },
    },
  });
  const { export: file, proof, anchor = [], key, json, lang } = values;
  if ((file === undefined) === (proof === undefined)) throw new TypeError('say either --export FILE or --proof FILE');
  const given = key === undefined ? {} : { key };
  const report =
    file === undefined ? verifyProof(proof ?? '', given) : verifyExport(file, { ...given, anchors: anchor });
  process.stdout.write(json ? `${JSON.stringify(report)}\n` : say(report, values, lang === 'zh-CN'));
  process.exitCode = report.holds ? 0 : 3;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    main();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 2;
  }
}
