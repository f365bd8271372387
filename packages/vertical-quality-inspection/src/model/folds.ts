/**
 * Which rows are tested together. Groups are never split, and each class is spread evenly over the folds.
 *
 * @returns the fold of each row, 0 … folds - 1
 */

import { seededRandom, shuffle } from './random.ts';
import { refuse } from './refuse.ts';
import type { Table } from './table.ts';

/** @throws AndonError('config.invalid') when there are fewer groups than folds */
export function assignFolds(table: Table, options: { readonly folds: number; readonly seed: number }): Uint8Array {
  const { folds, seed } = options;
  const members = rowsOfGroups(table);
  if (!Number.isInteger(folds) || folds < 2 || folds > 255)
    refuse('folds', `${folds} is not a whole number from 2 to 255`);
  if (members.length < folds) {
    refuse('folds', `${folds} folds need as many groups of rows, and there are ${members.length}`);
  }
  const order = members.map((_, group) => group);
  shuffle(order, seededRandom(seed));
  // Large groups first: they are hard to place once the folds are nearly full. The sort keeps the shuffled order.
  order.sort((a, b) => (members[b] as number[]).length - (members[a] as number[]).length);

  const classes = table.classes.length;
  const filled = new Float64Array(folds * classes);
  const sizes = new Uint32Array(folds);
  const foldOf = new Uint8Array(table.rows);
  for (const group of order) {
    const rows = members[group] as number[];
    const fold = emptiestFold(rows.map((row) => table.labels[row] as number));
    for (const row of rows) {
      const slot = fold * classes + (table.labels[row] as number);
      filled[slot] = (filled[slot] as number) + 1;
      foldOf[row] = fold;
    }
    sizes[fold] = (sizes[fold] as number) + rows.length;
  }
  return foldOf;

  /** The fold that holds least of the classes of the group; among equals the smallest one, then the first. */
  function emptiestFold(labels: readonly number[]): number {
    let best = 0;
    let bestFill = Number.POSITIVE_INFINITY;
    for (let fold = 0; fold < folds; fold += 1) {
      let fill = (sizes[fold] as number) / (table.rows + 1);
      for (const label of labels) fill += (filled[fold * classes + label] as number) / labels.length;
      if (fill < bestFill) {
        best = fold;
        bestFill = fill;
      }
    }
    return best;
  }
}

function rowsOfGroups(table: Table): number[][] {
  const members = new Map<number, number[]>();
  for (const [row, group] of table.groups.entries()) {
    const rows = members.get(group);
    if (rows === undefined) members.set(group, [row]);
    else rows.push(row);
  }
  return [...members.values()];
}
