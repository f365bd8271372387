/**
 * Stratified k-fold cross-validation: each row is predicted once, by a model that has seen neither it nor its group.
 */

import { assignFolds } from './folds.ts';
import { type Metrics, metricsOf } from './metrics.ts';
import { rowOf, selectRows, type Table } from './table.ts';

export interface CrossValidation extends Metrics {
  readonly folds: number;
  readonly seed: number;
  /** Whether groups of rows were kept together. If not, and rows resemble each other, the figures flatter. */
  readonly grouped: boolean;
  /** Out-of-fold probabilities, `classes` values a row in the order of the table: what a calibration starts from. */
  readonly probabilities: Float64Array;
}

/** Learns from a table and returns what predicts one row (as `checkedFeatures` makes it). */
export type Train = (table: Table) => (row: Float32Array) => Float64Array;

export function crossValidate(
  table: Table,
  train: Train,
  options: { readonly folds: number; readonly seed: number },
): CrossValidation {
  const { folds, seed } = options;
  const classes = table.classes.length;
  const foldOf = assignFolds(table, options);
  const probabilities = new Float64Array(table.rows * classes);
  for (let fold = 0; fold < folds; fold += 1) {
    const training: number[] = [];
    const testing: number[] = [];
    for (const [row, assigned] of foldOf.entries()) (assigned === fold ? testing : training).push(row);
    const predict = train(selectRows(table, Uint32Array.from(training)));
    for (const row of testing) probabilities.set(predict(rowOf(table, row)), row * classes);
  }
  return { folds, seed, grouped: table.grouped, ...metricsOf(table.labels, probabilities, classes), probabilities };
}
