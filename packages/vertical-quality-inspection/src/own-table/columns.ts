/**
 * From a column of text to features: a number, or one feature of 0 or 1 for each of its few texts. What is missing becomes
 * NaN and is filled later, from the rows that are learned from.
 */

import { AndonError } from '@andon/sdk';
import { type Treatment, treatment } from './treatments.ts';

/** How a column of the table becomes features: kept in the model, so that a new row is read the same way. */
export type Column =
  | { readonly kind: 'number'; readonly name: string }
  | { readonly kind: 'category'; readonly name: string; readonly values: readonly string[] };

export interface ReadColumn {
  /** null: left out, for the reason that stands in the treatments. */
  readonly column: Column | null;
  /** One array a feature; NaN where a number is missing. */
  readonly features: readonly { readonly name: string; readonly values: Float64Array }[];
  readonly treatments: readonly Treatment[];
}

export interface Place {
  readonly file: string;
  /** Line of each row. */
  readonly lines: readonly number[];
}

/** More texts than that are names or remarks, not kinds. */
export const mostValues = 32;

const missing = /^(?:|nan|na|n\/a|null|\?)$/i;
const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const comma = /^[+-]?\d[\d.]*,\d+(?:,\d+)*(?:\.\d+)?$/;

export const isMissing = (cell: string): boolean => missing.test(cell);

/** Whether the cell reads as a number with a decimal comma, or with commas between thousands. */
export const hasComma = (cell: string): boolean => comma.test(cell);

/** @returns null when the cell is no number that 32-bit floats can hold */
export function numberOf(cell: string): number | null {
  return number.test(cell) && Number.isFinite(Math.fround(Number(cell))) ? Number(cell) : null;
}

/**
 * @param cells  without blanks around them
 * @throws AndonError('table.decimal-comma' | 'table.not-number') naming line and column
 */
export function readColumn(name: string, cells: readonly string[], { file, lines }: Place): ReadColumn {
  const at = (row: number) => ({ file, line: lines[row], column: name, cell: cells[row] });
  const values = Float64Array.from(cells, (cell) => numberOf(cell) ?? Number.NaN);
  const texts: number[] = [];
  let numbers = 0;
  for (const [row, cell] of cells.entries()) {
    if (hasComma(cell)) throw new AndonError('table.decimal-comma', at(row));
    if (!Number.isNaN(values[row])) numbers += 1;
    else if (!isMissing(cell)) texts.push(row);
  }
  const holes = cells.length - numbers - texts.length;
  const [firstText] = texts;
  if (firstText === undefined) return numbers === 0 ? leftOut(treatment.empty(name)) : numeric(name, values, holes);
  if (numbers > texts.length) throw new AndonError('table.not-number', at(firstText));
  return category(name, cells, holes);
}

function numeric(name: string, values: Float64Array, holes: number): ReadColumn {
  const known = values.filter((value) => !Number.isNaN(value));
  const first = known[0] as number;
  if (known.every((value) => Math.fround(value) === Math.fround(first))) {
    return leftOut(treatment.constant(name, String(first)), ...holesIn(name, holes));
  }
  const rounded = known.filter((value) => Number.isInteger(value) && Math.fround(value) !== value).length;
  const treatments = holesIn(name, holes);
  if (rounded > 0) treatments.push(treatment.rounded(name, rounded));
  return { column: { kind: 'number', name }, features: [{ name, values }], treatments };
}

function category(name: string, cells: readonly string[], holes: number): ReadColumn {
  const values = [...new Set(cells.filter((cell) => !isMissing(cell)))].sort();
  if (values.length === 1 && holes === 0) return leftOut(treatment.constant(name, `"${values[0]}"`));
  if (values.length > mostValues) return leftOut(treatment.manyValues(name, values.length, mostValues));
  const features = values.map((value) => ({
    name: `${name}=${value}`,
    values: Float64Array.from(cells, (cell) => (cell === value ? 1 : 0)),
  }));
  const treatments = [treatment.category(name, values)];
  if (holes > 0) treatments.push(treatment.missingText(name, holes));
  return { column: { kind: 'category', name, values }, features, treatments };
}

function holesIn(name: string, holes: number): Treatment[] {
  return holes > 0 ? [treatment.missing(name, holes)] : [];
}

function leftOut(...treatments: Treatment[]): ReadColumn {
  return { column: null, features: [], treatments };
}
