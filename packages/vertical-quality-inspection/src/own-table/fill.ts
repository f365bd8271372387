/** Missing numbers are filled with the median of the rows that are learned from, and of those alone. */

import type { Table } from '../model/table.ts';

/** One value a feature; 0 where every row lacks it. */
export function fillsOf({ featureNames, columns, rows }: Table): Float32Array {
  return Float32Array.from(featureNames, (_, feature) => {
    const known = columns.slice(feature * rows, (feature + 1) * rows).filter((value) => !Number.isNaN(value));
    known.sort();
    const middle = known.length / 2;
    if (known.length === 0) return 0;
    return ((known[Math.ceil(middle) - 1] as number) + (known[Math.floor(middle)] as number)) / 2;
  });
}

export function filledTable(table: Table, fills: Float32Array): Table {
  const columns = table.columns.map((value, at) =>
    Number.isNaN(value) ? (fills[Math.floor(at / table.rows)] as number) : value,
  );
  return { ...table, columns };
}

export function filledRow(row: Float32Array, fills: Float32Array): Float32Array {
  return row.map((value, feature) => (Number.isNaN(value) ? (fills[feature] as number) : value));
}
