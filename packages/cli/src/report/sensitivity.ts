/** How much hangs on each invented constant, in words: whether 30 % breaks the order, and at which multiples it turns. */

import type { Locale } from '@andon/core';
import type { Comparison, Sensitivity } from '@andon/sim-line';
import { text } from '../messages/text.ts';
import { plainWords, valueWithUnit } from './constant-words.ts';
import { numbersOf } from './numbers.ts';

/** An order that turns this near to a constant hangs on it. */
const NEAR = 2;

/** What was found of all of them, and on which lines. */
export function sensitivityWords({ sensitivity }: Comparison, locale: Locale): readonly string[] {
  const t = text(locale);
  const judged = sensitivity.filter(({ verdict }) => verdict !== 'no-order');
  const held = judged.filter(({ verdict }) => verdict === 'holds').length;
  return [
    t('report.sensitivity.held', { held, all: judged.length }),
    ...rolledWords(sensitivity, locale),
    ...withoutOrder(sensitivity, locale),
  ];
}

function rolledWords(sensitivity: readonly Sensitivity[], locale: Locale): readonly string[] {
  const rolled = sensitivity.find(({ breakEven }) => !breakEven.exact);
  const price = sensitivity.find(({ breakEven }) => breakEven.exact);
  if (rolled === undefined || price === undefined) return [];
  const { digits } = numbersOf(locale);
  return [
    text(locale)('report.sensitivity.how', {
      ...{ priceSeeds: price.lower.seeds, priceSlabs: price.slabs, seeds: rolled.lower.seeds, slabs: rolled.slabs },
      ...{ priceFrom: digits(price.breakEven.from), priceTo: digits(price.breakEven.to) },
    }),
  ];
}

/** Constants that say nothing, since there is no order to break on the lines that they were moved on. */
function withoutOrder(sensitivity: readonly Sensitivity[], locale: Locale): readonly string[] {
  const without = sensitivity.filter(({ verdict }) => verdict === 'no-order');
  const [first] = without;
  if (first === undefined) return [];
  const { lower, slabs } = first;
  return [text(locale)('report.sensitivity.no-order', { count: without.length, seeds: lower.seeds, slabs })];
}

/** Those with which the order breaks within 30 %. */
export function breaking({ sensitivity }: Pick<Comparison, 'sensitivity'>): readonly Sensitivity[] {
  return sensitivity.filter(({ verdict }) => verdict === 'breaks');
}

/** Those at whose half to double the order turns, the nearest first. */
export function near({ sensitivity }: Pick<Comparison, 'sensitivity'>): readonly Sensitivity[] {
  return turning(sensitivity).filter((one) => distance(one) <= NEAR);
}

/** Those with which the order turns at all, the nearest first. */
export function turning(sensitivity: readonly Sensitivity[]): readonly Sensitivity[] {
  return byDistance(sensitivity).filter((one) => one.verdict !== 'no-order' && Number.isFinite(distance(one)));
}

export function byDistance(sensitivity: readonly Sensitivity[]): readonly Sensitivity[] {
  return sensitivity.toSorted((a, b) => {
    const [one, other] = [distance(a), distance(b)];
    return one === other ? 0 : one - other;
  });
}

/** Of the constants that do not turn near by. */
export function restWords({ sensitivity }: Comparison, locale: Locale): string {
  const t = text(locale);
  const judged = sensitivity.filter(({ verdict }) => verdict !== 'no-order').length;
  const close = near({ sensitivity }).length;
  const far = turning(sensitivity).length - close;
  return t('report.sensitivity.rest', { rest: judged - close, far });
}

/** `cost of …: economics.holdShare = 0.1 of the price` */
export function constantWords(one: Sensitivity, locale: Locale): string {
  const plain = plainWords(one.constant, locale);
  const name = nameWords(one, locale);
  return plain === null ? name : text(locale)('report.sensitivity.plain', { plain, name });
}

/** `economics.holdShare = 0.1 of the price` */
export function nameWords(one: Sensitivity, locale: Locale): string {
  return text(locale)('report.sensitivity.constant', { constant: one.constant, value: valueWithUnit(one, locale) });
}

/** `turns at × 0.62, × 1.9` */
export function turnWords({ breakEven }: Sensitivity, locale: Locale): string {
  const t = text(locale);
  const { below, above, from, to } = breakEven;
  const at = [below, above].filter((multiple) => multiple !== null);
  if (at.length > 0) return t('report.sensitivity.turns', { at: at.map((one) => timesWords(one, locale)).join(', ') });
  return t('report.sensitivity.never', { from: timesWords(from, locale), to: timesWords(to, locale) });
}

/** The multiple below, and how far down it was looked for where there is none; and the same above. */
export function turnCells({ breakEven }: Sensitivity, locale: Locale): readonly [below: string, above: string] {
  const t = text(locale);
  const { below, above, from, to, capped } = breakEven;
  const upTo = capped ? 'column.never.cap' : 'column.never.above';
  return [
    below === null ? t('column.never.below', { edge: timesWords(from, locale) }) : timesWords(below, locale),
    above === null ? t(upTo, { edge: timesWords(to, locale) }) : timesWords(above, locale),
  ];
}

export function timesWords(multiple: number, locale: Locale): string {
  return `× ${numbersOf(locale).digits(Math.round(multiple * 100) / 100)}`;
}

export function countsWords({ lower, higher }: Sensitivity, locale: Locale): string {
  return text(locale)('report.sensitivity.counts', {
    lower: lower.whole,
    lowerSeeds: lower.seeds,
    higher: higher.whole,
    higherSeeds: higher.seeds,
  });
}

/** How many times over or under the constant the order turns first; without end where it does not. */
function distance({ breakEven: { below, above } }: Sensitivity): number {
  return Math.min(below === null ? Number.POSITIVE_INFINITY : 1 / below, above ?? Number.POSITIVE_INFINITY);
}
