/**
 * Text in cells of a terminal: a Chinese character takes two. Everything that is drawn passes `printable` first: texts
 * come from people and plug-ins, and an escape sequence in one must not reach the terminal.
 */

import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';

export const ELLIPSIS = '…';

const ASCII = /^[\x20-\x7e]*$/;
/** Control characters, line separators, and the marks that turn the direction of text. */
const UNPRINTABLE = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu;
const CLOSING = /^[，。；：！？、）”’.,;:!?)]/;
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

export function printable(text: string): string {
  return ASCII.test(text) ? text : stripVTControlCharacters(text).replaceAll(UNPRINTABLE, ' ');
}

export function widthOf(text: string): number {
  return ASCII.test(text) ? text.length : stringWidth(text);
}

/** The text, cut with … where it is wider than `columns`. */
export function clip(text: string, columns: number): string {
  if (columns <= 0) return '';
  if (widthOf(text) <= columns) return text;
  return `${head(text, columns - 1).trimEnd()}${ELLIPSIS}`;
}

/** Cut or filled with spaces to exactly `columns`. */
export function cell(text: string, columns: number): string {
  const clipped = clip(text, columns);
  return clipped + ' '.repeat(Math.max(0, columns - widthOf(clipped)));
}

/** As many lines as it takes, at most `lines`; the last is cut with … when there is more. Breaks at spaces and between CJK. */
export function wrap(text: string, columns: number, lines: number): string[] {
  const out: string[] = [];
  let rest = text.trim();
  while (rest !== '' && out.length < lines) {
    if (out.length === lines - 1 || widthOf(rest) <= columns) {
      out.push(clip(rest, columns));
      break;
    }
    const taken = lineOf(rest, columns);
    out.push(taken.trimEnd());
    rest = rest.slice(taken.length).trimStart();
  }
  return out;
}

/** Words, numbers and what a no-break space joins stay whole, unless one is wider than the line; a line does not begin with a closing mark. */
function lineOf(text: string, columns: number): string {
  const full = head(text, columns) || ([...text][0] ?? '');
  const next = text.slice(full.length);
  const word = /[\w.,:%°/\u00a0-]+$/.exec(full);
  if (word && word.index > 0 && (/^[\w%\u00a0]/.test(next) || CLOSING.test(next))) return full.slice(0, word.index);
  if (word || !CLOSING.test(next)) return full;
  // The mark takes the character before it along.
  const characters = [...full];
  return characters.length > 1 ? characters.slice(0, -1).join('') : full;
}

/** The longest beginning that fits. */
function head(text: string, columns: number): string {
  if (ASCII.test(text)) return text.slice(0, columns);
  let width = 0;
  let out = '';
  for (const { segment } of graphemes.segment(text)) {
    width += widthOf(segment);
    if (width > columns) break;
    out += segment;
  }
  return out;
}
