import { createPublicKey } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkpointSigner, trailProblems } from '@andon/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildTrail, bytesOf, newKeyPem, origin, Verifiers } from '../../test/trail-builders.ts';
import { readAuditKey } from './audit-files.ts';

const pem = newKeyPem();
const trail = buildTrail({ events: 1_000, signedAt: [300, 700, 950], pem });
/** The last anchor is of 700 events. */
const anchors = trail.notes.slice(0, 2);
const whole = bytesOf(trail.lines);
let dir: string;
let both: Verifiers;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'andon-audit-'));
  both = new Verifiers(dir, trail.keyText, anchors);
});
afterAll(() => rmSync(dir, { recursive: true }));

/** What both verifiers say of other lines, with the end that counts them. */
async function problemOf(lines: readonly string[], verifiers = both) {
  return (await verifiers.verify(bytesOf(lines))).problem;
}

const eventAt = (seq: number) => trail.lines.findIndex((line) => line.endsWith(`"seq":${seq}}`));
const checkpointAfter = (seq: number) => eventAt(seq) + 1;
const counted = (lines: readonly string[], events: number, checkpoints: number) =>
  lines.with(-1, `{"end":{"checkpoints":${checkpoints},"events":${events}}}`);

describe('an exported trail, by both verifiers', () => {
  it('holds as it was exported, and says how far it is signed and anchored', async () => {
    expect(await both.verify(whole)).toEqual({
      ...{ holds: true, origin, key: trail.keyText, events: 1_000, checkpoints: 3, signedTo: 950 },
      ...{ anchors: 2, anchoredTo: 700, problem: null },
    });
  });

  // Every kind of byte in every kind of line is tried in the proof.
  it('shows any byte that was changed', async () => {
    const starts = [0, eventAt(1), eventAt(500), checkpointAfter(300), checkpointAfter(950), trail.lines.length - 1];
    const positions = starts.flatMap((line) => {
      const from = bytesOf(trail.lines.slice(0, line)).length;
      const { length } = Buffer.from(`${trail.lines[line]}\n`);
      return Array.from({ length: 12 }, (_, step) => from + Math.floor((step * (length - 1)) / 11));
    });
    for (const [index, at] of positions.entries()) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ (1 << (index % 8));
      expect((await both.verify(changed)).holds, `byte ${at}`).toBe(false);
    }
  });

  it('shows what was inserted, deleted, doubled or moved', async () => {
    const { lines } = trail;
    for (const at of [0, 1, eventAt(500), checkpointAfter(300), checkpointAfter(700), lines.length - 1]) {
      const line = lines[at] as string;
      expect(await problemOf(lines.toSpliced(at, 1)), `without ${at}`).not.toBeNull();
      expect(await problemOf(lines.toSpliced(at, 0, line)), `${at} twice`).not.toBeNull();
      const next = lines[at + 1];
      if (next === undefined) continue;
      expect(await problemOf(lines.with(at, next).with(at + 1, line)), `${at} and the next`).not.toBeNull();
    }
  });

  it('shows an end that was cut off before the last anchor, though it counts as if it were whole', async () => {
    for (const events of [699, 300, 1]) {
      const kept = trail.lines.slice(0, eventAt(events) + 1);
      const signed = events === 1 ? 0 : 1;
      const lines = counted(
        [...kept, ...(events === 300 ? [trail.lines[checkpointAfter(300)] ?? ''] : []), ''],
        events,
        signed,
      );
      expect(await problemOf(lines)).toEqual({ code: 'cut', line: null, anchor: 2 - (events < 300 ? 1 : 0) });
    }
  });

  it('does not show an end that was cut off after the last anchor: nobody outside knew of it', async () => {
    const lines = counted([...trail.lines.slice(0, eventAt(800) + 1), ''], 800, 2);
    expect(await problemOf(lines)).toBeNull();
  });

  it('shows a trail that the holder of the key rewrote, against an anchor alone', async () => {
    const rewritten = buildTrail({ events: 1_000, signedAt: [300, 700, 950], pem, word: '不合格' });
    expect(await problemOf(rewritten.lines)).toMatchObject({ code: 'anchor-root', anchor: 1 });
    const without = new Verifiers(dir, trail.keyText, null);
    expect((await without.verify(bytesOf(rewritten.lines))).holds).toBe(true);
    both = new Verifiers(dir, trail.keyText, anchors);
  });

  it('shows a trail that was signed with another key', async () => {
    const other = buildTrail({ events: 10, signedAt: [10] });
    expect(await problemOf(other.lines)).toMatchObject({ code: 'key', line: 1 });
    const relabelled = [trail.lines[0] as string, ...other.lines.slice(1)];
    expect(await problemOf(relabelled)).toMatchObject({ code: 'signature' });
    expect((await new Verifiers(dir, null, null).verify(bytesOf(other.lines))).holds).toBe(true);
    both = new Verifiers(dir, trail.keyText, anchors);
  });

  it('passes over the anchors of other records, unless there are no others', async () => {
    const foreign = checkpointSigner(pem).sign({ origin: 'acme/other/andon', size: 5, root: 'ab'.repeat(32) });
    const mixed = new Verifiers(dir, trail.keyText, [foreign, ...anchors]);
    expect(await mixed.verify(whole)).toMatchObject({ holds: true, anchors: 2, anchoredTo: 700 });
    const none = new Verifiers(dir, trail.keyText, [foreign]);
    expect((await none.verify(whole)).problem).toEqual({ code: 'anchor', line: null, anchor: null });
    both = new Verifiers(dir, trail.keyText, anchors);
  });

  it('names each thing that does not hold', async () => {
    const { lines } = trail;
    const note = JSON.stringify(trail.notes[0]);
    const early = lines.toSpliced(checkpointAfter(300), 1).toSpliced(eventAt(299) + 1, 0, `{"checkpoint":${note}}`);
    const other = checkpointSigner(pem).sign({ origin, size: 300, root: 'ab'.repeat(32) });
    const cases = {
      header: ['{"format":"other"}', ...lines.slice(1)],
      line: lines.with(5, `${lines[5]} `),
      place: lines.toSpliced(5, 1),
      chain: lines.with(5, (lines[5] ?? '').replace('operator', 'operatos')),
      checkpoint: early,
      signature: lines.with(
        checkpointAfter(300),
        (lines[checkpointAfter(300)] ?? '').replace('\\n300\\n', '\\n301\\n'),
      ),
      root: lines.with(checkpointAfter(300), JSON.stringify({ checkpoint: other })),
      end: [...lines, lines.at(-1) ?? ''],
    };
    for (const [code, changed] of Object.entries(cases)) {
      expect(await problemOf(changed), code).toMatchObject({ code });
      expect(trailProblems).toContain(code);
    }
    const unsigned = buildTrail({ events: 3, signedAt: [], pem });
    expect(await problemOf(unsigned.lines, new Verifiers(dir, trail.keyText, null))).toMatchObject({
      code: 'unsigned',
    });
    const torn = new Verifiers(dir, trail.keyText, [anchors[0] ?? '', 'acme\n12\nhalf a ro', anchors[1] ?? '']);
    expect(await problemOf(lines, torn)).toEqual({ code: 'anchor', line: null, anchor: 2 });
    both = new Verifiers(dir, trail.keyText, anchors);
  });

  it.each([
    ['nothing', Buffer.of()],
    ['a line that was torn off', whole.subarray(0, -1)],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x0a])],
    ['another JSON', Buffer.from('[]\n{}\nnull\n')],
    ['a mark of byte order', Buffer.concat([Buffer.from('\ufeff'), whole])],
    // EF BF BD is U+FFFD; the same with F0 is no UTF-8, and would read the same where that is replaced.
    ['a letter that only replacement makes the same', withByte(whole, whole.indexOf(Buffer.from('\ufffd')), 0xf0)],
  ])('is not %s', async (_, bytes) => {
    expect((await both.verify(bytes)).holds).toBe(false);
  });
});

describe('a key that is trusted', () => {
  it('is a line of text or PEM, public or private', () => {
    const publicPem = createPublicKey(pem).export({ type: 'spki', format: 'pem' }).toString();
    for (const text of [trail.keyText, publicPem, pem]) {
      const file = join(dir, 'trusted');
      writeFileSync(file, text);
      expect(readAuditKey(file)(origin).text).toBe(trail.keyText);
    }
  });

  it.each(['', 'nothing', 'a+00000000+AAAA'])('is not %j', (text) => {
    const file = join(dir, 'trusted');
    writeFileSync(file, text);
    expect(() => readAuditKey(file)).toThrow(/no Ed25519 key.*--key/);
  });
});

function withByte(bytes: Buffer, at: number, byte: number): Buffer {
  const changed = Buffer.from(bytes);
  changed[at] = byte;
  return changed;
}
