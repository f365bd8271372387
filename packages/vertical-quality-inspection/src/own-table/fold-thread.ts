/** A thread that trains the folds it was given, one by one, and tells the answers to each. See `in-threads.ts`. */

import { parentPort, workerData } from 'node:worker_threads';
import { AndonError } from '@andon/sdk';
import type { Table } from '../model/table.ts';
import { answers, type Fold } from './fold.ts';

export interface ThreadData {
  readonly table: Table;
  readonly seed: number;
  readonly folds: readonly { readonly number: number; readonly fold: Fold }[];
}

/** After `failed` nothing more. */
export type Told =
  | { readonly kind: 'answers'; readonly number: number; readonly probabilities: Float64Array }
  | { readonly kind: 'failed'; readonly code: AndonError['code']; readonly details: AndonError['details'] };

const { table, seed, folds } = workerData as ThreadData;
const tell = (told: Told) => parentPort?.postMessage(told);

try {
  for (const { number, fold } of folds) tell({ kind: 'answers', number, probabilities: answers(table, fold, seed) });
} catch (error) {
  if (!(error instanceof AndonError)) throw error;
  // An error loses its class on the way; its code and details do not.
  tell({ kind: 'failed', code: error.code, details: error.details });
}
