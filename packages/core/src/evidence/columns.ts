/** Text in the columns of a terminal, where a Chinese character takes two. */

const wide =
  '\\u1100-\\u115f\\u2e80-\\ua4cf\\uac00-\\ud7a3\\uf900-\\ufaff\\ufe30-\\ufe6f\\uff00-\\uff60\\uffe0-\\uffe6\\u{1f300}-\\u{3fffd}';
const closing = '、。》」』】！），：；？”’…';
const isWide = new RegExp(`[${wide}]`, 'u');
/** What a line is not broken within: a wide character or a word, with the space before and the closing marks after. */
const pieces = new RegExp(`\\s*(?:[${wide}]|[^\\s${wide}]+)[${closing}]*`, 'gu');

export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += isWide.test(character) ? 2 : 1;
  return width;
}

/** Filled with spaces to `columns`. */
export function padded(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - widthOf(text)));
}

/** At most `lines` lines of at most `columns`; what is too long is cut with …. Control characters become spaces. */
export function wrapped(text: string, columns: number, lines: number): string[] {
  const out: string[] = [];
  let line = '';
  for (const piece of text.replaceAll(/\p{Cc}+/gu, ' ').match(pieces) ?? []) {
    const mayBreak = line !== '' && out.length < lines - 1;
    if (mayBreak && widthOf(line + piece) > columns) {
      out.push(line);
      line = piece.trimStart();
    } else line += line === '' ? piece.trimStart() : piece;
  }
  return line === '' ? out : [...out, line].map((one) => clipped(one, columns));
}

function clipped(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let out = '';
  for (const character of text) {
    if (widthOf(out + character) > columns - 1) break;
    out += character;
  }
  return `${out.trimEnd()}…`;
}
