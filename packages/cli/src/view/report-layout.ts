/** How a report in text is laid out: sections, hanging words, counted rows and tables, never wider than its columns. */

import { cell, clip, widthOf, wrap } from './width.ts';

export const REPORT_COLUMNS = 100;
export const INDENT = '  ';
const NUMBER = 8;
const ROOM = REPORT_COLUMNS - INDENT.length;

/** A name, a number under the other numbers, and what it means. */
export type Row = readonly [name: string, number: string, words: string];

export function section(title: string, body: readonly string[]): string[] {
  return ['', ...wrap(title, REPORT_COLUMNS, 2), ...body];
}

export function words(text: string): string[] {
  return wrap(text, ROOM, 5).map((line) => INDENT + line);
}

export function counted(rows: readonly Row[]): string[] {
  const width = Math.max(...rows.map(([name]) => widthOf(name))) + 1;
  return rows.flatMap(([name, number, text]) =>
    hanging(cell(name, width) + number.padStart(NUMBER), width + NUMBER + 3, text),
  );
}

/** Words beside a name, and below themselves. */
export function hanging(name: string, width: number, text: string): string[] {
  return wrap(text, ROOM - width, 4).map((line, at) => INDENT + cell(at === 0 ? name : '', width) + line);
}

/** The first column stands left, the numbers right, each as wide as its widest. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const columns = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, at) => Math.max(...rows.map((row) => widthOf(row[at] ?? ''))));
  return rows.map((row) => {
    const cells = row.map((text, at) => {
      const width = widths[at] ?? 0;
      return at === 0 ? cell(text, width) : ' '.repeat(width - widthOf(text)) + text;
    });
    return INDENT + clip(cells.join('  '), ROOM);
  });
}
