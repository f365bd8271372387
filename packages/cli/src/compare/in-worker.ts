/** Rehearses and compares on a thread of its own, so that whoever watches is not kept waiting. */

import { Worker } from 'node:worker_threads';
import { AndonError } from '@andon/core';
import type { Comparison, RehearsedAction } from '@andon/sim-line';
import type { CompareOptions } from './cases.ts';
import type { Progress } from './compare.ts';

/** What the thread says, in this order; after `failed` nothing more. */
export type Told =
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'rehearsed'; readonly actions: readonly RehearsedAction[] }
  | { readonly kind: 'compared'; readonly comparison: Comparison | null }
  | { readonly kind: 'failed'; readonly code: AndonError['code']; readonly details: AndonError['details'] };

/** Both reject with the signal's reason when it fires first, and with scenario.unknown | data.unreadable | data.invalid. */
export interface Comparing {
  /** After a second or two. */
  readonly rehearsed: Promise<readonly RehearsedAction[]>;
  /** `null` where no seeds were to be compared. */
  readonly compared: Promise<Comparison | null>;
}

/** The published package holds compiled files beside this one; here they are the sources. */
const program = new URL(
  import.meta.url.endsWith('.ts') ? './compare-worker.ts' : './compare-worker.js',
  import.meta.url,
);

/** What it makes is short-lived. Left to itself V8 lets it grow to some 160 MiB more, and it is no quicker for that. */
const YOUNG_MIB = 16;

/** The thread ends when both are told, or when the signal fires. */
export function compareInWorker(
  options: CompareOptions,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void = () => {},
): Comparing {
  const rehearsed = Promise.withResolvers<readonly RehearsedAction[]>();
  const compared = Promise.withResolvers<Comparison | null>();
  // Whoever waits for one of them is told; the other must not count as an error that nobody handles.
  for (const { promise } of [rehearsed, compared]) promise.catch(() => {});
  const fail = (error: unknown) => {
    rehearsed.reject(error);
    compared.reject(error);
  };
  if (signal.aborted) fail(signal.reason);
  else follow(new Worker(program, { workerData: options, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MIB } }));
  return { rehearsed: rehearsed.promise, compared: compared.promise };

  function follow(worker: Worker): void {
    const abort = () => {
      fail(signal.reason);
      void worker.terminate();
    };
    signal.addEventListener('abort', abort, { once: true });
    worker.on('message', (told: Told) => {
      if (told.kind === 'progress') onProgress(told.progress);
      else if (told.kind === 'rehearsed') rehearsed.resolve(told.actions);
      else if (told.kind === 'compared') compared.resolve(told.comparison);
      else fail(new AndonError(told.code, told.details));
    });
    worker.once('error', (error) => fail(new AndonError('internal.defect', { what: String(error) }, { cause: error })));
    worker.once('exit', (code) => {
      signal.removeEventListener('abort', abort);
      // To what was told before, this changes nothing.
      fail(new AndonError('internal.defect', { what: `the comparison ended early, with code ${code}` }));
    });
  }
}
