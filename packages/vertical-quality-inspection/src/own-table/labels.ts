/** The class of each row: the text of one column, or the one of several columns that is 1. */

import { AndonError } from '@andon/sdk';
import { isMissing, numberOf, type Place } from './columns.ts';

/** Where the classes stand. */
export type ClassChoice =
  | { readonly kind: 'target'; readonly column: string }
  | { readonly kind: 'one-hot'; readonly columns: readonly string[] };

export interface Labels {
  /** One-hot: the columns in the order of the table. Target: its texts, sorted. */
  readonly classes: readonly string[];
  /** One a row; null where the row has none. */
  readonly labels: readonly (string | null)[];
}

/** More classes than that are a measurement. */
const mostClasses = 50;

/**
 * @param cells  one row's cells of the class columns, in the order of the table, without blanks around them
 * @param names  those columns
 * @throws AndonError('table.one-hot' | 'table.one-hot-cell' | 'table.classes' | 'table.one-class')
 */
export function readLabels(
  choice: ClassChoice,
  names: readonly string[],
  cells: readonly (readonly string[])[],
  place: Place,
): Labels {
  const labels = cells.map((row, index) =>
    choice.kind === 'target' ? textOf(row[0] as string) : oneOf(names, row, place, index),
  );
  const found = [...new Set(labels.filter((label) => label !== null))];
  const [only] = found;
  if (only === undefined) throw new AndonError('table.no-rows', { file: place.file });
  if (found.length === 1) throw new AndonError('table.one-class', { file: place.file, class: only });
  if (found.length > mostClasses) {
    const details = { file: place.file, found: found.length, columns: names, most: mostClasses };
    throw new AndonError('table.classes', details);
  }
  const classes = choice.kind === 'target' ? found.sort() : names.filter((name) => found.includes(name));
  return { classes, labels };
}

function textOf(cell: string): string | null {
  return isMissing(cell) ? null : cell;
}

function oneOf(names: readonly string[], cells: readonly string[], { file, lines }: Place, row: number): string {
  const set = names.filter((name, index) => {
    const cell = cells[index] as string;
    const value = numberOf(cell);
    if (value === 0 || value === 1) return value === 1;
    throw new AndonError('table.one-hot-cell', { file, line: lines[row], column: name, cell });
  });
  const [only, second] = set;
  if (only !== undefined && second === undefined) return only;
  const columns = set.length === 0 ? names : set;
  throw new AndonError('table.one-hot', { file, line: lines[row], found: set.length, columns });
}
