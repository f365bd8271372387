import { describe, expect, it } from 'vitest';
import { artefactJson, loadArtefact } from '../src/model/artefact.ts';
import { classifierTraining } from '../src/model/classifier.ts';
import { crossValidate } from '../src/model/cross-validate.ts';
import { steelPlateSchema } from '../src/model/feature-names.ts';
import { predictProba } from '../src/model/model.ts';
import { tableOf } from '../src/model/table.ts';
import { trainArtefact } from '../src/model/train-artefact.ts';
import { defaultDataFolder, hasSteelPlates, readSteelPlates } from './read-steel-plates.ts';

/** The claims of the README on real data; skipped, visibly, where the data is not. */
describe(`Steel Plates Faults in ${defaultDataFolder}`, () => {
  const absent = !hasSteelPlates(defaultDataFolder);

  it.skipIf(absent)('the table has the rows and classes that UCI names', () => {
    const table = tableOf(readSteelPlates(defaultDataFolder), steelPlateSchema);
    const counts = table.classes.map((_, label) => table.labels.filter((of) => of === label).length);
    expect(counts).toEqual([158, 190, 391, 72, 55, 402, 673]);
  });

  it.skipIf(absent).each([
    { learner: 'the forest alone', boosting: null },
    { learner: 'forest and boosting', boosting: {} },
  ])('$learner: at least 75 % right on rows not seen, macro-F1 at least .78', { timeout: 120_000 }, ({ boosting }) => {
    const table = tableOf(readSteelPlates(defaultDataFolder), steelPlateSchema);
    const result = crossValidate(table, classifierTraining({ seed: 1, boosting }), { folds: 10, seed: 1 });
    expect(result.accuracy).toBeGreaterThanOrEqual(0.75);
    expect(result.macroF1).toBeGreaterThanOrEqual(0.78);
    expect(result.logLoss).toBeLessThan(0.6);
  });

  it.skipIf(absent)('a thousand rows give the same model file twice, of at most 2 MB', { timeout: 120_000 }, () => {
    const rows = readSteelPlates(defaultDataFolder).filter((_, index) => index % 2 === 0);
    const train = (): string =>
      artefactJson(
        trainArtefact(rows, {
          name: 'steel-plates',
          version: '0.1.0',
          source: 'UCI Steel Plates Faults, every second row',
          schema: steelPlateSchema,
          seed: 1,
        }),
      );
    const json = train();
    expect(train()).toBe(json);
    expect(json.length).toBeLessThanOrEqual(2_000_000);
    const model = loadArtefact(json);
    for (const row of rows.slice(0, 50)) {
      expect(predictProba(model, row.features).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    }
  });
});
