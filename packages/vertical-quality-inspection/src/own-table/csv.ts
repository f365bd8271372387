/**
 * A strict reader of CSV as RFC 4180 describes it, which keeps the line of every cell for messages. Besides commas it knows
 * semicolons and tabs, told by the header. What is not as the RFC has it is refused, but for one thing that exports do:
 * quotation marks around or in a line that is whole without them. Such a line is read without its marks, and counted.
 */

import { AndonError } from '@andon/sdk';

export interface CsvRecord {
  /** Line of the file on which the record begins, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

export interface Csv {
  readonly delimiter: ',' | ';' | '\t';
  readonly header: readonly string[];
  /** As many cells each as the header has. */
  readonly records: readonly CsvRecord[];
  /** Lines that were read without their quotation marks. */
  readonly strayQuotes: readonly number[];
  /** Empty lines between records or at the end, but for the one that ends the last record. */
  readonly blankLines: number;
}

/** What reading from one place gives: cells, or the column at which quotation marks are wrong. */
type Read =
  | { readonly kind: 'record'; readonly cells: string[]; readonly end: number; readonly lines: number }
  | { readonly kind: 'broken'; readonly column: number };

/**
 * @param text  without byte-order mark; lines end in LF, CRLF or CR
 * @param file  how to call it in an error
 * @throws AndonError('table.no-rows' | 'table.quotes' | 'table.cells') naming line and column
 */
export function parseCsv(text: string, file: string): Csv {
  const first = /[^\r\n]*/.exec(text.trimStart())?.[0] ?? '';
  const delimiter = delimiterOf(first);
  const strayQuotes: number[] = [];
  const records: CsvRecord[] = [];
  let header: readonly string[] = [];
  let blankLines = 0;
  let at = 0;
  let line = 1;
  while (at < text.length) {
    const ends = lineEnd(text, at);
    if (text.slice(at, ends.from).trim() === '') {
      blankLines += 1;
      at = ends.to;
      line += 1;
      continue;
    }
    const width = header.length === 0 ? null : header.length;
    const strict = readRecord(text, at, delimiter);
    const plain: Read | null =
      strict.kind === 'broken' || strict.cells.length !== width ? withoutQuotes(at, ends, width) : null;
    const found: Read = plain ?? strict;
    if (found.kind === 'broken') throw new AndonError('table.quotes', { file, line, column: found.column });
    if (plain !== null) strayQuotes.push(line);
    if (width === null) header = found.cells;
    else if (found.cells.length === width) records.push({ line, cells: found.cells });
    else throw new AndonError('table.cells', { file, line, found: found.cells.length, expected: width });
    at = found.end;
    line += found.lines;
  }
  if (records.length === 0) throw new AndonError('table.no-rows', { file });
  return { delimiter, header, records, strayQuotes, blankLines };

  /** The line cut at its delimiters, marks left out; null where it has none, or is not whole in this way either. */
  function withoutQuotes(from: number, ends: { from: number; to: number }, width: number | null): Read | null {
    const raw = text.slice(from, ends.from);
    if (!raw.includes('"')) return null;
    const cells = raw.replaceAll('"', '').split(delimiter);
    const whole = width === null ? cells.length > 1 && readsAsOneCell(from) : cells.length === width;
    return whole ? { kind: 'record', cells, end: ends.to, lines: 1 } : null;
  }

  /** A header that is one quoted cell with delimiters in it is a header in quotation marks. */
  function readsAsOneCell(from: number): boolean {
    const strict = readRecord(text, from, delimiter);
    return strict.kind === 'broken' || strict.cells.length === 1;
  }
}

/** The one of the three that the header has most of; a comma where it has none. */
function delimiterOf(header: string): Csv['delimiter'] {
  const count = (mark: string): number => header.split(mark).length;
  if (count('\t') > Math.max(count(','), count(';'))) return '\t';
  return count(';') > count(',') ? ';' : ',';
}

function readRecord(text: string, start: number, delimiter: string): Read {
  const cells: string[] = [];
  let at = start;
  let lines = 1;
  for (;;) {
    let cell: string;
    if (text[at] === '"') {
      const quoted = readQuoted(text, at);
      if (quoted === null) return { kind: 'broken', column: cells.length + 1 };
      cell = quoted.cell;
      lines += cell.split(/\r\n|\r|\n/).length - 1;
      at = quoted.end;
    } else {
      const from = at;
      while (at < text.length && text[at] !== delimiter && text[at] !== '\n' && text[at] !== '\r') at += 1;
      cell = text.slice(from, at);
      if (cell.includes('"')) return { kind: 'broken', column: cells.length + 1 };
    }
    cells.push(cell);
    if (text[at] === delimiter) {
      at += 1;
      continue;
    }
    if (at < text.length && text[at] !== '\n' && text[at] !== '\r') return { kind: 'broken', column: cells.length };
    return { kind: 'record', cells, end: lineEnd(text, at).to, lines };
  }
}

/** From an opening mark to behind the closing one; doubled marks stand for one; null where none closes. */
function readQuoted(text: string, start: number): { cell: string; end: number } | null {
  let cell = '';
  let from = start + 1;
  for (;;) {
    const mark = text.indexOf('"', from);
    if (mark < 0) return null;
    cell += text.slice(from, mark);
    if (text[mark + 1] !== '"') return { cell, end: mark + 1 };
    cell += '"';
    from = mark + 2;
  }
}

/** Where the line ends, and where the next begins. */
function lineEnd(text: string, at: number): { from: number; to: number } {
  let from = at;
  while (from < text.length && text[from] !== '\n' && text[from] !== '\r') from += 1;
  const width = text[from] === '\r' && text[from + 1] === '\n' ? 2 : from < text.length ? 1 : 0;
  return { from, to: from + width };
}
