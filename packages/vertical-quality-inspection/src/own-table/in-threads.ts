/** Trains folds on threads, since each is on its own and a dozen of them take their time. */

import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { AndonError } from '@andon/sdk';
import type { Table } from '../model/table.ts';
import type { Fold } from './fold.ts';
import type { ThreadData, Told } from './fold-thread.ts';

/** The published package holds compiled files beside this one; here they are the sources. */
const program = new URL(import.meta.url.endsWith('.ts') ? './fold-thread.ts' : './fold-thread.js', import.meta.url);

/** Each holds a copy of the table. */
const mostThreads = 8;

/**
 * @param onAnswered  is called after each fold
 * @returns the answers to each fold, as `answers` gives them, whichever thread was faster
 */
export async function answersInThreads(
  table: Table,
  folds: readonly Fold[],
  { seed, onAnswered }: { readonly seed: number; readonly onAnswered: () => void },
): Promise<Float64Array[]> {
  const count = Math.min(availableParallelism(), mostThreads, folds.length);
  const numbered = folds.map((fold, number) => ({ number, fold }));
  const found: Float64Array[] = [];
  const workers: Worker[] = [];
  const thread = (data: ThreadData): Promise<void> => {
    const worker = new Worker(program, { workerData: data });
    workers.push(worker);
    return ended(worker, (number, probabilities) => {
      found[number] = probabilities;
      onAnswered();
    });
  };
  try {
    await Promise.all(
      Array.from({ length: count }, (_, at) =>
        thread({ table, seed, folds: numbered.filter(({ number }) => number % count === at) }),
      ),
    );
    return found;
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function ended(worker: Worker, answered: (number: number, probabilities: Float64Array) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.on('message', (told: Told) => {
      if (told.kind === 'answers') answered(told.number, told.probabilities);
      else reject(new AndonError(told.code, told.details));
    });
    worker.once('error', (cause) => reject(new AndonError('internal.defect', { what: String(cause) }, { cause })));
    worker.once('exit', (code) => {
      if (code === 0) resolve();
      else reject(new AndonError('internal.defect', { what: `a training thread ended with code ${code}` }));
    });
  });
}
