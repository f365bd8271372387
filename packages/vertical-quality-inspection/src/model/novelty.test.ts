import { describe, expect, it } from 'vitest';
import { cloudSchema, clouds } from '../../test/clouds.ts';
import { isReference, noveltyOf, trainNovelty } from './novelty.ts';
import { rowOf, tableOf } from './table.ts';

const table = tableOf(clouds(400), cloudSchema);
const reference = trainNovelty(table, { seed: 1 });

describe('noveltyOf', () => {
  it('flags every row of a cluster that was not there in training', () => {
    for (const row of clouds(60, { seed: 5 })) {
      const [width = 0, depth = 0, steel = 0, noise = 0] = row.features;
      expect(noveltyOf(reference, Float32Array.of(width + 40, depth - 40, steel, noise))).toBeGreaterThan(1);
    }
  });

  it('flags about one in a hundred of new rows like those of training', () => {
    const same = tableOf(clouds(3000, { seed: 6 }), cloudSchema);
    let flagged = 0;
    for (let row = 0; row < same.rows; row += 1) if (noveltyOf(reference, rowOf(same, row)) > 1) flagged += 1;
    expect(flagged / same.rows).toBeGreaterThan(0.001);
    expect(flagged / same.rows).toBeLessThan(0.03);
  });

  it('grows with the distance', () => {
    const distances = [0, 10, 100, 1000].map((width) => noveltyOf(reference, Float32Array.of(width, 0, 0, 0)));
    expect(distances).toEqual(distances.toSorted((a, b) => a - b));
  });

  it('notices a change in a feature that never varied', () => {
    const flat = tableOf(
      clouds(200).map((row) => ({ ...row, features: [...row.features.slice(0, 3), 7] })),
      cloudSchema,
    );
    const model = trainNovelty(flat, { seed: 1 });
    expect(noveltyOf(model, Float32Array.of(0, 0, 1, 7))).toBeLessThan(1);
    expect(noveltyOf(model, Float32Array.of(0, 0, 1, 700))).toBeGreaterThan(1);
  });
});

describe('isReference', () => {
  it('knows the rows that the model holds from those that it does not', () => {
    for (let row = 0; row < 20; row += 1) {
      expect(isReference(reference, rowOf(table, row))).toBe(true);
      expect(
        isReference(
          reference,
          rowOf(table, row).map((value) => value + 1e-3),
        ),
      ).toBe(false);
    }
  });
});

describe('trainNovelty', () => {
  it('keeps no more reference rows than asked for, the same ones for a seed', () => {
    const small = trainNovelty(table, { seed: 1, referenceRows: 50 });
    expect(small.reference.length).toBe(50 * 4);
    expect(trainNovelty(table, { seed: 1, referenceRows: 50 })).toEqual(small);
    expect(trainNovelty(table, { seed: 2, referenceRows: 50 })).not.toEqual(small);
  });

  it('refuses fewer rows than neighbours', () => {
    expect(() => trainNovelty(tableOf(clouds(5), cloudSchema), { seed: 1 })).toThrow(/too few/);
  });
});
