import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cloudSchema, clouds } from '../../test/clouds.ts';
import { extraTreesProba, trainExtraTrees } from './extra-trees.ts';
import { mostProbable } from './metrics.ts';
import { rowOf, tableOf } from './table.ts';

const table = tableOf(clouds(150), cloudSchema);
const model = trainExtraTrees(table, { trees: 30, seed: 1 });

describe('trainExtraTrees', () => {
  it('gives the same trees for the same seed and others for another', () => {
    expect(trainExtraTrees(table, { trees: 30, seed: 1 })).toEqual(model);
    expect(trainExtraTrees(table, { trees: 30, seed: 2 }).nodes).not.toEqual(model.nodes);
  });

  it('grows the first trees alike, however many follow', () => {
    const fewer = trainExtraTrees(table, { trees: 10, seed: 1 });
    expect(model.nodes.feature.slice(0, fewer.nodes.feature.length)).toEqual(fewer.nodes.feature);
  });

  it('knows the rows that it was grown on', () => {
    for (let row = 0; row < table.rows; row += 1) {
      expect(mostProbable(extraTreesProba(model, rowOf(table, row)))).toBe(table.labels[row]);
    }
  });

  it('predicts rows that it has not seen', () => {
    const unseen = tableOf(clouds(300, { seed: 2 }), cloudSchema);
    let right = 0;
    for (let row = 0; row < unseen.rows; row += 1) {
      if (mostProbable(extraTreesProba(model, rowOf(unseen, row))) === unseen.labels[row]) right += 1;
    }
    expect(right / unseen.rows).toBeGreaterThan(0.8);
  });

  it('leaves minLeaf rows on either side of a cut', () => {
    const coarse = trainExtraTrees(table, { trees: 1, minLeaf: 40, seed: 1 });
    expect(coarse.nodes.feature.length).toBeLessThanOrEqual(5);
  });

  it('makes one leaf of rows that are all alike', () => {
    const alike = tableOf(
      ['dent', 'stain', 'stain'].map((label) => ({ features: [1, 1, 1, 1], label })),
      cloudSchema,
    );
    const flat = trainExtraTrees(alike, { trees: 2, seed: 1 });
    expect(flat.nodes.feature.length).toBe(2);
    expect(mostProbable(extraTreesProba(flat, rowOf(alike, 0)))).toBe(2);
  });

  it.each([{ trees: 0 }, { mtry: 1.5 }, { minLeaf: 0 }, { seed: Number.NaN }])('refuses %j', (wrong) => {
    expect(() => trainExtraTrees(table, { seed: 1, ...wrong })).toThrow(/extra-trees option/);
  });
});

describe('extraTreesProba', () => {
  it('sums to 1 and calls nothing impossible or certain, for any row', () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 4, maxLength: 4 }),
        (values) => {
          const shares = extraTreesProba(model, Float32Array.from(values));
          expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
          for (const share of shares) {
            expect(share).toBeGreaterThan(0);
            expect(share).toBeLessThan(1);
          }
        },
      ),
    );
  });
});
