import { describe, expect, it } from 'vitest';
import { loadModelDir, trainOnOwnTable, writeModelDir } from '../src/index.ts';
import { predictProba } from '../src/model/model.ts';
import { folder } from '../test/own-tables.ts';
import { defaultDataFolder, hasSteelPlates, readSteelPlates, steelPlatesFile } from './read-steel-plates.ts';

const columns = ['Pastry', 'Z_Scratch', 'K_Scatch', 'Stains', 'Dirtiness', 'Bumps', 'Other'].map((name) =>
  name === 'Other' ? 'Other_Faults' : `${name}_Fault`,
);

/** The claims of docs/how-to/train-on-your-own-table.md; skipped, visibly, where the data is not. */
describe(`training on Steel Plates Faults in ${defaultDataFolder} as on any table`, () => {
  const absent = !hasSteelPlates(defaultDataFolder);

  it.skipIf(absent)(
    'at least 75 % right, a share certified at 5 %, and a model for the demo',
    { timeout: 180_000 },
    async () => {
      const file = steelPlatesFile(defaultDataFolder);
      const choice = { file, classes: { kind: 'one-hot' as const, columns }, id: null };
      const found = await trainOnOwnTable({ ...choice, error: 0.05, seed: 1, date: null });
      expect(found.accuracy).toBeGreaterThanOrEqual(0.75);
      expect(found.macroF1).toBeGreaterThanOrEqual(0.78);
      expect(found).toMatchObject({ rows: 1941, features: 27, treatments: [] });
      expect(found.certified.needed).toBe(59);
      expect(found.certified.share).toBeGreaterThan(0.3);
      expect(found.certified.bound).toBeLessThanOrEqual(0.05);

      const dir = folder();
      writeModelDir(dir, found.model);
      const { value } = loadModelDir(dir);
      const rows = readSteelPlates(defaultDataFolder);
      const right = rows.filter(({ features, label }) => {
        const given = predictProba(value, features);
        return value.classes[given.indexOf(Math.max(...given))] === label;
      });
      // Seven tenths of them it has learned from.
      expect(right.length / rows.length).toBeGreaterThan(0.85);
    },
  );
});
