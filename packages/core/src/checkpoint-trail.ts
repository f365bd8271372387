/**
 * Holds an exported trail against the key that signed it and against anchors, line by line, with nothing of it kept: the
 * chain, the Merkle root of every checkpoint, their signatures, and whether every anchor is of this very trail.
 *
 * It ends at the first thing that does not hold. `packages/cli/verify/verify-audit.mjs` does the same without a line in
 * common, and a test holds the two to the same answers.
 */

import { canonicalJson, chainStart, hashOfSeal, sealText } from './chain.ts';
import { type Checkpoint, claimedCheckpoint, openCheckpoint } from './checkpoint.ts';
import { bodyLine, checkpointLine, endLine, exportFormat, exportVersion, headerLine } from './checkpoint-export.ts';
import { type NoteKey, parseNoteKey } from './checkpoint-note.ts';
import { appendLeaf, emptyFrontier, frontierRoot, leafHash, type TreeFrontier } from './merkle.ts';
import type { Json } from './record.ts';

export const trailProblems = [
  'header',
  'key',
  'line',
  'place',
  'chain',
  'checkpoint',
  'signature',
  'root',
  'end',
  'unsigned',
  'anchor',
  'anchor-root',
  'cut',
] as const;
/**
 * What does not hold: `header` no export · `key` of another key than the one given · `line` not a line of an export ·
 * `place` an event out of its place · `chain` an event that its hash does not fit · `checkpoint` none, of another origin,
 * or out of its place · `signature` of a checkpoint · `root` a checkpoint of other events · `end` no end, or one that
 * counts otherwise · `unsigned` no checkpoint at all · `anchor` an anchor that is none, or not signed by the key, or none of this
 * origin ·
 * `anchor-root` an anchor of other events · `cut` an anchor of more events than there are.
 */
export type TrailProblem = (typeof trailProblems)[number];

export interface TrailReport {
  readonly holds: boolean;
  readonly origin: string | null;
  /** What verified the signatures, as `NoteKey.text`. */
  readonly key: string | null;
  readonly events: number;
  readonly checkpoints: number;
  /** Events that the last checkpoint covers; those after it are chained and not signed yet. */
  readonly signedTo: number;
  /** Those of this origin. */
  readonly anchors: number;
  /** Events that the last anchor covers. */
  readonly anchoredTo: number;
  /** `line` of the export or number of the anchor, from 1; `null` where it is of none. */
  readonly problem: null | {
    readonly code: TrailProblem;
    readonly line: number | null;
    readonly anchor: number | null;
  };
}

export interface TrailCheckOptions {
  /** The key that is trusted beforehand, under the name of the origin; `null` takes the export's own at its word. */
  readonly key: ((origin: string) => NoteKey) | null;
  /** Signed notes, in any order. */
  readonly anchors: readonly string[];
}

export class TrailCheck {
  readonly #options: TrailCheckOptions;
  #key: NoteKey | null = null;
  /** By size; of equal sizes the roots must agree. */
  readonly #anchors = new Map<number, { readonly root: string; readonly anchor: number }[]>();
  #anchored = 0;
  #anchoredTo = 0;
  #line = 0;
  #hash = chainStart;
  #tree: TreeFrontier = emptyFrontier;
  #checkpoints = 0;
  #signedTo = 0;
  #isEnded = false;
  #problem: TrailReport['problem'] = null;

  constructor(options: TrailCheckOptions) {
    this.#options = options;
  }

  /** Whether something does not hold: what comes after it is not looked at. */
  get isOver(): boolean {
    return this.#problem !== null;
  }

