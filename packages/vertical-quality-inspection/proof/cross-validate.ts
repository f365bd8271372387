/**
 * Prints how good the classifier is on Steel Plates Faults, by stratified 10-fold cross-validation over three seeds, and
 * what it costs. Timings are of this machine at this moment; figures are the same everywhere.
 *
 *   node packages/vertical-quality-inspection/proof/cross-validate.ts [--data DIR] [--json FILE|-]
 */

import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { AndonError } from '@andon/sdk';
import { artefactJson, loadArtefact } from '../src/model/artefact.ts';
import { boostingProba, trainBoosting } from '../src/model/boosting.ts';
import { classifierTraining } from '../src/model/classifier.ts';
import { crossValidate, type Train } from '../src/model/cross-validate.ts';
import { extraTreesProba, trainExtraTrees } from '../src/model/extra-trees.ts';
import { steelPlateSchema } from '../src/model/feature-names.ts';
import { novelty, predictProba } from '../src/model/model.ts';
import { type LabelledRow, tableDigest, tableOf } from '../src/model/table.ts';
import { trainArtefact } from '../src/model/train-artefact.ts';
import { newClasses } from './new-classes.ts';
import { defaultDataFolder, readSteelPlates } from './read-steel-plates.ts';

const { values } = parseArgs({
  options: { data: { type: 'string', default: defaultDataFolder }, json: { type: 'string' } },
});
const rows = readOrLeave(values.data);
const table = tableOf(rows, steelPlateSchema);
const seeds = [1, 2, 3];

const learners: Record<string, (seed: number) => Train> = {
  'extra-trees': (seed) => (part) => {
    const model = trainExtraTrees(part, { seed });
    return (row) => extraTreesProba(model, row);
  },
  boosting: (seed) => (part) => {
    const model = trainBoosting(part, { seed });
    return (row) => boostingProba(model, row);
  },
  'mean of both': (seed) => classifierTraining({ seed }),
};

const accuracy = Object.entries(learners).map(([learner, training]) => {
  const results = seeds.map((seed) => crossValidate(table, training(seed), { folds: 10, seed }));
  return {
    learner,
    accuracy: results.map((result) => rounded(result.accuracy)),
    macroF1: results.map((result) => rounded(result.macroF1)),
    logLoss: results.map((result) => rounded(result.logLoss)),
    f1: results[0]?.f1.map((value) => (value === null ? null : rounded(value))),
    confusion: results[0]?.confusion,
  };
});

const report = {
  data: { rows: table.rows, sha256: tableDigest(table) },
  protocol: { folds: 10, seeds, stratified: true, options: 'defaults' },
  machine: { cpu: cpus()[0]?.model, node: process.version },
  accuracy,
  newClasses: newClasses(table),
  cost: [970, 1941].map(cost),
};

if (values.json === undefined) print(report);
else if (values.json === '-') process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
else writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);

function readOrLeave(folder: string): LabelledRow[] {
  try {
    return readSteelPlates(folder);
  } catch (error) {
    if (!(error instanceof AndonError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(error.exitCode);
  }
}

/** Median of five trainings on evenly spread rows; predictions over the whole table. */
function cost(wanted: number) {
  const part = Array.from(
    { length: wanted },
    (_, index) => rows[Math.floor((index * rows.length) / wanted)] as LabelledRow,
  );
  const partTable = tableOf(part, steelPlateSchema);
  const options = {
    name: 'steel-plates',
    version: '0',
    source: 'UCI',
    schema: steelPlateSchema,
    seed: 1,
    estimateFolds: null,
  };
  const json = artefactJson(trainArtefact(part, options));
  const model = loadArtefact(json);
  return {
    rows: wanted,
    trainForestMs: medianMs(() => trainExtraTrees(partTable, { seed: 1 })),
    trainArtefactMs: medianMs(() => trainArtefact(part, options)),
    trainArtefactWithEstimateMs: medianMs(() => trainArtefact(part, { ...options, estimateFolds: 5 })),
    artefactBytes: json.length,
    artefactBytesForestAlone: artefactJson(trainArtefact(part, { ...options, boosting: null })).length,
    loadMs: medianMs(() => loadArtefact(json)),
    predictMsPerRow: medianMs(() => rows.map((row) => predictProba(model, row.features))) / rows.length,
    noveltyMsPerRow: medianMs(() => rows.map((row) => novelty(model, row.features))) / rows.length,
  };
}

function medianMs(work: () => unknown): number {
  const times = Array.from({ length: 5 }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  }).sort((a, b) => a - b);
  return times[2] as number;
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

function print({ data, accuracy: learned, newClasses: found, cost: costs }: typeof report): void {
  const lines = [
    `Steel Plates Faults, ${data.rows} rows, stratified 10-fold, seeds ${seeds.join(', ')}`,
    ...learned.map(
      (entry) =>
        `  ${entry.learner.padEnd(13)} accuracy ${entry.accuracy.join(' ')}  macro-F1 ${entry.macroF1.join(' ')}  log-loss ${entry.logLoss.join(' ')}`,
    ),
    `  F1 of the mean, seed 1: ${table.classes.map((name, index) => `${name} ${learned.at(-1)?.f1?.[index]}`).join(', ')}`,
    'A class that training has not seen, against known rows held out: area under ROC, and share called novel',
    ...found.map(
      (entry) =>
        `  ${entry.class.padEnd(10)} 1 - max probability ${rounded(entry.confidenceAuroc)}  novelty ${rounded(entry.noveltyAuroc)}  novel: new ${rounded(entry.newFlagged)}, known ${rounded(entry.knownFlagged)}`,
    ),
    'Cost',
    ...costs.map(
      (entry) =>
        `  ${Object.entries(entry)
          .map(([name, value]) => `${name} ${Math.round(value * 1000) / 1000}`)
          .join('  ')}`,
    ),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
