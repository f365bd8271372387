/**
 * A frame of a terminal as an SVG picture, for the docs. It knows the styles that the live view draws with and no
 * others. Each piece of text is set to its place on the grid, since a reader's font need not be as wide as ours.
 */

import { html } from '../src/report/markup.ts';
import { widthOf } from '../src/view/width.ts';

const CELL = 8;
const LINE = 17;
const MARGIN = 16;
const BASELINE = 34;
const INK = '#e6edf3';
const GROUND = '#0d1117';
const FONT = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace";

interface Look {
  readonly dim: boolean;
  readonly bold: boolean;
  readonly inverse: boolean;
  readonly colour: 'yellow' | 'red' | null;
}

const plain: Look = { dim: false, bold: false, inverse: false, colour: null };

/** What each sequence of `styleText` turns on or off. */
const sequences: Readonly<Record<string, Partial<Look>>> = {
  1: { bold: true },
  2: { dim: true },
  7: { inverse: true },
  22: { bold: false, dim: false },
  27: { inverse: false },
  31: { colour: 'red' },
  33: { colour: 'yellow' },
  39: { colour: null },
};

/** @param lines as the live view draws them in colour */
export function terminalSvg(lines: readonly string[], columns: number, says: string): string {
  const [width, height] = [columns * CELL + 2 * MARGIN, lines.length * LINE + BASELINE];
  const drawn = lines.map((line, at) => lineOf(line, BASELINE + at * LINE));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(says)}">
<rect width="${width}" height="${height}" rx="8" fill="${GROUND}"/>
<g font-family="${FONT}" font-size="13">
${drawn.join('\n')}
</g></svg>
`;
}

function lineOf(line: string, y: number): string {
  let look = plain;
  let column = 0;
  let boxes = '';
  let spans = '';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what splits the pieces
  for (const piece of line.split(/(\u001b\[\d+m)/)) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: as above
    const [, code] = /^\u001b\[(\d+)m$/.exec(piece) ?? [];
    if (code !== undefined) {
      look = { ...look, ...sequences[code] };
      continue;
    }
    const x = MARGIN + CELL * (column + piece.length - piece.trimStart().length);
    const width = CELL * widthOf(piece.trim());
    if (look.inverse)
      boxes += `<rect x="${MARGIN + CELL * column}" y="${y - 13}" width="${CELL * widthOf(piece)}" height="${LINE}" fill="${INK}"/>`;
    if (width > 0)
      spans += `<tspan x="${x}" ${paint(look)}textLength="${width}" lengthAdjust="spacingAndGlyphs">${escaped(piece.trim())}</tspan>`;
    column += widthOf(piece);
  }
  return `${boxes}<text y="${y}">${spans}</text>`;
}

function paint({ dim, bold, inverse, colour }: Look): string {
  const fill = inverse
    ? GROUND
    : colour === 'yellow'
      ? '#d29922'
      : colour === 'red'
        ? '#ff7b72'
        : dim
          ? '#8b949e'
          : INK;
  return `fill="${fill}" ${bold ? 'font-weight="700" ' : ''}`;
}

function escaped(text: string): string {
  return html`${text}`.text;
}