  /** The next line, without its newline. `null` for one that is not UTF-8. */
  take(text: string | null): void {
    if (this.isOver) return;
    this.#line += 1;
    const line = text === null ? null : parse(text);
    if (this.#line === 1) this.#header(text, line);
    else if (this.#isEnded) this.#fail('end');
    else if (text?.startsWith('{"end":')) this.#end(text);
    else if (text === null || line === null) this.#fail('line');
    else if ('event' in line) this.#event(text, line);
    else if ('checkpoint' in line) this.#checkpoint(text, line);
    else this.#fail('line');
  }

  report(): TrailReport {
    if (!this.isOver) this.#whole();
    return {
      holds: this.#problem === null,
      origin: this.#key?.name ?? null,
      key: this.#key?.text ?? null,
      events: this.#tree.size,
      checkpoints: this.#checkpoints,
      signedTo: this.#signedTo,
      anchors: this.#anchored,
      anchoredTo: this.#anchoredTo,
      problem: this.#problem,
    };
  }

  #header(text: string | null, line: Line | null): void {
    const { format, version, origin, key } = line ?? {};
    const isHeader = format === exportFormat && version === exportVersion;
    const told = typeof key === 'string' ? parseNoteKey(key) : null;
    if (!isHeader || !told || told.name !== origin || text !== headerLine(told.name, told.text)) {
      this.#fail('header');
      return;
    }
    this.#key = this.#options.key?.(told.name) ?? told;
    if (this.#key.text !== told.text) this.#fail('key');
    else this.#openAnchors(this.#key);
  }

  #openAnchors(key: NoteKey): void {
    for (const [index, note] of this.#options.anchors.entries()) {
      // One file may hold the anchors of several records.
      const claimed = claimedCheckpoint(note);
      if (claimed && claimed.origin !== key.name) continue;
      const opened = openCheckpoint(note, key);
      if (opened.kind === 'refused') {
        this.#problem = { code: 'anchor', line: null, anchor: index + 1 };
        return;
      }
      const { size, root } = opened.checkpoint;
      this.#anchors.set(size, [...(this.#anchors.get(size) ?? []), { root, anchor: index + 1 }]);
      this.#anchoredTo = Math.max(this.#anchoredTo, size);
      this.#anchored += 1;
    }
    // Whoever gives anchors wants them to count: under another origin none would.
    if (this.#options.anchors.length > 0 && this.#anchored === 0) this.#fail('anchor', null);
    else this.#holdAnchors();
  }

  #event(text: string, { event, hash, seq }: Line): void {
    if (typeof hash !== 'string' || !/^[0-9a-f]{64}$/.test(hash) || !Number.isSafeInteger(seq)) {
      this.#fail('line');
      return;
    }
    const body = canonicalJson(event as Json);
    if (text !== bodyLine(body, hash, seq as number)) this.#fail('line');
    else if (seq !== this.#tree.size + 1) this.#fail('place');
    else {
      const sealed = sealText(this.#hash, seq, body);
      this.#hash = hashOfSeal(sealed);
      if (this.#hash !== hash) {
        this.#fail('chain');
        return;
      }
      this.#tree = appendLeaf(this.#tree, leafHash(sealed));
      this.#holdAnchors();
    }
  }

  #checkpoint(text: string, { checkpoint: note }: Line): void {
    const key = this.#key as NoteKey;
    if (typeof note !== 'string' || text !== checkpointLine(note)) {
      this.#fail('line');
      return;
    }
    const opened = openCheckpoint(note, key);
    if (opened.kind === 'refused') this.#fail(opened.why === 'malformed' ? 'checkpoint' : 'signature');
    else if (!this.#isNext(opened.checkpoint, key)) this.#fail('checkpoint');
    else if (opened.checkpoint.root !== frontierRoot(this.#tree)) this.#fail('root');
    else {
      this.#checkpoints += 1;
      this.#signedTo = this.#tree.size;
    }
  }

  #isNext({ origin, size }: Checkpoint, key: NoteKey): boolean {
    return origin === key.name && size === this.#tree.size && size > this.#signedTo;
  }

  #end(text: string): void {
    if (text === endLine(this.#tree.size, this.#checkpoints)) this.#isEnded = true;
    else this.#fail('end');
  }

  #whole(): void {
    const { size } = this.#tree;
    if (this.#line === 0) this.#fail('header');
    else if (!this.#isEnded) this.#fail('end');
    else if (this.#anchoredTo > size) {
      const [first] = [...this.#anchors].filter(([many]) => many > size).sort(([a], [b]) => a - b);
      this.#problem = { code: 'cut', line: null, anchor: first?.[1][0]?.anchor ?? null };
    } else if (size > 0 && this.#checkpoints === 0) this.#fail('unsigned', null);
  }

  /** Those that are of as many events as there were so far. */
  #holdAnchors(): void {
    const here = this.#anchors.get(this.#tree.size);
    if (!here) return;
    const root = frontierRoot(this.#tree);
    const other = here.find((one) => one.root !== root);
    if (other) this.#problem = { code: 'anchor-root', line: this.#line, anchor: other.anchor };
  }

  #fail(code: TrailProblem, line: number | null = this.#line): void {
    this.#problem = { code, line, anchor: null };
  }
}

type Line = Readonly<Record<string, unknown>>;

function parse(text: string): Line | null {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? (parsed as Line) : null;
  } catch {
    return null;
  }
}
