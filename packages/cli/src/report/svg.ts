/** What the charts share: a picture with a title and a description for whoever does not see it, scales and ticks. */

import { html, type Markup } from './markup.ts';

export interface Picture {
  /** Unique within the page. */
  readonly id: string;
  readonly width: number;
  readonly height: number;
  readonly title: string;
  /** What the picture shows, in words. */
  readonly description: string;
}

export function svg({ id, width, height, title, description }: Picture, body: readonly Markup[]): Markup {
  return html`<svg viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-title ${id}-desc">
<title id="${id}-title">${title}</title><desc id="${id}-desc">${description}</desc>
${body}
</svg>`;
}

export type Scale = (value: number) => number;

export function linear([from, to]: readonly [number, number], [start, end]: readonly [number, number]): Scale {
  const span = to - from || 1;
  return (value) => rounded(start + ((value - from) / span) * (end - start));
}

/** Round numbers within the range, about `count` of them. */
export function ticks([from, to]: readonly [number, number], count: number): readonly number[] {
  const raw = (to - from) / Math.max(1, count);
  if (!(raw > 0)) return [from];
  const magnitude = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5, 10].find((one) => one * magnitude >= raw) ?? 10) * magnitude;
  const first = Math.ceil(from / step);
  return Array.from({ length: Math.max(0, Math.floor(to / step) - first + 1) }, (_, at) => (first + at) * step);
}

/** Pixels to a tenth: enough, and the file stays small. */
export function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

export type Anchor = 'start' | 'middle' | 'end';

export function label(x: number, y: number, text: string, anchor: Anchor = 'start', kind = 'label'): Markup {
  return html`<text class="${kind}" x="${x}" y="${y}" text-anchor="${anchor}">${text}</text>`;
}

export function stroke(kind: string, x1: number, y1: number, x2: number, y2: number): Markup {
  return html`<line class="${kind}" x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}"/>`;
}
