/** One client that follows the trail: from a place on, everything, once, in order, as fast as the client takes it. */

import type { Writable } from 'node:stream';
import type { Logger } from 'pino';
import { farewell, heartbeat, opening } from './frame.ts';
import type { Trail } from './trail.ts';

export interface StreamOptions {
  readonly trail: Pick<Trail, 'next'>;
  readonly out: Writable;
  /** Place of the last event that the client has. */
  readonly after: number;
  readonly log: Pick<Logger, 'warn'>;
  readonly heartbeatMs: number;
  readonly stallMs: number;
  readonly retryMs: number;
  /** Ends it in order. */
  readonly signal: AbortSignal;
}

/** Resolves when the client is gone, or was sent away. Never rejects. */
export async function streamTrail(options: StreamOptions): Promise<void> {
  const { trail, out, heartbeatMs, retryMs, signal } = options;
  if (out.destroyed) return;
  const gone = new AbortController();
  out.on('close', () => gone.abort());
  // A client that breaks off is no error; 'close' follows.
  out.on('error', () => {});
  const over = AbortSignal.any([signal, gone.signal]);

  let place = options.after;
  let goesOn = await write(opening(place, retryMs), options, over);
  while (goesOn) {
    const frames = await trail.next(place, heartbeatMs, over);
    const text = frames.map((frame) => frame.text).join('');
    goesOn = await write(text === '' ? heartbeat : text, options, over);
    place = frames.at(-1)?.seq ?? place;
  }
  if (!out.destroyed) out.end(farewell);
}

/** Answers whether the stream goes on: not after a client that took nothing for too long, which is cut off. */
async function write(text: string, { out, log, stallMs }: StreamOptions, over: AbortSignal): Promise<boolean> {
  if (over.aborted) return false;
  if (out.write(text)) return true;
  const { promise, resolve } = Promise.withResolvers<'drained' | 'over' | 'stalled'>();
  const timer = setTimeout(() => resolve('stalled'), stallMs);
  const drained = () => resolve('drained');
  const ended = () => resolve('over');
  out.on('drain', drained);
  over.addEventListener('abort', ended);
  const how = await promise;
  clearTimeout(timer);
  out.off('drain', drained);
  over.removeEventListener('abort', ended);
  if (how === 'stalled') {
    log.warn({ waitedMs: stallMs }, 'events.stalled');
    out.destroy();
  }
  return how === 'drained';
}
