/** The report of a backtest as one HTML file: no scripts, nothing from a network, so that it can be kept, mailed and printed. */

import { earnedLevels, type Locale, levelNames } from '@andon/core';
import { text } from '../messages/text.ts';
import { html, Markup, nothing } from '../report/markup.ts';
import { style } from '../report/style.ts';
import { climbChart } from './chart.ts';
import type { ActionResult, BacktestResult, RiskResult } from './result.ts';
import {
  abstainedWords,
  changeWords,
  choiceHead,
  choiceRows,
  facts,
  faultRows,
  foremost,
  headWords,
  minuteOf,
  pairedRows,
  peopleWords,
  subjectWords,
  verdictWords,
} from './words.ts';

export function backtestHtml(result: BacktestResult, locale: Locale): string {
  const t = text(locale);
  const { agent, history, actions } = result;
  const title = t('backtest.title', { agent: agent.vertical, version: agent.version, file: history.file });
  const page = html`<html lang="${locale}"><head><meta charset="utf-8"/>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<title>Andon: ${title}</title>
<style>${new Markup(style)}</style></head>
<body><main>
<h1>${title}</h1>
${headWords(result, locale).map((one) => html`<p class="soft">${one}</p>`)}
${foremost(result).map((one) => html`<p class="warn">${one.text[locale]}</p>`)}
${eligibleSection(result, locale)}
${actions.map((action, at) => actionSection(action, at, result, locale))}
<section><h2>${t('backtest.cannot-know')}</h2><table><tbody>${result.cannotKnow.map(
    ({ code, text: said }) => html`<tr><th scope="row"><code>${code}</code></th><td>${said[locale]}</td></tr>`,
  )}</tbody></table></section>
<section><h2>${t('backtest.treatments')}</h2>${treatments(result, locale)}</section>
</main></body></html>
`;
  return `<!doctype html>\n${page.text}`;
}

/** One row for each action and risk class, one column for each level: the answer that was asked for. */
function eligibleSection({ actions }: BacktestResult, locale: Locale): Markup {
  const t = text(locale);
  const rows = actions.flatMap((action) =>
    action.risks.map((risk) => {
      const cells = risk.eligible.map((one) => html`<td>${verdictWords(one, locale)}</td>`);
      return html`<tr><th scope="row">${subjectWords(action, risk, locale)}</th>${cells}</tr>`;
    }),
  );
  const head = earnedLevels.map((level) => html`<th scope="col">${levelNames[level][locale]}</th>`);
  return html`<section><h2>${t('backtest.eligible')}</h2><div class="wide"><table><thead><tr><th scope="col">${t('column.what')}</th>${head}</tr></thead><tbody>${rows}</tbody></table></div></section>`;
}

function actionSection(action: ActionResult, at: number, result: BacktestResult, locale: Locale): Markup {
  return html`${action.risks.map((risk) => riskSection(action, risk, `climb-${at}-${risk.riskClass}`, result, locale))}
${choiceSection(action, result, locale)}${peopleSection(action, locale)}`;
}

function riskSection(
  action: ActionResult,
  risk: RiskResult,
  id: string,
  result: BacktestResult,
  locale: Locale,
): Markup {
  const t = text(locale);
  const name = subjectWords(action, risk, locale);
  const rows = facts(risk, locale).map(
    ({ name: fact, words }) =>
      html`<tr><th scope="row" class="nowrap">${fact}</th><td>${words.map((one) => html`<div>${one}</div>`)}</td></tr>`,
  );
  const keys = html`<p class="soft"><span class="key climb"></span>${t('chart.key.level')}<span class="key evidence"></span>${t('chart.key.evidence')}<span class="key fell"></span>${t('chart.key.fell')}</p>`;
  const picture =
    risk.curve.length === 0
      ? nothing
      : html`<figure><figcaption>${t('backtest.chart', { what: name })}</figcaption>${climbChart({ risk, name, id }, result, locale)}${keys}</figure>`;
  return html`<section><h2>${name}</h2><table><tbody>${rows}</tbody></table>${picture}${changesTable(risk, locale)}</section>`;
}

function changesTable({ levels: { changes } }: RiskResult, locale: Locale): Markup {
  const t = text(locale);
  if (changes.length === 0) return html`<p>${t('report.climb.none')}</p>`;
  const head = ['column.when', 'backtest.row', 'backtest.change', 'backtest.counts', 'column.why'] as const;
  const rows = changes.map((step) => {
    const judged = step.successes + step.failures;
    const why = step.why?.text[locale] ?? '';
    return html`<tr class="${step.why === null ? 'rose' : 'fell'}"><td class="nowrap">${minuteOf(step.at)}</td><td>${step.row ?? '—'}</td><td class="nowrap change">${changeWords(step, locale)}</td><td>${t('backtest.of', { right: step.successes, judged })}</td><td>${why}</td></tr>`;
  });
  return html`<div class="wide"><table><thead><tr>${head.map((key) => html`<th scope="col">${t(key)}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

function choiceSection(action: ActionResult, result: BacktestResult, locale: Locale): Markup {
  const t = text(locale);
  const rows = choiceRows(action, locale);
  if (rows.length === 0) return nothing;
  const abstained = abstainedWords(action, result, locale);
  return html`<section><h2>${t('backtest.choices', { title: action.title[locale] })}</h2>${numbers([choiceHead(locale), ...rows])}
<p class="soft">${t('backtest.choices.text')} ${abstained ?? ''}</p></section>`;
}

function peopleSection({ people, title }: ActionResult, locale: Locale): Markup {
  if (!people) return nothing;
  const words = peopleWords(people, locale).map((one) => html`<p>${one}</p>`);
  const faults = faultRows(people, locale);
  return html`<section><h2>${text(locale)('backtest.people', { title: title[locale] })}</h2>${words}${numbers(pairedRows(people, locale))}${faults.length > 0 ? numbers(faults) : nothing}</section>`;
}

/** The head first; the first column holds names. */
function numbers([head = [], ...rows]: readonly (readonly string[])[]): Markup {
  const cells = ([name, ...values]: readonly string[]) =>
    html`<tr><th scope="row">${name ?? ''}</th>${values.map((value) => html`<td class="number">${value}</td>`)}</tr>`;
  return html`<div class="wide"><table><thead><tr>${head.map((name, at) => html`<th scope="col" class="${at === 0 ? 'plain' : 'number'}">${name}</th>`)}</tr></thead><tbody>${rows.map(cells)}</tbody></table></div>`;
}

function treatments({ history }: BacktestResult, locale: Locale): Markup {
  if (history.treatments.length === 0) return html`<p>${text(locale)('backtest.treatments.none')}</p>`;
  return html`${history.treatments.map((one) => html`<p>${one.text[locale]}</p>`)}`;
}
