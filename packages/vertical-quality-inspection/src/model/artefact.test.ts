import { describe, expect, it } from 'vitest';
import { cloudSchema, clouds } from '../../test/clouds.ts';
import { artefactJson, checksumOf, loadArtefact } from './artefact.ts';
import type { Artefact } from './artefact-format.ts';
import { novelty, predictProba } from './model.ts';
import { packIntegers } from './packed.ts';
import { trainArtefact } from './train-artefact.ts';

const rows = clouds(120);
const train = (seed = 1): Artefact =>
  trainArtefact(rows, {
    name: 'clouds',
    version: '1.0.0',
    source: 'synthetic',
    schema: cloudSchema,
    seed,
    extraTrees: { trees: 15 },
    boosting: { rounds: 5 },
    estimateFolds: 3,
  });
const artefact = train();
const json = artefactJson(artefact);

/** Altered, with a checksum that fits: what only the deeper checks can find. */
const forged = (change: (copy: Artefact) => void): string => {
  const copy = structuredClone(artefact);
  change(copy);
  const { checksum: _, ...content } = copy;
  return artefactJson({ ...content, checksum: checksumOf(content) });
};

describe('trainArtefact', () => {
  it('gives the same text byte for byte for the same rows and seed', () => {
    expect(artefactJson(train())).toBe(json);
    expect(artefactJson(train(2))).not.toBe(json);
  });

  it('carries what it was trained on and how good it was on rows that it had not seen', () => {
    expect(artefact.training).toMatchObject({ rows: 120, classCounts: [40, 40, 40], seed: 1 });
    expect(artefact.training.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(artefact.estimate).toMatchObject({ folds: 3, rows: 120, grouped: false });
    expect(artefact.estimate?.accuracy).toBeGreaterThan(0.75);
  });
});

describe('loadArtefact', () => {
  const model = loadArtefact(json);

  it('answers as the model that was trained', () => {
    for (const { features, probabilities, novelty: distance } of artefact.golden) {
      expect(Array.from(predictProba(model, features))).toEqual(probabilities);
      expect(novelty(model, features)).toBe(distance);
    }
    expect(model).toMatchObject({ name: 'clouds', version: '1.0.0', checksum: artefact.checksum });
  });

  it('reads it whatever blanks and order of keys a store gave it', () => {
    const reordered = Object.fromEntries(Object.entries(JSON.parse(json)).reverse());
    expect(loadArtefact(JSON.stringify(reordered, null, 2)).checksum).toBe(artefact.checksum);
  });

  it.each([
    ['text that is cut off', json.slice(0, -20), /not JSON; it may be cut off/],
    ['another kind of file', '{"format":"x"}', /its format is "x"/],
    ['a list', '[]', /its format is undefined/],
    ['nothing', 'null', /not a JSON object/],
    ['a changed figure', json.replace('"rows":120', '"rows":121'), /altered after it was made/],
    ['a changed checksum', json.replace(artefact.checksum, '0'.repeat(64)), /altered after it was made/],
  ])('refuses %s', (_, text, message) => {
    expect(() => loadArtefact(text)).toThrow(message);
  });

  it.each<[string, (copy: Artefact) => void, RegExp]>([
    ['a class too many', (copy) => copy.classes.push('hole'), /prior is not valid: there are 3 numbers instead of 4/],
    ['a feature too few', (copy) => copy.featureNames.pop(), /does not lead to a node, feature or leaf/],
    [
      'a tree too few',
      (copy) => Object.assign(copy.forest, { roots: packIntegers(Uint32Array.of(0)) }),
      /1 numbers instead of 15/,
    ],
    ['a tree without end', (copy) => loop(copy), /does not lead to a node, feature or leaf/],
    ['a missing part', (copy) => Reflect.deleteProperty(copy, 'novelty'), /model file at novelty/],
    [
      'other answers than it gave',
      (copy) => copy.golden[0]?.probabilities.reverse(),
      /golden row 0.*answers otherwise/,
    ],
  ])('refuses %s, though its checksum fits', (_, change, message) => {
    expect(() => loadArtefact(forged(change))).toThrow(message);
  });

  it('names a catalogue error', () => {
    expect(() => loadArtefact('{')).toThrow(expect.objectContaining({ code: 'config.invalid' }));
  });
});

describe('predictProba', () => {
  const model = loadArtefact(json);

  it('sums to 1', () => {
    for (const row of rows) {
      expect(predictProba(model, row.features).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    }
  });

  it('refuses a measurement with a value that is missing or no number, by its name', () => {
    expect(() => predictProba(model, [1, 2, 3])).toThrow(/3 features instead of 4/);
    expect(() => novelty(model, [1, Number.NaN, 3, 4])).toThrow(/feature "depth"/);
  });
});

function loop(copy: Artefact): void {
  const nodes = Buffer.from(copy.forest.nodes.next, 'base64').length / 4;
  copy.forest.nodes.next = packIntegers(new Uint32Array(nodes));
}
