/** From labelled rows to a model file. */

import { checksumOf, writeBoosting, writeForest, writeNovelty } from './artefact.ts';
import { type Artefact, type Estimate, formatName } from './artefact-format.ts';
import { type ClassifierOptions, classifierProba, classifierTraining, trainClassifier } from './classifier.ts';
import { type CrossValidation, crossValidate } from './cross-validate.ts';
import { type NoveltyOptions, noveltyOf, trainNovelty } from './novelty.ts';
import { classCounts, type LabelledRow, rowOf, type Schema, type Table, tableDigest, tableOf } from './table.ts';

export interface TrainingOptions extends Omit<ClassifierOptions, 'seed'> {
  readonly name: string;
  readonly version: string;
  /** Where the rows are from, in words. */
  readonly source: string;
  readonly schema: Schema;
  /** Any integer. The same rows, options and seed give the same file, byte for byte. */
  readonly seed: number;
  /** Folds of the estimate, 2 … 255, each of which trains once more; null for none; 5. */
  readonly estimateFolds?: number | null;
  readonly novelty?: Omit<NoveltyOptions, 'seed'>;
}

/** Rows stored with their answers, to be asked again by whoever loads the model. */
const goldenRows = 8;

/** @throws AndonError('config.invalid') naming the row or option that does not fit */
export function trainArtefact(rows: readonly LabelledRow[], options: TrainingOptions): Artefact {
  const { schema, seed, estimateFolds = 5 } = options;
  const table = tableOf(rows, schema);
  const training = classifierTraining({ seed, ...definedOnly(options) });
  const estimate = estimateFolds === null ? null : crossValidate(table, training, { folds: estimateFolds, seed });
  return sealed(trainContent(table, options, estimate === null ? null : estimateOf(estimate)));
}

/** What is not sealed yet: more may be said in it about the model. */
export type ArtefactContent = Omit<Artefact, 'checksum'>;

/** Trains on the whole table. */
export function trainContent(
  table: Table,
  options: Omit<TrainingOptions, 'schema' | 'estimateFolds'>,
  estimate: Estimate | null,
): ArtefactContent {
  const { name, version, source, seed } = options;
  const classifier = trainClassifier(table, { seed, ...definedOnly(options) });
  const reference = trainNovelty(table, { ...options.novelty, seed });
  const golden = Array.from({ length: Math.min(goldenRows, table.rows) }, (_, index) => {
    const row = rowOf(table, Math.floor((index * table.rows) / goldenRows));
    return {
      features: Array.from(row),
      probabilities: Array.from(classifierProba(classifier, row)),
      novelty: noveltyOf(reference, row),
    };
  });
  return {
    format: formatName,
    name,
    version,
    classes: [...table.classes],
    featureNames: [...table.featureNames],
    training: {
      source,
      rows: table.rows,
      classCounts: Array.from(classCounts(table)),
      sha256: tableDigest(table),
      seed,
    },
    estimate,
    forest: writeForest(classifier.forest),
    boosting: classifier.boosting === null ? null : writeBoosting(classifier.boosting),
    novelty: writeNovelty(reference),
    golden,
  };
}

/** With the checksum of all it says. */
export function sealed(content: ArtefactContent): Artefact {
  return { ...content, checksum: checksumOf(content) };
}

export function estimateOf(result: CrossValidation): Estimate {
  return {
    method: 'stratified-cross-validation',
    folds: result.folds,
    seed: result.seed,
    grouped: result.grouped,
    rows: result.rows,
    accuracy: result.accuracy,
    accuracyInterval: [...result.accuracyInterval],
    macroF1: result.macroF1,
    logLoss: result.logLoss,
    f1: [...result.f1],
    confusion: result.confusion.map((counts) => [...counts]),
  };
}

function definedOnly({
  extraTrees,
  boosting,
}: Pick<TrainingOptions, 'extraTrees' | 'boosting'>): Omit<ClassifierOptions, 'seed'> {
  return { ...(extraTrees === undefined ? {} : { extraTrees }), ...(boosting === undefined ? {} : { boosting }) };
}
