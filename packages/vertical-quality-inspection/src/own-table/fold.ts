/** One training of many: what is learned from, what is asked then, and the answers. */

import { classifierProba, trainClassifier } from '../model/classifier.ts';
import { rowOf, selectRows, type Table } from '../model/table.ts';
import { filledRow, filledTable, fillsOf } from './fill.ts';

export interface Fold {
  readonly learn: Uint32Array;
  readonly ask: Uint32Array;
}

/**
 * Each of the given rows asked once, by a model that has learned from the rows of the other folds.
 *
 * @param rows    rows of a table
 * @param foldOf  fold of each of them, 0 … folds - 1
 */
export function foldsOf(rows: Uint32Array, foldOf: Uint8Array, folds: number): Fold[] {
  return Array.from({ length: folds }, (_, fold) => ({
    learn: rows.filter((_, at) => foldOf[at] !== fold),
    ask: rows.filter((_, at) => foldOf[at] === fold),
  }));
}

/** @returns `classes` probabilities a row asked, row by row */
export function answers(table: Table, { learn, ask }: Fold, seed: number): Float64Array {
  const part = selectRows(table, learn);
  const fills = fillsOf(part);
  const classifier = trainClassifier(filledTable(part, fills), { seed });
  const probabilities = new Float64Array(ask.length * table.classes.length);
  for (const [at, row] of ask.entries()) {
    probabilities.set(classifierProba(classifier, filledRow(rowOf(table, row), fills)), at * table.classes.length);
  }
  return probabilities;
}
