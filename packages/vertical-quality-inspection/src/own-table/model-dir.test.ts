import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cloudSchema, clouds } from '../../test/clouds.ts';
import { folder } from '../../test/own-tables.ts';
import { artefactJson } from '../model/artefact.ts';
import { classNames, featureNames } from '../model/feature-names.ts';
import { seededRandom } from '../model/random.ts';
import type { Schema } from '../model/table.ts';
import { trainArtefact } from '../model/train-artefact.ts';
import { loadModelDir, modelFile, readModelDir, writeModelDir } from './model-dir.ts';

const small = {
  name: 'm',
  version: '1.0.0',
  source: 'x',
  seed: 1,
  estimateFolds: null,
  boosting: null,
  extraTrees: { trees: 3 },
};

function modelOf(schema: Schema): string {
  const random = seededRandom(1);
  const rows = Array.from({ length: 40 }, (_, row) => ({
    features: schema.featureNames.map(() => random.next()),
    label: schema.classes[row % schema.classes.length] as string,
  }));
  return artefactJson(trainArtefact(rows, { ...small, schema }));
}

const inFolder = (model: string): string => {
  const dir = join(folder(), 'a', 'b');
  writeModelDir(dir, model);
  return dir;
};

const uci = [
  'Pastry_Fault',
  'Z_Scratch_Fault',
  'K_Scatch_Fault',
  'Stains_Fault',
  'Dirtiness_Fault',
  'Bumps_Fault',
  'Other_Faults',
];

describe('writeModelDir and readModelDir', () => {
  it('write one file, and read it back', () => {
    const json = artefactJson(trainArtefact(clouds(60), { ...small, schema: cloudSchema }));
    const dir = inFolder(json);
    expect(readdirSync(dir)).toEqual([modelFile]);
    expect(readFileSync(join(dir, modelFile), 'utf8')).toBe(json);
    expect(readModelDir(dir).classes).toEqual(cloudSchema.classes);
  });

  it('refuse a folder without a model, one that was altered, and a place that is a file', () => {
    const dir = inFolder(modelOf({ featureNames, classes: classNames }));
    expect(() => readModelDir(folder())).toThrow(expect.objectContaining({ code: 'model.unreadable' }));
    expect(() => writeModelDir(join(dir, modelFile), '{}')).toThrow(
      expect.objectContaining({ code: 'config.invalid' }),
    );
    writeFileSync(join(dir, modelFile), readFileSync(join(dir, modelFile), 'utf8').replace('"rows":40', '"rows":41'));
    expect(() => readModelDir(dir)).toThrow(/altered after it was made/);
  });
});

describe('loadModelDir', () => {
  it.each([
    ['the classes of the surface inspection', classNames],
    ['the columns of the UCI table', uci],
    ['the same classes in another order', classNames.toReversed()],
  ])('takes a model with %s', (_, classes) => {
    const { value, digest } = loadModelDir(inFolder(modelOf({ featureNames, classes })));
    expect(value.classes.toSorted()).toEqual(classNames.toSorted());
    expect(digest).toBe(value.checksum);
  });

  it('says what a model lacks and what it has besides', () => {
    const dir = inFolder(
      modelOf({ featureNames: [...featureNames.slice(1), 'gloss'], classes: [...classNames.slice(1), 'rust'] }),
    );
    expect(() => loadModelDir(dir)).toThrow(
      expect.objectContaining({
        code: 'model.other-schema',
        details: expect.objectContaining({ missing: 'X_Minimum, pastry', extra: 'gloss, rust' }),
      }),
    );
  });

  it('says which feature stands elsewhere', () => {
    const dir = inFolder(modelOf({ featureNames: featureNames.toReversed(), classes: classNames }));
    expect(() => loadModelDir(dir)).toThrow(/feature 1 is SigmoidOfAreas instead of X_Minimum/);
  });
});
