/**
 * Replaces each value by the number of its bin, so that a boosted tree finds its cuts in one pass over the rows
 * instead of sorting them.
 */

import type { Table } from './table.ts';

export interface Bins {
  /** Bin of row r for feature f at `f * rows + r`. */
  readonly bins: Uint8Array;
  /** Upper edge of each bin but the last, ascending: bin b holds the values ≤ `edges[f][b]` that no earlier bin holds. */
  readonly edges: readonly Float32Array[];
}

/** @param maxBins  2 … 256; bins hold about equally many rows, and equal values always share one */
export function binTable(table: Table, maxBins: number): Bins {
  const { rows, columns } = table;
  const bins = new Uint8Array(columns.length);
  const edges = table.featureNames.map((_, feature) => {
    const column = columns.subarray(feature * rows, (feature + 1) * rows);
    const upper = edgesOf(column, maxBins);
    for (let row = 0; row < rows; row += 1) bins[feature * rows + row] = binOf(upper, column[row] as number);
    return upper;
  });
  return { bins, edges };
}

function edgesOf(column: Float32Array, maxBins: number): Float32Array {
  const sorted = column.slice().sort();
  const edges: number[] = [];
  const rowsPerBin = sorted.length / maxBins;
  let wanted = rowsPerBin;
  for (let index = 1; index < sorted.length && edges.length < maxBins - 1; index += 1) {
    const before = sorted[index - 1] as number;
    const here = sorted[index] as number;
    if (before === here || index < wanted) continue;
    // Half way between neighbours; rounding may reach the upper one, which belongs to the next bin.
    const middle = Math.fround(before + (here - before) / 2);
    edges.push(middle < here ? middle : before);
    wanted = index + rowsPerBin;
  }
  return Float32Array.from(edges);
}

function binOf(edges: Float32Array, value: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value <= (edges[middle] as number)) high = middle;
    else low = middle + 1;
  }
  return low;
}
