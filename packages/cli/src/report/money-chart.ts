/**
 * What copilot and agent earned more than people alone, seed by seed. The same seed brings the same chance to each
 * operation, so the differences say more than the sums, which differ little against their size.
 */

import type { Locale } from '@andon/core';
import type { Comparison, Operation } from '@andon/sim-line';
import { text } from '../messages/text.ts';
import { word } from '../messages/words.ts';
import { html, type Markup } from './markup.ts';
import { numbersOf } from './numbers.ts';
import { label, linear, type Scale, stroke, svg, ticks } from './svg.ts';

const WIDTH = 860;
const LEFT = 112;
const RIGHT = 40;
const TOP = 14;
const ROW = 62;
const BAR = 20;
const BOTTOM = 42;

const shown = ['copilot', 'agent'] as const satisfies readonly Operation[];

export function moneyChart({ seeds }: Comparison, locale: Locale): Markup {
  const t = text(locale);
  const { whole } = numbersOf(locale);
  const more = shown.map((operation) => ({
    operation,
    each: seeds.map(({ seed, figures }) => ({ seed, value: figures[operation].money - figures.manual.money })),
  }));
  const values = more.flatMap(({ each }) => each.map(({ value }) => value));
  const range = [Math.min(0, ...values), Math.max(0, ...values)] as const;
  // Dots at the ends stand clear of the names.
  const x = linear(range, [LEFT + 10, WIDTH - RIGHT]);
  const height = TOP + ROW * shown.length + BOTTOM;
  const means = more.map(({ operation, each }) => ({ operation, each, mean: meanOf(each.map(({ value }) => value)) }));
  const picture = {
    id: 'money',
    width: WIDTH,
    height,
    title: t('chart.money'),
    description: means.map(({ operation, mean }) => `${word(operation, locale)} ${whole(mean)}`).join('; '),
  };
  const floor = height - BOTTOM;
  return svg(picture, [
    ...ticks(range, 6).map((value) => tick(value, x(value), floor, whole)),
    ...means.flatMap(({ operation, each, mean }, at) => row({ operation, each, mean, at, x, locale })),
    stroke('zero', x(0), TOP - 6, x(0), floor),
    label(x(0), floor + 34, t('chart.money.zero'), x(0) < WIDTH / 2 ? 'start' : 'end'),
  ]);
}

interface Row {
  readonly operation: Operation;
  readonly each: readonly { readonly seed: number; readonly value: number }[];
  readonly mean: number;
  readonly at: number;
  readonly x: Scale;
  readonly locale: Locale;
}

function row({ operation, each, mean, at, x, locale }: Row): readonly Markup[] {
  const { whole } = numbersOf(locale);
  const t = text(locale);
  const middle = TOP + ROW * at + ROW / 2;
  const [from, to] = [Math.min(x(0), x(mean)), Math.max(x(0), x(mean))];
  return [
    label(LEFT - 10, middle + 4, word(operation, locale), 'end', 'name'),
    html`<rect class="bar ${operation}" x="${from}" y="${middle - BAR / 2}" width="${to - from}" height="${BAR}"/>`,
    ...each.map(({ seed, value }, n) => {
      // Apart from each other, so that two that earned the same are two.
      const y = middle + ((n % 5) - 2) * 5;
      return html`<circle class="dot" cx="${x(value)}" cy="${y}" r="3.5"><title>${t('chart.money.seed', { seed, money: whole(value) })}</title></circle>`;
    }),
  ];
}

function tick(value: number, x: number, floor: number, write: (value: number) => string): Markup {
  return html`${stroke('grid', x, TOP - 6, x, floor + 4)}${label(x, floor + 18, write(value), 'middle')}`;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
