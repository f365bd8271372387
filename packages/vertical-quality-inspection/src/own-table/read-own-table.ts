/** From a user's CSV file to a table that the learners take, with everything that was done to it on the way. */

import { AndonError } from '@andon/sdk';
import type { Table } from '../model/table.ts';
import { type Column, type Place, readColumn } from './columns.ts';
import { groupRows } from './groups.ts';
import { type ClassChoice, readLabels } from './labels.ts';
import { checkHeader, columnsNamed, readTableText } from './table-text.ts';
import { type Treatment, treatment } from './treatments.ts';

export interface TableChoice {
  /** The CSV file. */
  readonly file: string;
  readonly classes: ClassChoice;
  /** The column that says which rows belong together; null: none does. */
  readonly id: string | null;
}

export interface OwnTable {
  /** NaN where a number is missing. */
  readonly table: Table;
  readonly columns: readonly Column[];
  readonly treatments: readonly Treatment[];
  /** sha256 of the file's bytes. */
  readonly fileSha256: string;
}

/** Folds of the estimate, and so the fewest rows that a class must have. */
export const folds = 10;

/** @throws AndonError('table.…') naming the file, and line and column where there are any */
export function readOwnTable(choice: TableChoice): OwnTable {
  const { file } = choice;
  const { header, rows: all, treatments: ofText, fileSha256 } = readTableText(file);
  const treatments = [...ofText];
  const classColumns = columnsNamed(classNamesOf(choice.classes), header, file).sort((a, b) => a - b);
  const [idColumn = null] = columnsNamed(choice.id === null ? [] : [choice.id], header, file);
  checkHeader(header, file);

  const names = classColumns.map((column) => header[column] as string);
  const every: Place = { file, lines: all.map(({ line }) => line) };
  const ofClass = all.map(({ cells }) => classColumns.map((column) => cells[column] as string));
  const { classes, labels } = readLabels(choice.classes, names, ofClass, every);

  // From here on, rows with a class alone.
  const rows = all.filter((_, row) => labels[row] !== null);
  const known = labels.filter((label) => label !== null);
  const place: Place = { file, lines: rows.map(({ line }) => line) };
  if (rows.length < all.length) treatments.push(treatment.unlabelled(all.length - rows.length));

  const taken = new Set(idColumn === null ? classColumns : [...classColumns, idColumn]);
  const featured = header.flatMap((name, column) => {
    if (taken.has(column)) return [];
    if (name !== '')
      return [
        readColumn(
          name,
          rows.map(({ cells }) => cells[column] as string),
          place,
        ),
      ];
    treatments.push(treatment.unnamed(column + 1));
    return [];
  });
  treatments.push(...featured.flatMap((one) => one.treatments));
  const features = featured.flatMap((one) => one.features);
  if (features.length === 0) {
    const left = header.filter((name, column) => !taken.has(column) && name !== '');
    throw new AndonError('table.no-features', { file, columns: left.join(', ') || '—' });
  }

  const groups = groupRows(
    rows.map(({ cells }, row) => ({
      id: idColumn === null ? null : idOf(cells[idColumn] as string, row),
      label: known[row] as string,
      measured: features.map(({ values }) => values[row]).join(),
    })),
    choice.id,
    place,
  );
  treatments.push(...groups.treatments);

  const table: Table = {
    featureNames: features.map(({ name }) => name),
    classes,
    rows: rows.length,
    columns: columnsOf(features, rows.length),
    labels: Uint8Array.from(known, (label) => classes.indexOf(label)),
    groups: groups.groups,
    grouped: groups.grouped,
  };
  checkClasses(table, place);
  const columns = featured.flatMap(({ column }) => (column === null ? [] : [column]));
  return { table, columns, treatments, fileSha256 };

  function idOf(cell: string, row: number): string {
    if (cell !== '') return cell;
    throw new AndonError('table.no-id', { file, line: place.lines[row], column: choice.id });
  }
}

function classNamesOf(choice: ClassChoice): readonly string[] {
  return choice.kind === 'target' ? [choice.column] : choice.columns;
}

function columnsOf(features: readonly { readonly values: Float64Array }[], rows: number): Float32Array {
  const columns = new Float32Array(features.length * rows);
  for (const [feature, { values }] of features.entries()) columns.set(values, feature * rows);
  return columns;
}

/** Every class must be tested in every fold. */
function checkClasses({ classes, labels, groups }: Table, { file, lines }: Place): void {
  for (const [label, name] of classes.entries()) {
    const rows = [...labels.keys()].filter((row) => labels[row] === label);
    const found = new Set(rows.map((row) => groups[row])).size;
    if (found >= folds) continue;
    const line = lines[rows[0] as number];
    throw new AndonError('table.small-class', { file, class: name, found, line, needed: folds });
  }
}
