/** A user's CSV file as cells of text: read, cut and trimmed, with all that was done to it, before anything is made of a cell. */

import { AndonError } from '@andon/sdk';
import { type Csv, type CsvRecord, parseCsv } from './csv.ts';
import { type FileText, readFileText } from './file-text.ts';
import { nearestNames } from './nearest.ts';
import { type Treatment, treatment } from './treatments.ts';

export interface TableText {
  readonly header: readonly string[];
  /** Without blanks around the cells; as many in each as the header has. */
  readonly rows: readonly CsvRecord[];
  readonly treatments: readonly Treatment[];
  /** Of the file's bytes. */
  readonly fileSha256: string;
}

/** @throws AndonError('table.unreadable' | 'table.too-big' | 'table.encoding' | 'table.no-rows' | 'table.quotes' | 'table.cells') */
export function readTableText(file: string): TableText {
  const read = readFileText(file);
  const csv = parseCsv(read.text, file);
  const treatments = [...ofFile(read, csv)];
  let trimmed = 0;
  const rows = csv.records.map(({ line, cells }) => ({ line, cells: cells.map(trim) }));
  if (trimmed > 0) treatments.push(treatment.trimmed(trimmed));
  return { header: csv.header.map((name) => name.trim()), rows, treatments, fileSha256: read.sha256 };

  function trim(cell: string): string {
    const short = cell.trim();
    if (short !== '' && short !== cell) trimmed += 1;
    return short;
  }
}

/**
 * Where the named columns stand, in the order of the names.
 *
 * @throws AndonError('table.no-column') with the nearest names
 */
export function columnsNamed(names: readonly string[], header: readonly string[], file: string): number[] {
  return names.map((column) => {
    const at = header.indexOf(column);
    if (at >= 0) return at;
    const near = nearestNames(column, header);
    throw new AndonError('table.no-column', { file, column, nearest: (near.length > 0 ? near : header).join(', ') });
  });
}

/** @throws AndonError('table.header') when two columns have one name */
export function checkHeader(header: readonly string[], file: string): void {
  const column = header.find((name, at) => name !== '' && header.indexOf(name) !== at);
  if (column !== undefined) throw new AndonError('table.header', { file, column });
}

function* ofFile({ text, byteOrderMark }: FileText, csv: Csv): Generator<Treatment> {
  if (byteOrderMark) yield treatment.byteOrderMark();
  if (text.includes('\r')) yield treatment.lineEnds();
  if (csv.delimiter !== ',') yield treatment.delimiter(csv.delimiter === ';' ? 'semicolon' : 'tab');
  const [line] = csv.strayQuotes;
  if (line !== undefined) yield treatment.strayQuotes(csv.strayQuotes.length, line);
  if (csv.blankLines > 0) yield treatment.blankLines(csv.blankLines);
}
