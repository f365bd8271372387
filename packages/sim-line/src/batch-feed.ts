/**
 * Hands batches to any number of followers. One who comes late begins with the batch that is still unfinished, so that a
 * line in lock-step is never left waiting for somebody who did not see it.
 */

import type { SampleBatch } from '@andon/connect';

export interface BatchFeed {
  push(batch: SampleBatch): void;
  /** The driver has gone on from this batch. */
  finish(seq: number): void;
  end(): void;
  follow(signal: AbortSignal): AsyncIterable<SampleBatch>;
}

interface Follower {
  readonly waiting: SampleBatch[];
  wake: () => void;
}

export function batchFeed(): BatchFeed {
  const followers = new Set<Follower>();
  let unfinished: SampleBatch | null = null;
  let ended = false;

  async function* read(follower: Follower, signal: AbortSignal): AsyncGenerator<SampleBatch> {
    const onAbort = (): void => follower.wake();
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      while (!signal.aborted) {
        const batch = follower.waiting.shift();
        if (batch !== undefined) yield batch;
        else if (ended) return;
        else await new Promise<void>((resolve) => (follower.wake = resolve));
      }
    } finally {
      signal.removeEventListener('abort', onAbort);
      followers.delete(follower);
    }
  }

  return {
    push(batch) {
      unfinished = batch;
      for (const follower of followers) {
        follower.waiting.push(batch);
        follower.wake();
      }
    },
    finish(seq) {
      if (unfinished?.seq === seq) unfinished = null;
    },
    end() {
      ended = true;
      for (const follower of followers) follower.wake();
    },
    follow(signal) {
      const follower: Follower = { waiting: unfinished === null ? [] : [unfinished], wake: () => {} };
      followers.add(follower);
      return read(follower, signal);
    },
  };
}
