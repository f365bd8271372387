/**
 * The report of a demo as text. The climb and what we promise come first, also when it was broken; then what happened;
 * then what it was worth. What the numbers do not prove comes last and is never left out.
 */

import type { Locale } from '@andon/core';
import type { DemoResult } from '../demo/result.ts';
import { text } from '../messages/text.ts';
import { climbSteps, climbs, demands } from '../report/climb.ts';
import {
  auditWords,
  bookRows,
  type CountRow,
  effectRows,
  namedCounts,
  outcomeRows,
  violationRows,
} from '../report/happened.ts';
import { numbersOf } from '../report/numbers.ts';
import { compareLines } from './report-compare.ts';
import { counted, hanging, REPORT_COLUMNS, section, words } from './report-layout.ts';
import { cell, printable, widthOf, wrap } from './width.ts';

export { REPORT_COLUMNS } from './report-layout.ts';

/** Columns of `01-05 07:42`. */
const TIME = 11;

export function reportLines(result: DemoResult, locale: Locale): string[] {
  const t = text(locale);
  const { proposals, decisions, stops } = result;
  const lines = [
    ...head(result, locale),
    ...section(t('report.climb'), climbLines(result, locale)),
    ...section(t('report.violations'), rows(violationRows(result, locale))),
    ...section(t('report.steps'), stepLines(result, locale)),
    ...section(t('report.proposals'), words(namedCounts(proposals, locale))),
    ...section(t('report.decisions'), words(t('report.decisions.line', decisions))),
    ...section(t('report.effects'), rows(effectRows(result, locale))),
    ...section(t('report.judged'), words(namedCounts(result.judgedProposals, locale))),
    ...section(t('report.outcomes'), rows(outcomeRows(result, locale))),
    ...section(t('report.stops'), words(t('report.stops.line', stops))),
    ...section(t('report.audit'), words(auditWords(result, locale))),
    ...compareLines(result, locale),
    ...section(t('report.line'), bookLines(result, locale)),
    ...section(t('report.limits'), [t('report.limits.safety'), t('report.limits.simulated')].flatMap(words)),
  ];
  return lines.map(printable);
}

function head({ coils, scenario, seed, runs }: DemoResult, locale: Locale): string[] {
  const t = text(locale);
  const title = t('report.title');
  return [
    title,
    '═'.repeat(widthOf(title)),
    t('report.asked', { coils: numbersOf(locale).whole(coils), scenario, seed }),
    t('report.runs', runs),
  ].flatMap((line) => wrap(line, REPORT_COLUMNS, 2));
}

function climbLines(result: DemoResult, locale: Locale): string[] {
  const paths = climbs(result, locale);
  if (paths.length === 0) return words(text(locale)('report.climb.none'));
  const width = Math.max(...paths.map(({ name }) => widthOf(name))) + 2;
  return [...paths.flatMap(({ name, path }) => hanging(name, width, path)), ...words(demands(result.targets, locale))];
}

function stepLines(result: DemoResult, locale: Locale): string[] {
  const steps = climbSteps(result, locale);
  if (steps.length === 0) return words(text(locale)('report.climb.none'));
  const time = TIME + 2;
  const name = Math.max(...steps.map((step) => widthOf(step.name))) + 2;
  const change = Math.max(...steps.map((step) => widthOf(step.change))) + 2;
  return steps.flatMap((step) => [
    ...hanging(cell(step.time, time) + cell(step.name, name) + step.change, time + name + change, step.who),
    ...hanging('', time, step.why),
  ]);
}

function bookLines(result: DemoResult, locale: Locale): string[] {
  const books = bookRows(result, locale);
  const width = Math.max(...books.map(({ name }) => widthOf(name))) + 2;
  return books.flatMap((row) => hanging(row.name, width, row.words));
}

function rows(of: readonly CountRow[]): string[] {
  return counted(of.map(({ name, count, meaning }) => [name, count, meaning]));
}
