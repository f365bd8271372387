import { describe, expect, it } from 'vitest';
import { cloudSchema, clouds } from '../../test/clouds.ts';
import { checkedFeatures, rowOf, selectRows, tableDigest, tableOf } from './table.ts';

describe('tableOf', () => {
  it('keeps values, labels and groups', () => {
    const rows = clouds(6, { groupSize: 2 });
    const table = tableOf(rows, cloudSchema);
    expect(Array.from(rowOf(table, 4))).toEqual(rows[4]?.features.map(Math.fround));
    expect(Array.from(table.labels)).toEqual([0, 1, 2, 0, 1, 2]);
    expect(Array.from(table.groups)).toEqual([0, 0, 1, 1, 2, 2]);
  });

  it.each([
    ['a missing value', { features: [1, 2, 3], label: 'dent' }, /training row 0 .* 3 features instead of 4/],
    ['a value that is no number', { features: [1, Number.NaN, 3, 4], label: 'dent' }, /row 0, feature "depth"/],
    ['a value beyond 32-bit floats', { features: [1, 1e39, 3, 4], label: 'dent' }, /row 0, feature "depth"/],
    ['an unknown label', { features: [1, 2, 3, 4], label: 'hole' }, /"hole" is not one of dent, scratch, stain/],
  ])('refuses %s and says where', (_, row, message) => {
    expect(() => tableOf([row], cloudSchema)).toThrow(message);
  });

  it('refuses no rows', () => {
    expect(() => tableOf([], cloudSchema)).toThrow(/there is no row/);
  });
});

describe('selectRows', () => {
  it('keeps rows whole', () => {
    const table = tableOf(clouds(9), cloudSchema);
    const picked = selectRows(table, Uint32Array.of(7, 2));
    expect(rowOf(picked, 0)).toEqual(rowOf(table, 7));
    expect(Array.from(picked.labels)).toEqual([1, 2]);
  });
});

describe('tableDigest', () => {
  it('changes with a value, a label, a group and the order', () => {
    const rows = clouds(6);
    const [first, second, ...rest] = rows as [(typeof rows)[0], (typeof rows)[0], ...typeof rows];
    const digests = [
      rows,
      [{ ...first, features: [9, 9, 9, 9] }, second, ...rest],
      [{ ...first, label: 'stain' }, second, ...rest],
      [{ ...first, group: 'a' }, { ...second, group: 'a' }, ...rest],
      [second, first, ...rest],
    ].map((some) => tableDigest(tableOf(some, cloudSchema)));
    expect(new Set(digests).size).toBe(digests.length);
    expect(tableDigest(tableOf(clouds(6), cloudSchema))).toBe(digests[0]);
  });
});

describe('checkedFeatures', () => {
  it('rounds as the table does', () => {
    expect(checkedFeatures([0.1, 0, 0, 0], cloudSchema.featureNames, 'x')[0]).toBe(Math.fround(0.1));
  });
});
