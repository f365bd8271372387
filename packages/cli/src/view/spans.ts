/** A line of the view before it is drawn: pieces of text, each with a style. Widths are settled before colour comes in. */

import { styleText } from 'node:util';
import type { Tone } from './describe.ts';
import { clip, ELLIPSIS, printable, widthOf } from './width.ts';

export type Style = 'plain' | 'label' | 'strong' | 'odd' | 'alarm' | 'banner';

export interface Span {
  readonly text: string;
  readonly style: Style;
}

export type Line = readonly Span[];

export function span(text: string, style: Style = 'plain'): Span {
  return { text: printable(text), style };
}

export function toned(tone: Tone, text: string): Span {
  return span(text, tone);
}

export function widthOfLine(line: Line): number {
  return line.reduce((width, { text }) => width + widthOf(text), 0);
}

/** Cut to `columns`, with … where something is missing. */
export function clipLine(line: Line, columns: number): Line {
  if (widthOfLine(line) <= columns) return line;
  const out: Span[] = [];
  let left = columns;
  for (const one of line) {
    const width = widthOf(one.text);
    // The piece that does not fit carries the mark; so does one that leaves no room for it.
    if (width >= left) {
      out.push({ ...one, text: width > left ? clip(one.text, left) : `${clip(one.text, left - 1)}${ELLIPSIS}` });
      break;
    }
    out.push(one);
    left -= width;
  }
  return out;
}

/** Two lines as one: the right one stands at the right edge where there is room, and what is cut is cut from the left. */
export function sides(left: Line, right: Line, columns: number): Line {
  const room = columns - widthOfLine(right) - 2;
  if (room < 10) return left;
  const fitted = clipLine(left, room);
  return [...fitted, span(' '.repeat(columns - widthOfLine(fitted) - widthOfLine(right))), ...right];
}

const formats: Readonly<Record<Exclude<Style, 'plain'>, Parameters<typeof styleText>[0]>> = {
  label: 'dim',
  strong: 'bold',
  odd: 'yellow',
  alarm: ['bold', 'red'],
  banner: ['bold', 'inverse'],
};

/** The line as it goes to the terminal: never wider than `columns`. */
export function draw(line: Line, columns: number, colour: boolean): string {
  return clipLine(line, columns)
    .map(({ text, style }) =>
      // Whether colour is wanted was decided by whoever knows the terminal.
      colour && style !== 'plain' && text !== '' ? styleText(formats[style], text, { validateStream: false }) : text,
    )
    .join('');
}
