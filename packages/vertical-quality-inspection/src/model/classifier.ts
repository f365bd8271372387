/**
 * The classifier that ships: the mean of a forest and a boosted model. They err on different rows, so their mean
 * is better calibrated than either and at least as accurate.
 */

import { type Boosting, type BoostingOptions, boostingProba, trainBoosting } from './boosting.ts';
import type { Train } from './cross-validate.ts';
import { type ExtraTrees, type ExtraTreesOptions, extraTreesProba, trainExtraTrees } from './extra-trees.ts';
import type { Table } from './table.ts';

export interface ClassifierOptions {
  readonly seed: number;
  readonly extraTrees?: Omit<ExtraTreesOptions, 'seed'>;
  /** null: the forest alone, in about half the time. */
  readonly boosting?: Omit<BoostingOptions, 'seed'> | null;
}

export interface Classifier {
  readonly forest: ExtraTrees;
  readonly boosting: Boosting | null;
}

export function trainClassifier(table: Table, options: ClassifierOptions): Classifier {
  const { seed, extraTrees = {}, boosting = {} } = options;
  return {
    forest: trainExtraTrees(table, { ...extraTrees, seed }),
    boosting: boosting === null ? null : trainBoosting(table, { ...boosting, seed }),
  };
}

/**
 * @param row  from `checkedFeatures`
 * @returns one probability a class; they sum to 1
 */
export function classifierProba(model: Classifier, row: Float32Array): Float64Array {
  const forest = extraTreesProba(model.forest, row);
  if (model.boosting === null) return forest;
  const boosted = boostingProba(model.boosting, row);
  return forest.map((share, label) => (share + (boosted[label] as number)) / 2);
}

/** The whole of it as `crossValidate` wants it. */
export function classifierTraining(options: ClassifierOptions): Train {
  return (table) => {
    const classifier = trainClassifier(table, options);
    return (row) => classifierProba(classifier, row);
  };
}
