/**
 * What the comparison over many seeds comes to, in sentences. Each says what was found, also where it is not what was
 * hoped for.
 */

import { type Locale, levelNames } from '@andon/core';
import type { Comparison, Difference } from '@andon/sim-line';
import { text } from '../messages/text.ts';
import { subjectName } from '../view/level-words.ts';
import { numbersOf } from './numbers.ts';

/** Where the crew, the copilot and the economics are written down. */
const MODEL_FILE = 'packages/sim-line/README.md';
/**
 * Standard errors beyond which a mean difference comes by chance 1 time in 20 or less: Student’s t, two-sided, for 2 to 10
 * pairs; with more it would be somewhat less.
 */
const CLEAR = [12.71, 4.31, 3.19, 2.78, 2.58, 2.45, 2.37, 2.31, 2.27] as const;

export function orderWords({ order, gaps, scenario, slabs }: Comparison, locale: Locale): readonly string[] {
  const t = text(locale);
  const { seeds, whole, agentOverCopilot, copilotOverManual } = order;
  return [
    t('report.compare.order', { whole, seeds, scenario, slabs }),
    t('report.compare.pairs', { agentOverCopilot, copilotOverManual, seeds }),
    t('report.compare.gaps', {
      agentOverCopilot: differenceWords(gaps.agentOverCopilot, locale),
      copilotOverManual: differenceWords(gaps.copilotOverManual, locale),
    }),
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
      difference: differenceWords(random.difference, locale),
      highest: levelNames[random.highest][locale],
    }),
    t('report.controls.pyrometer', {
      below: pyrometer.below,
      seeds: pyrometer.seeds,
      trusting: whole(pyrometer.trusting),
      crossChecking: whole(pyrometer.crossChecking),
      difference: differenceWords(pyrometer.difference, locale),
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

/** `-512,084 ± 210,332 CNY`, and whether that may be chance. */
export function differenceWords({ mean, standardError, pairs }: Difference, locale: Locale): string {
  const t = text(locale);
  const { whole } = numbersOf(locale);
  const signed = `${mean < 0 ? '' : '+'}${whole(mean)}`;
  if (standardError === null) return t('report.difference.single', { mean: signed });
  const values = { mean: signed, error: whole(standardError) };
  const clear = CLEAR[Math.min(pairs - 2, CLEAR.length - 1)] ?? Number.POSITIVE_INFINITY;
  const isClear = Math.abs(mean) > clear * standardError;
  return t(isClear ? 'report.difference.clear' : 'report.difference.unclear', values);
}
