/** A thread that searches, round by round. See `in-threads.ts`. */

import { parentPort, workerData } from 'node:worker_threads';
import type { Candidate } from './candidate.ts';
import type { Instance } from './instance.ts';
import { type RoundEnd, runRound } from './rounds.ts';
import { searchOf } from './search.ts';

export interface ThreadData {
  readonly instance: Instance;
  readonly seed: number;
  readonly stream: number;
  /** For this thread; Infinity for no limit. */
  readonly iterations: number;
  readonly lowerBound: number;
  /** One number, shared by all: not 0 is stop. */
  readonly stop: Int32Array;
}

/** Plans of the other threads, in their order, and the sign to go on. */
export interface Go {
  readonly offers: readonly Candidate[];
}

export type Told =
  | { readonly kind: 'better'; readonly best: Candidate }
  | { readonly kind: 'round'; readonly end: RoundEnd };

/** A search on its way down finds a better plan a thousand times a second, and nobody needs each. */
const tellEveryMs = 20;

const { instance, seed, stream, iterations, lowerBound, stop } = workerData as ThreadData;
const tell = (told: Told) => parentPort?.postMessage(told);
const search = searchOf(instance, { seed, stream });
let left = iterations;
let toldAtMs = Number.NEGATIVE_INFINITY;

tell({ kind: 'better', best: search.best });
parentPort?.on('message', ({ offers }: Go) => {
  for (const offer of offers) search.offer(offer);
  const end = runRound(search, {
    iterations: left,
    lowerBound,
    isStopped: () => Atomics.load(stop, 0) !== 0,
    onBetter(best) {
      const nowMs = performance.now();
      if (nowMs - toldAtMs < tellEveryMs && best.makespan > lowerBound) return;
      toldAtMs = nowMs;
      tell({ kind: 'better', best });
    },
  });
  left -= end.iterations;
  tell({ kind: 'round', end });
  if (end.isLast) parentPort?.close();
});
