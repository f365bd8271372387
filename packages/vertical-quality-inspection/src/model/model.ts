/** A trained model in memory, and the two questions it answers about a row. */

import type { Estimate, OwnTableOrigin } from './artefact-format.ts';
import { type Classifier, classifierProba } from './classifier.ts';
import { type NoveltyReference, noveltyOf } from './novelty.ts';
import { checkedFeatures, type Schema } from './table.ts';

export interface TabularModel extends Schema {
  readonly name: string;
  readonly version: string;
  /** Names exactly this model: goes into fingerprints and evidence. */
  readonly checksum: string;
  readonly estimate: Estimate | null;
  readonly classifier: Classifier;
  readonly reference: NoveltyReference;
  /** Where it was trained on a user's table: its columns, and what the model may decide alone. */
  readonly ownTable: OwnTableOrigin | null;
}

/**
 * @param features  one finite number a feature, in the order of `model.featureNames`
 * @returns one probability a class, in the order of `model.classes`; they sum to 1
 * @throws AndonError('config.invalid') naming the feature that is missing or not a finite number
 */
export function predictProba(model: TabularModel, features: ArrayLike<number>): Float64Array {
  return classifierProba(model.classifier, checkedFeatures(features, model.featureNames, 'the measurement'));
}

/**
 * How unlike the training rows a row is, ≥ 0, relative to the distance that 99 % of those stay within: above 1 the class
 * named by `predictProba` says nothing, however probable it is called.
 *
 * @throws AndonError('config.invalid') naming the feature that is missing or not a finite number
 */
export function novelty(model: TabularModel, features: ArrayLike<number>): number {
  return noveltyOf(model.reference, checkedFeatures(features, model.featureNames, 'the measurement'));
}
