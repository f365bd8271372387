/** The part of the text report about money: three operations beside each other, and what that is worth. */

import type { Locale } from '@andon/core';
import type { Sensitivity } from '@andon/sim-line';
import type { DemoResult } from '../demo/result.ts';
import { text } from '../messages/text.ts';
import { word } from '../messages/words.ts';
import { controlWords, modelWords, orderWords, worseWords } from '../report/comparison.ts';
import { figureRows, operationsShown } from '../report/figures.ts';
import {
  breaking,
  constantWords,
  countsWords,
  near,
  restWords,
  sensitivityWords,
  turnWords,
} from '../report/sensitivity.ts';
import { INDENT, REPORT_COLUMNS, section, table, words } from './report-layout.ts';
import { wrap } from './width.ts';

export function compareLines(result: DemoResult, locale: Locale): string[] {
  const t = text(locale);
  const { comparison } = result;
  if (!comparison) return section(t('report.compare'), words(t('report.compare.none')));
  return [
    ...section(t('report.compare'), [
      ...orderWords(comparison, locale).flatMap(words),
      ...figures(result, locale),
      ...modelWords(locale).flatMap(words),
    ]),
    ...section(t('report.controls'), controlWords(comparison, locale).flatMap(words)),
    ...section(t('report.worse'), words(worseWords(comparison, locale))),
    ...section(t('report.sensitivity'), [
      ...sensitivityWords(comparison, locale).flatMap(words),
      ...listed(t('report.sensitivity.broken'), t('report.sensitivity.unbroken'), breaking(comparison), (one) =>
        [constantWords(one, locale), countsWords(one, locale)].join(': '),
      ),
      ...listed(t('report.sensitivity.near'), t('report.sensitivity.near.none'), near(comparison), (one) =>
        [constantWords(one, locale), turnWords(one, locale)].join(': '),
      ),
      ...words(restWords(comparison, locale)),
    ]),
  ];
}

function figures({ policies, seed, scenario, comparison }: DemoResult, locale: Locale): string[] {
  if (!policies) return [];
  const rows = figureRows(policies, locale);
  const coils = comparison?.slabs ?? 0;
  return [
    '',
    ...words(text(locale)('report.compare.this', { seed, scenario, coils })),
    ...table([
      ['', ...operationsShown.map((operation) => word(operation, locale))],
      ...rows.map(({ name, values }) => [name, ...operationsShown.map((operation) => values[operation])]),
    ]),
    '',
  ];
}

function listed(
  title: string,
  none: string,
  constants: readonly Sensitivity[],
  write: (one: Sensitivity) => string,
): string[] {
  if (constants.length === 0) return words(none);
  const rows = constants.flatMap((one) => wrap(write(one), REPORT_COLUMNS - 2 * INDENT.length, 4));
  return [...words(title), ...rows.map((line) => INDENT + INDENT + line)];
}
