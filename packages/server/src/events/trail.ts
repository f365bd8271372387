/**
 * Reads the sealed trail on for everybody who follows it. However many they are, the record is asked two questions at
 * once at most: what comes after the end that is known, and what one of those who are behind lacks.
 *
 * The latest events are kept in a *window*, as text, and whoever is near the end is served from it. Who is further
 * behind (resumed late, or slow) is read for from the record, a page at a time, at their own pace. So nobody misses an
 * event, nobody waits for a slower one, and what is kept does not grow with who is slow.
 */

import type { AuditPort } from '@andon/core';
import type { Logger } from 'pino';
import { type Frame, toFrame } from './frame.ts';

export interface TrailOptions {
  readonly audit: Pick<AuditPort, 'list' | 'head'>;
  /** Every how many ms the record is asked for more. */
  readonly pollMs: number;
  readonly log: Pick<Logger, 'warn' | 'info'>;
  /** Events kept, at most. Default 2 000. */
  readonly windowFrames?: number;
  /** Characters kept, at most, unless one event alone has more. Default 4 million. */
  readonly windowChars?: number;
  /** Events read at once. Default 250. */
  readonly pageRows?: number;
}

export class Trail {
  readonly #audit: Pick<AuditPort, 'list' | 'head'>;
  readonly #log: Pick<Logger, 'warn' | 'info'>;
  readonly #pollMs: number;
  readonly #windowFrames: number;
  readonly #windowChars: number;
  readonly #pageRows: number;
  /** Everything after `#from` up to `#to`, in order. */
  #window: Frame[] = [];
  #from = 0;
  #to = 0;
  #chars = 0;
  #followers = 0;
  #isReading = false;
  #isUnreadable = false;
  readonly #waiting = new Set<() => void>();
  /** The last question of somebody behind: the next one waits for it. */
  #behind: Promise<unknown> = Promise.resolve();

  constructor(options: TrailOptions) {
    this.#audit = options.audit;
    this.#log = options.log;
    this.#pollMs = options.pollMs;
    this.#windowFrames = options.windowFrames ?? 2_000;
    this.#windowChars = options.windowChars ?? 4_000_000;
    this.#pageRows = options.pageRows ?? 250;
  }

  /** The end of the trail, as the record has it now. */
  head(): Promise<number> {
    return this.#audit.head();
  }

  /**
   * The record is read on as long as somebody follows.
   *
   * @param head a place that the trail has reached
   * @returns to be called once, when they do not any more
   */
  follow(head: number): () => void {
    this.#followers += 1;
    if (!this.#isReading) void this.#readOn(head);
    return () => {
      this.#followers -= 1;
    };
  }

  /**
   * The next events after a place, in order and without a gap, a page of them at most. None where the time was over first,
   * `signal` was aborted, or the record cannot be read.
   */
  async next(seq: number, withinMs: number, signal: AbortSignal): Promise<readonly Frame[]> {
    const frames = await this.#after(seq);
    if (frames.length > 0 || signal.aborted) return frames;
    await this.#change(seq, withinMs, signal);
    return await this.#after(seq);
  }

  async #after(seq: number): Promise<readonly Frame[]> {
    if (seq >= this.#from) return this.#fromWindow(seq);
    try {
      const page = await this.#readBehind(seq);
      // Whatever came before the window is no longer in the record.
      return page.length > 0 ? page : this.#fromWindow(this.#from);
    } catch (error) {
      this.#trouble(error);
      return [];
    }
  }

  /** Resolves when there is more than there was at a place, when the record can be read again, or the time is over. */
  async #change(seq: number, withinMs: number, signal: AbortSignal): Promise<void> {
    if ((this.#to > seq && !this.#isUnreadable) || signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const wake = () => resolve();
    const timer = setTimeout(wake, withinMs);
    this.#waiting.add(wake);
    signal.addEventListener('abort', wake);
    await promise;
    clearTimeout(timer);
    this.#waiting.delete(wake);
    signal.removeEventListener('abort', wake);
  }

  #fromWindow(seq: number): readonly Frame[] {
    // From the end, since most are near it.
    const first = this.#window.findLastIndex((frame) => frame.seq <= seq) + 1;
    return this.#window.slice(first, first + this.#pageRows);
  }

  #readBehind(seq: number): Promise<readonly Frame[]> {
    const page = this.#behind.then(async () => (await this.#audit.list(seq, this.#pageRows)).map(toFrame));
    this.#behind = page.catch(() => {});
    return page;
  }

  async #readOn(head: number): Promise<void> {
    this.#isReading = true;
    this.#from = head;
    this.#to = head;
    while (this.#followers > 0) {
      const isMore = await this.#readPage();
      if (!isMore) await new Promise((resolve) => setTimeout(resolve, this.#pollMs));
    }
    this.#isReading = false;
    this.#window = [];
    this.#chars = 0;
  }

  /** Answers whether there may be more already. */
  async #readPage(): Promise<boolean> {
    try {
      const page = await this.#audit.list(this.#to, this.#pageRows);
      if (this.#isUnreadable) {
        this.#isUnreadable = false;
        this.#log.info({}, 'events.readable');
        this.#wakeAll();
      }
      if (page.length > 0) this.#keep(page.map(toFrame));
      return page.length === this.#pageRows;
    } catch (error) {
      this.#trouble(error);
      return false;
    }
  }

  /** Told once. Who follows notices nothing but that nothing comes, until the record answers again. */
  #trouble(error: unknown): void {
    if (!this.#isUnreadable) this.#log.warn({ err: error }, 'events.unreadable');
    this.#isUnreadable = true;
  }

  #wakeAll(): void {
    for (const wake of this.#waiting) wake();
  }

  #keep(frames: readonly Frame[]): void {
    for (const frame of frames) {
      this.#window.push(frame);
      this.#chars += frame.text.length;
      this.#to = frame.seq;
    }
    let dropped = 0;
    while (this.#window.length - dropped > this.#windowFrames || this.#chars > this.#windowChars) {
      const oldest = this.#window[dropped];
      if (!oldest || dropped === this.#window.length - 1) break;
      this.#from = oldest.seq;
      this.#chars -= oldest.text.length;
      dropped += 1;
    }
    this.#window.splice(0, dropped);
    this.#wakeAll();
  }
}
