/**
 * What the comparison over many seeds comes to, in sentences. Each says what was found, also where it is not what was
 * hoped for.
 */

import { type Locale, levelNames } from '@andon/core';
import type { Comparison, Sensitivity } from '@andon/sim-line';
import { text } from '../messages/text.ts';
import { subjectName } from '../view/level-words.ts';
import { numbersOf } from './numbers.ts';

/** Where the crew, the copilot and the economics are written down. */
const MODEL_FILE = 'packages/sim-line/README.md';
/** An order that turns this near to a constant hangs on it. */
const NEAR = 2;

export function orderWords({ order, scenario, slabs }: Comparison, locale: Locale): readonly string[] {
  const t = text(locale);
  const { seeds, whole, agentOverCopilot, copilotOverManual } = order;
  return [
    t('report.compare.order', { whole, seeds, scenario, slabs }),
    t('report.compare.pairs', { agentOverCopilot, copilotOverManual, seeds }),
  ];
}

export function modelWords(locale: Locale): readonly string[] {
  const t = text(locale);
  return [
    t('report.compare.manual'),
    t('report.compare.copilot'),
    t('report.compare.agent'),
    t('report.compare.model', { file: MODEL_FILE }),
    t('report.compare.invented'),
  ];
}

export function controlWords({ controls }: Comparison, locale: Locale): readonly string[] {
  const t = text(locale);
  const { whole } = numbersOf(locale);
  const { random, pyrometer } = controls;
  return [
    t('report.controls.random', {
      below: random.below,
      seeds: random.seeds,
      money: whole(random.money),
      manual: whole(random.manual),
      highest: levelNames[random.highest][locale],
    }),
    t('report.controls.pyrometer', {
      below: pyrometer.below,
      seeds: pyrometer.seeds,
      trusting: whole(pyrometer.trusting),
      crossChecking: whole(pyrometer.crossChecking),
    }),
  ];
}

export function worseWords({ worse }: Comparison, locale: Locale): string {
  const t = text(locale);
  const { whole } = numbersOf(locale);
  const { scenario, seeds, agent, letLoose, manual, levels } = worse;
  const reached = levels.map((one) =>
    t('report.worse.level', { what: subjectName(one, levels, locale), level: levelNames[one.level][locale] }),
  );
  return t(letLoose <= manual ? 'report.worse.below' : 'report.worse.not', {
    scenario,
    seeds,
    agent: whole(agent),
    letLoose: whole(letLoose),
    manual: whole(manual),
    levels: reached.length > 0 ? reached.join(locale === 'en' ? '; ' : '；') : '—',
  });
}

export function sensitivityWords({ sensitivity }: Comparison, locale: Locale): string {
  const held = sensitivity.filter(({ holds }) => holds).length;
  return text(locale)('report.sensitivity.held', { held, all: sensitivity.length });
}

/** Those with which the order breaks within 30 %. */
export function breaking({ sensitivity }: Comparison): readonly Sensitivity[] {
  return sensitivity.filter(({ holds }) => !holds);
}

/** Those at whose half to double the order turns, the nearest first. */
export function near({ sensitivity }: Comparison): readonly Sensitivity[] {
  return byDistance(sensitivity).filter((one) => distance(one) <= NEAR);
}

export function byDistance(sensitivity: readonly Sensitivity[]): readonly Sensitivity[] {
  return sensitivity.toSorted((a, b) => distance(a) - distance(b));
}

/** `economics.holdShare = 0.1` */
export function constantWords({ constant, value, unit }: Sensitivity, locale: Locale): string {
  return text(locale)('report.sensitivity.constant', { constant, value: numbersOf(locale).digits(value), unit }).trim();
}

/** `turns at × 0.62, × 1.9` */
export function turnWords({ breakEven }: Sensitivity, locale: Locale): string {
  const t = text(locale);
  if (!breakEven) return t('report.sensitivity.unsought');
  const at = [breakEven.below, breakEven.above].filter((multiple) => multiple !== null);
  if (at.length === 0) return t('report.sensitivity.never');
  return t('report.sensitivity.turns', { at: at.map((multiple) => timesWords(multiple, locale)).join(', ') });
}

export function timesWords(multiple: number | null, locale: Locale): string {
  return multiple === null ? '—' : `× ${numbersOf(locale).digits(Math.round(multiple * 100) / 100)}`;
}

export function countsWords({ lower, higher }: Sensitivity, locale: Locale): string {
  return text(locale)('report.sensitivity.counts', {
    lower: lower.whole,
    lowerSeeds: lower.seeds,
    higher: higher.whole,
    higherSeeds: higher.seeds,
  });
}

/** How many times over or under the constant the order turns first; where that was not looked for, as far as can be. */
function distance({ breakEven }: Sensitivity): number {
  const { below = null, above = null } = breakEven ?? {};
  return Math.min(below === null ? Number.POSITIVE_INFINITY : 1 / below, above ?? Number.POSITIVE_INFINITY);
}
