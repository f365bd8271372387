/**
 * Anchors: copies of the checkpoints kept elsewhere, in a file on another path or at a witness over HTTP. They alone show
 * what somebody rewrote who holds the signing key and the database.
 *
 * Nothing waits for an anchor: each takes the latest checkpoint when it has written the one before, and what it could not
 * write is logged and covered by the next. What became of each stands in `anchors.json` in the home, for `andon doctor`.
 */

import { open, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SignedCheckpoint } from '@andon/core';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { AnchorPlace } from '../site-file/site.ts';

const DEFAULT_TIMEOUT_MS = 10_000;

const AnchorsFile = z.object({
  /** The latest checkpoint that was made. */
  made: z.object({ size: z.number().int(), atMs: z.number(), note: z.string() }),
  anchors: z.array(
    z.object({
      place: z.string(),
      /** Events that the last anchor there covers, 0 before the first; and when it was written, in ms since 1970. */
      size: z.number().int(),
      atMs: z.number().nullable(),
      /** What was written. Sizes alone do not tell: a record that was begun anew has smaller ones. */
      note: z.string().nullable(),
      /** What failed since. */
      failed: z.object({ atMs: z.number(), problem: z.string() }).nullable(),
    }),
  ),
});
export type AnchorsState = z.infer<typeof AnchorsFile>;
type AnchorState = AnchorsState['anchors'][number];

export const anchorsFile = (home: string): string => join(home, 'anchors.json');

export const placeName = (place: AnchorPlace): string => (place.kind === 'file' ? place.file : place.url);

/** `null` where none was ever written, or it cannot be read. */
export async function readAnchors(home: string): Promise<AnchorsState | null> {
  try {
    return AnchorsFile.parse(JSON.parse(await readFile(anchorsFile(home), 'utf8')));
  } catch {
    return null;
  }
}

export interface AnchorsOptions {
  readonly places: readonly AnchorPlace[];
  readonly home: string;
  readonly log: Logger;
  readonly wallMs: () => number;
  /** What takes longer has failed, in ms. Default 10 000. */
  readonly timeoutMs?: number;
}

interface Slot {
  readonly place: AnchorPlace;
  state: AnchorState;
  waiting: SignedCheckpoint | null;
  /** What is being written. One at a time, so that a share that hangs keeps one thread and no more. */
  writing: Promise<void> | null;
}

export class Anchors {
  readonly #options: Required<AnchorsOptions>;
  readonly #slots: readonly Slot[];
  #made: AnchorsState['made'];
  #saving: Promise<void> = Promise.resolve();

  private constructor(options: Required<AnchorsOptions>, before: AnchorsState | null) {
    this.#options = options;
    this.#made = before?.made ?? { size: 0, atMs: 0, note: '' };
    this.#slots = options.places.map((place) => {
      const name = placeName(place);
      const known = before?.anchors.find((anchor) => anchor.place === name);
      return {
        place,
        state: known ?? { place: name, size: 0, atMs: null, note: null, failed: null },
        waiting: null,
        writing: null,
      };
    });
  }

  static async open(options: AnchorsOptions): Promise<Anchors> {
    return new Anchors({ timeoutMs: DEFAULT_TIMEOUT_MS, ...options }, await readAnchors(options.home));
  }

  /** Throws nothing and waits for nothing. An anchor that has it already is left alone. */
  take(checkpoint: SignedCheckpoint): void {
    const { size, note, wallMs: atMs } = checkpoint;
    this.#made = { size, atMs, note };
    for (const slot of this.#slots) {
      if (slot.state.note === note && slot.state.failed === null) continue;
      slot.waiting = checkpoint;
      this.#next(slot);
    }
    this.#save();
  }

  /** Waits for what is being written, no longer than a write may take. */
  async close(): Promise<void> {
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, this.#options.timeoutMs);
    await Promise.race([this.#settled(), late]);
    clearTimeout(timer);
  }

  async #settled(): Promise<void> {
    await Promise.all(this.#slots.map(({ writing }) => writing ?? Promise.resolve()));
    await this.#saving;
  }

  #next(slot: Slot): void {
    if (slot.writing || !slot.waiting) return;
    const checkpoint = slot.waiting;
    slot.waiting = null;
    slot.writing = this.#write(slot, checkpoint).finally(() => {
      slot.writing = null;
      this.#next(slot);
    });
  }

  async #write(slot: Slot, { size, note }: SignedCheckpoint): Promise<void> {
    const { timeoutMs, wallMs } = this.#options;
    const late = setTimeout(() => this.#failed(slot, `it did not answer within ${timeoutMs} ms`), timeoutMs);
    try {
      await (slot.place.kind === 'file' ? append(slot.place.file, note) : post(slot.place.url, note, timeoutMs));
      slot.state = { ...slot.state, size, note, atMs: wallMs(), failed: null };
      this.#save();
    } catch (error) {
      this.#failed(slot, problemOf(error));
    } finally {
      clearTimeout(late);
    }
  }

  #failed(slot: Slot, problem: string): void {
    this.#options.log.warn({ anchor: slot.state.place, problem }, 'anchor.failed');
    slot.state = { ...slot.state, failed: { atMs: this.#options.wallMs(), problem } };
    this.#save();
  }

  /** One after the other, so that the latest stands at the end. */
  #save(): void {
    this.#saving = this.#saving.then(async () => {
      const state: AnchorsState = { made: this.#made, anchors: this.#slots.map((slot) => slot.state) };
      const file = anchorsFile(this.#options.home);
      try {
        await writeFile(`${file}.draft`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
        await rename(`${file}.draft`, file);
      } catch (error) {
        this.#options.log.warn({ err: error }, 'anchors.unsaved');
      }
    });
  }
}

/**
 * Each note ends with a blank line. What a full disk tore off before is closed first, so that it spoils no other. The
 * folder is not made: where a share is not mounted, the copy would land on the very disk that it is to be apart from.
 */
async function append(file: string, note: string): Promise<void> {
  const handle = await open(file, 'a+', 0o644);
  try {
    const { size } = await handle.stat();
    const tail = Buffer.alloc(Math.min(2, size));
    await handle.read(tail, 0, tail.length, size - tail.length);
    const isClosed = size === 0 || tail.toString() === '\n\n';
    await handle.appendFile(`${isClosed ? '' : '\n\n'}${note}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function post(url: string, note: string, timeoutMs: number): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body: note,
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  });
  await response.body?.cancel();
  if (!response.ok) throw new RangeError(`it answered ${response.status}`);
}

function problemOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error && cause.message !== '' ? `${message}: ${cause.message}` : message;
}
