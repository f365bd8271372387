/**
 * Trains on a user's table, and says how good that is on rows that were not learned from:
 *
 * 1. accuracy, F1 and confusion by ten-fold cross-validation over all rows;
 * 2. the model itself, on seven of the ten folds;
 * 3. what it may decide alone, certified on the other three.
 *
 * The same table, choice and seed give the same model, byte for byte.
 */

import { basename } from 'node:path';
import { AndonError } from '@andon/sdk';
import { artefactJson, loadArtefact } from '../model/artefact.ts';
import type { CrossValidation } from '../model/cross-validate.ts';
import { assignFolds } from '../model/folds.ts';
import { metricsOf, mostProbable } from '../model/metrics.ts';
import { novelty, predictProba, type TabularModel } from '../model/model.ts';
import { seededRandom, shuffle } from '../model/random.ts';
import { type Certificate, certify, type Judged } from '../model/selective-risk.ts';
import { rowOf, selectRows, type Table } from '../model/table.ts';
import { estimateOf, sealed, trainContent } from '../model/train-artefact.ts';
import { filledRow, filledTable, fillsOf } from './fill.ts';
import { type Fold, foldsOf } from './fold.ts';
import { answersInThreads } from './in-threads.ts';
import { folds, readOwnTable, type TableChoice } from './read-own-table.ts';
import { type Treatment, treatment } from './treatments.ts';

export interface OwnTableTraining extends TableChoice {
  /** The largest share of what is decided alone that may be wrong, 0 < error < 1. */
  readonly error: number;
  /** Any integer. */
  readonly seed: number;
  /** Day to write into the model, YYYY-MM-DD; null: none, and the bytes depend on table, choice and seed alone. */
  readonly date: string | null;
  /** Is told after each training of a fold, `total` of them. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface OwnTableResult {
  /** On rows not learned from, by ten-fold cross-validation, 0 … 1. */
  readonly accuracy: number;
  readonly accuracyInterval: readonly [number, number];
  /** Mean of the F1 of the classes, 0 … 1: small classes count like large ones. */
  readonly macroF1: number;
  /** `counts[t][p]`: rows of true class t that were called p. */
  readonly confusion: { readonly classes: readonly string[]; readonly counts: readonly (readonly number[])[] };
  readonly certified: Certificate;
  readonly rows: number;
  readonly features: number;
  readonly treatments: readonly Treatment[];
  /** Text of the model's file. */
  readonly model: string;
}

const modelVersion = '1.0.0';
/** Of the ten folds, held out for the certificate. */
const calibrationFolds = 3;
/** To fix the order of thresholds within the training part: the fewest that predict each of its rows once. */
const orderFolds = 3;
/** Chance that a certificate does not hold. */
const delta = 0.05;

/** @throws AndonError('table.…' | 'config.invalid') */
export async function trainOnOwnTable(training: OwnTableTraining): Promise<OwnTableResult> {
  const { seed, error } = training;
  if (!(error > 0 && error < 1)) {
    throw new AndonError('config.invalid', { path: 'error', problem: `${error} is not between 0 and 1` });
  }
  const own = readOwnTable(training);
  const { table } = own;
  const all = Uint32Array.from({ length: table.rows }, (_, row) => row);
  const foldOf = assignFolds(table, { folds, seed });
  const learnedRows = all.filter((row) => (foldOf[row] as number) >= calibrationFolds);
  const heldOut = all.filter((row) => (foldOf[row] as number) < calibrationFolds);
  const learned = selectRows(table, learnedRows);
  const orderOf = assignFolds(learned, { folds: orderFolds, seed });

  const estimating = foldsOf(all, foldOf, folds);
  const ordering = foldsOf(learnedRows, orderOf, orderFolds);
  const total = folds + orderFolds;
  let done = 0;
  const onAnswered = () => {
    done += 1;
    training.onProgress?.(done, total);
  };
  const found = await answersInThreads(table, [...estimating, ...ordering], { seed, onAnswered });
  const estimated = gathered(table, estimating, found);
  const estimate: CrossValidation = {
    folds,
    seed,
    grouped: table.grouped,
    ...metricsOf(table.labels, estimated, table.classes.length),
    probabilities: estimated,
  };

  const fills = fillsOf(learned);
  const content = trainContent(
    filledTable(learned, fills),
    { name: 'own-table', version: modelVersion, source: basename(training.file), seed },
    estimateOf(estimate),
  );
  // The certificate is of the model as it will be read, not as it was in memory.
  const model = loadArtefact(artefactJson(sealed(content)));
  const judgedRows = table.grouped ? oneOfEachGroup(table, heldOut, seed) : heldOut;
  const calibration = Array.from(judgedRows, (row) => judgedBy(model, table, row, fills));
  const ordered = gathered(table, ordering, found.slice(folds));
  const order = Array.from(learnedRows, (row) => judgedOf(ordered, table, row));
  const certified = certify(order, calibration, { error, delta });

  const treatments = [...own.treatments];
  if (judgedRows.length < heldOut.length) treatments.push(treatment.oneOfGroup(heldOut.length, judgedRows.length));
  const ownTable = {
    file: basename(training.file),
    fileSha256: own.fileSha256,
    date: training.date,
    rows: table.rows,
    columns: own.columns.map((column) =>
      column.kind === 'number' ? column : { ...column, values: [...column.values] },
    ),
    fills: Array.from(fills),
    treatments: treatments.map(({ text }) => text.en),
    certificate: certified,
  };
  return {
    accuracy: estimate.accuracy,
    accuracyInterval: estimate.accuracyInterval,
    macroF1: estimate.macroF1,
    confusion: { classes: table.classes, counts: estimate.confusion },
    certified,
    rows: table.rows,
    features: table.featureNames.length,
    treatments,
    model: artefactJson(sealed({ ...content, ownTable })),
  };
}

/** The answers to all folds, `classes` values a row of the table; 0 for rows that were not asked. */
function gathered({ rows, classes }: Table, asked: readonly Fold[], found: readonly Float64Array[]): Float64Array {
  const probabilities = new Float64Array(rows * classes.length);
  for (const [fold, { ask }] of asked.entries()) {
    for (const [at, row] of ask.entries()) {
      const given = found[fold]?.subarray(at * classes.length, (at + 1) * classes.length) ?? [];
      probabilities.set(given, row * classes.length);
    }
  }
  return probabilities;
}

/** Rows of one group are not independent, and the certificate counts independent ones. */
function oneOfEachGroup(table: Table, rows: Uint32Array, seed: number): Uint32Array {
  const drawn = rows.slice();
  shuffle(drawn, seededRandom(seed, 1));
  const first = new Map<number, number>();
  for (const row of drawn) {
    const group = table.groups[row] as number;
    if (!first.has(group)) first.set(group, row);
  }
  return Uint32Array.from(first.values()).sort();
}

function judgedBy(model: TabularModel, table: Table, row: number, fills: Float32Array): Judged {
  const measured = filledRow(rowOf(table, row), fills);
  const probabilities = predictProba(model, measured);
  const called = mostProbable(probabilities);
  // What is unlike all that was learned is never decided alone, however sure the classifier is of it.
  const confidence = novelty(model, measured) > 1 ? Number.NEGATIVE_INFINITY : (probabilities[called] as number);
  return { confidence, right: called === table.labels[row] };
}

function judgedOf(probabilities: Float64Array, { classes, labels }: Table, row: number): Judged {
  const given = probabilities.subarray(row * classes.length, (row + 1) * classes.length);
  const called = mostProbable(given);
  return { confidence: given[called] as number, right: called === labels[row] };
}
