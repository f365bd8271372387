import { describe, expect, it } from 'vitest';
import type { Table } from '../model/table.ts';
import { filledRow, filledTable, fillsOf } from './fill.ts';

const table: Table = {
  featureNames: ['a', 'b', 'c'],
  classes: ['x', 'y'],
  rows: 4,
  columns: Float32Array.of(1, Number.NaN, 9, 3, 4, 8, 2, 6, Number.NaN, Number.NaN, Number.NaN, Number.NaN),
  labels: Uint8Array.of(0, 1, 0, 1),
  groups: Uint32Array.of(0, 1, 2, 3),
  grouped: false,
};

describe('fillsOf', () => {
  it('is the median of what is known, between the two in the middle where they are even, and 0 of nothing', () => {
    expect(fillsOf(table)).toEqual(Float32Array.of(3, 5, 0));
  });
});

describe('filledTable and filledRow', () => {
  it('put it where a number is missing, and leave the others', () => {
    const fills = fillsOf(table);
    expect(filledTable(table, fills).columns).toEqual(Float32Array.of(1, 3, 9, 3, 4, 8, 2, 6, 0, 0, 0, 0));
    expect(filledRow(Float32Array.of(Number.NaN, 7, Number.NaN), fills)).toEqual(Float32Array.of(3, 7, 0));
  });
});
