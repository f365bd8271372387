/** From labelled rows to a model file. */

import { checksumOf, writeBoosting, writeForest, writeNovelty } from './artefact.ts';
import { type Artefact, type Estimate, formatName } from './artefact-format.ts';
import { type ClassifierOptions, classifierProba, classifierTraining, trainClassifier } from './classifier.ts';
import { crossValidate } from './cross-validate.ts';
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
  const { name, version, source, schema, seed } = options;
  const table = tableOf(rows, schema);
  const classifierOptions = { seed, ...definedOnly(options) };
  const classifier = trainClassifier(table, classifierOptions);
  const reference = trainNovelty(table, { ...options.novelty, seed });
  const folds = options.estimateFolds === undefined ? 5 : options.estimateFolds;

  const golden = Array.from({ length: Math.min(goldenRows, table.rows) }, (_, index) => {
    const row = rowOf(table, Math.floor((index * table.rows) / goldenRows));
    return {
      features: Array.from(row),
      probabilities: Array.from(classifierProba(classifier, row)),
      novelty: noveltyOf(reference, row),
    };
  });
  const content: Omit<Artefact, 'checksum'> = {
    format: formatName,
    name,
    version,
    classes: [...schema.classes],
    featureNames: [...schema.featureNames],
    training: {
      source,
      rows: table.rows,
      classCounts: Array.from(classCounts(table)),
      sha256: tableDigest(table),
      seed,
    },
    estimate: folds === null ? null : estimateOf(table, classifierOptions, folds),
    forest: writeForest(classifier.forest),
    boosting: classifier.boosting === null ? null : writeBoosting(classifier.boosting),
    novelty: writeNovelty(reference),
    golden,
  };
  return { ...content, checksum: checksumOf(content) };
}

function estimateOf(table: Table, options: ClassifierOptions, folds: number): Estimate {
  const result = crossValidate(table, classifierTraining(options), { folds, seed: options.seed });
  return {
    method: 'stratified-cross-validation',
    folds,
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

function definedOnly({ extraTrees, boosting }: TrainingOptions): Omit<ClassifierOptions, 'seed'> {
  return { ...(extraTrees === undefined ? {} : { extraTrees }), ...(boosting === undefined ? {} : { boosting }) };
}
