/**
 * Which rows belong together and must not be split between learning and testing: those of one id, or, where no id was
 * named, those with the same measurements. Split, they would be known from learning and the figures would flatter.
 */

import { AndonError } from '@andon/sdk';
import type { Place } from './columns.ts';
import { type Treatment, treatment } from './treatments.ts';

export interface GroupedRow {
  readonly id: string | null;
  readonly label: string;
  /** Equal for rows with equal measurements. */
  readonly measured: string;
}

export interface Groups {
  /** Number of the group of each row. */
  readonly groups: Uint32Array;
  readonly grouped: boolean;
  readonly treatments: readonly Treatment[];
}

/** Where a larger share of the rows repeats others, measurements are coarse: that two are equal is then no sign of a copy. */
const mostCopies = 0.1;

/**
 * @param column  the column of the ids, null where none was named
 * @throws AndonError('table.conflict') when one id has the same measurements under two classes
 */
export function groupRows(rows: readonly GroupedRow[], column: string | null, place: Place): Groups {
  if (column !== null) refuseConflicts(rows, column, place);
  const different = new Set(rows.map(({ measured }) => measured)).size;
  if (column === null && different < rows.length * (1 - mostCopies)) {
    const treatments = [treatment.coarse(rows.length, different)];
    return { groups: Uint32Array.from(rows.keys()), grouped: false, treatments };
  }
  const numbers = new Map<string, number>();
  const groups = Uint32Array.from(rows, ({ id, measured }) => {
    const key = id ?? measured;
    const known = numbers.get(key) ?? numbers.size;
    numbers.set(key, known);
    return known;
  });
  const grouped = numbers.size < rows.length;
  if (!grouped) return { groups, grouped, treatments: [] };
  if (column === null) return { groups, grouped, treatments: [treatment.identical(rows.length - numbers.size)] };
  const treatments = [treatment.repeatedIds(column, rows.length, numbers.size)];
  const mixed = idsOfSeveralClasses(rows);
  if (mixed > 0) treatments.push(treatment.mixedIds(column, mixed));
  return { groups, grouped, treatments };
}

function refuseConflicts(rows: readonly GroupedRow[], column: string, { file, lines }: Place): void {
  const firstOf = new Map<string, number>();
  for (const [row, { id, measured, label }] of rows.entries()) {
    const key = JSON.stringify([id, measured]);
    const first = firstOf.get(key);
    if (first === undefined) {
      firstOf.set(key, row);
      continue;
    }
    const other = rows[first]?.label;
    if (other === label) continue;
    const details = { file, id, class: label, line: lines[row], column, other, otherLine: lines[first] };
    throw new AndonError('table.conflict', details);
  }
}

function idsOfSeveralClasses(rows: readonly GroupedRow[]): number {
  const classOf = new Map<string | null, string>();
  const mixed = new Set<string | null>();
  for (const { id, label } of rows) {
    if ((classOf.get(id) ?? label) !== label) mixed.add(id);
    classOf.set(id, label);
  }
  return mixed.size;
}
