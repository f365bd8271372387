/**
 * HTML as a value: text that is put into it is escaped, markup is not. Nothing else makes `Markup`, so a name that came
 * from outside cannot become a tag.
 */

export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Piece = Markup | string | number | readonly Piece[];

/** `` html`<p>${name}</p>` `` */
export function html(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  return new Markup(parts.reduce((out, part, at) => out + textOf(pieces[at - 1] ?? '') + part));
}

export const nothing = html``;

function textOf(piece: Piece): string {
  if (piece instanceof Markup) return piece.text;
  if (typeof piece === 'object') return piece.map(textOf).join('');
  return escaped(String(piece));
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
/** Those that no XML may carry. */
const FORBIDDEN = /[\p{Cc}\ufffe\uffff]/gu;

function escaped(text: string): string {
  return text.replaceAll(FORBIDDEN, ' ').replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
}
