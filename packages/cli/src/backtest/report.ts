/** The report of a backtest for a terminal. */

import type { Locale } from '@andon/core';
import { text } from '../messages/text.ts';
import { hanging, INDENT, section, table, words } from '../view/report-layout.ts';
import { printable, widthOf, wrap } from '../view/width.ts';
import type { ActionResult, BacktestResult, RiskResult } from './result.ts';
import {
  abstainedWords,
  choiceHead,
  choiceRows,
  facts,
  faultRows,
  foremost,
  headWords,
  pairedRows,
  peopleWords,
  subjectWords,
} from './words.ts';

/** Lines without an end. */
export function backtestReport(result: BacktestResult, locale: Locale): string[] {
  const t = text(locale);
  const { agent, history, actions } = result;
  const title = t('backtest.title', { agent: agent.vertical, version: agent.version, file: history.file });
  const above = foremost(result);
  const lines = [
    ...wrap(title, 100, 2),
    ...headWords(result, locale).flatMap(words),
    ...above.flatMap((one) => hanging('!', 2, one.text[locale])),
    ...actions.flatMap((action) => actionLines(action, result, locale)),
    ...section(
      t('backtest.cannot-know'),
      result.cannotKnow.flatMap((one) => [`${INDENT}${one.code}`, ...hanging('', 4, one.text[locale])]),
    ),
    ...section(t('backtest.treatments'), treatmentLines(result, locale)),
  ];
  return lines.map(printable);
}

function actionLines(action: ActionResult, result: BacktestResult, locale: Locale): string[] {
  const t = text(locale);
  const title = action.title[locale];
  const abstained = abstainedWords(action, result, locale);
  const compared = action.people;
  const choices = choiceRows(action, locale);
  return [
    ...action.risks.flatMap((risk) => section(subjectWords(action, risk, locale), factLines(risk, locale))),
    ...(choices.length > 0
      ? section(t('backtest.choices', { title }), [
          ...table([choiceHead(locale), ...choices]),
          ...words(t('backtest.choices.text')),
          ...(abstained === null ? [] : words(abstained)),
        ])
      : []),
    ...(compared
      ? section(t('backtest.people', { title }), [
          ...peopleWords(compared, locale).flatMap(words),
          ...table(pairedRows(compared, locale)),
          ...(compared.faults.length > 0 ? table(faultRows(compared, locale)) : []),
        ])
      : []),
  ];
}

function factLines(risk: RiskResult, locale: Locale): string[] {
  const rows = facts(risk, locale);
  const width = Math.max(...rows.map(({ name }) => widthOf(name))) + 2;
  return rows.flatMap(({ name, words: said }) => said.flatMap((one, at) => hanging(at === 0 ? name : '', width, one)));
}

function treatmentLines({ history }: BacktestResult, locale: Locale): string[] {
  if (history.treatments.length === 0) return words(text(locale)('backtest.treatments.none'));
  return history.treatments.flatMap((one) => words(one.text[locale]));
}
