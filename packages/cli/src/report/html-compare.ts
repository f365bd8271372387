/** The part of the HTML report about money: three operations, seed by seed, and how much hangs on invented numbers. */

import type { Locale } from '@andon/core';
import type { Comparison, Sensitivity } from '@andon/sim-line';
import type { DemoResult } from '../demo/result.ts';
import { text } from '../messages/text.ts';
import { word } from '../messages/words.ts';
import { controlWords, modelWords, orderWords, worseWords } from './comparison.ts';
import { plainWords } from './constant-words.ts';
import { figureRows, operationsShown } from './figures.ts';
import { html, type Markup, nothing } from './markup.ts';
import { moneyChart } from './money-chart.ts';
import { numbersOf } from './numbers.ts';
import {
  breaking,
  byDistance,
  constantWords,
  nameWords,
  restWords,
  sensitivityWords,
  turnCells,
} from './sensitivity.ts';
import { tornadoChart } from './tornado-chart.ts';

export function compareSections(result: DemoResult, locale: Locale): Markup {
  const t = text(locale);
  const { comparison } = result;
  if (!comparison) return html`<section><h2>${t('report.compare')}</h2><p>${t('report.compare.none')}</p></section>`;
  return html`<section><h2>${t('report.compare')}</h2>
${paragraphs(orderWords(comparison, locale))}
<figure><figcaption>${t('chart.money')}</figcaption>${moneyChart(comparison, locale)}</figure>
${seedTable(comparison, locale)}
${figuresTable(result, comparison, locale)}
${paragraphs(modelWords(locale))}
<h3>${t('report.controls')}</h3>${paragraphs(controlWords(comparison, locale))}
<h3>${t('report.worse')}</h3><p>${worseWords(comparison, locale)}</p></section>
${sensitivitySection(comparison, locale)}`;
}

function paragraphs(words: readonly string[]): readonly Markup[] {
  return words.map((one) => html`<p>${one}</p>`);
}

function seedTable({ seeds }: Comparison, locale: Locale): Markup {
  const t = text(locale);
  const { whole } = numbersOf(locale);
  const rows = seeds.map(
    ({ seed, figures }) =>
      html`<tr><th scope="row">${seed}</th>${operationsShown.map((operation) => html`<td class="number">${whole(figures[operation].money)}</td>`)}</tr>`,
  );
  return html`<details open="open"><summary>${t('table.seeds')}</summary><div class="wide"><table>${operationsHead(t('column.seed'), locale)}<tbody>${rows}</tbody></table></div></details>`;
}

function figuresTable({ policies, seed, scenario }: DemoResult, { slabs }: Comparison, locale: Locale): Markup {
  if (!policies) return nothing;
  const rows = figureRows(policies, locale).map(
    ({ name, values, isResult }) =>
      html`<tr class="${isResult ? 'result' : 'figure'}"><th scope="row">${name}</th>${operationsShown.map((operation) => html`<td class="number">${values[operation]}</td>`)}</tr>`,
  );
  const title = text(locale)('report.compare.this', { seed, scenario, coils: slabs });
  return html`<h3>${title}</h3><div class="wide"><table>${operationsHead('', locale)}<tbody>${rows}</tbody></table></div>`;
}

function operationsHead(first: string, locale: Locale): Markup {
  return html`<thead><tr><th scope="col">${first}</th>${operationsShown.map((operation) => html`<th scope="col" class="number">${word(operation, locale)}</th>`)}</tr></thead>`;
}

function sensitivitySection(comparison: Comparison, locale: Locale): Markup {
  const t = text(locale);
  const { sensitivity } = comparison;
  const broken = breaking(comparison);
  const names = broken.map((one) => constantWords(one, locale)).join('; ');
  const chart = tornadoChart(sensitivity, locale);
  const columns = ['constant', 'lower', 'higher', 'below', 'above'] as const;
  return html`<section><h2>${t('report.sensitivity')}</h2>
${paragraphs(sensitivityWords(comparison, locale))}
<p>${broken.length > 0 ? `${t('report.sensitivity.broken')} ${names}` : t('report.sensitivity.unbroken')} ${restWords(comparison, locale)}</p>
${chart ? html`<figure><figcaption>${t('chart.tornado')}</figcaption><p class="soft">${t('chart.tornado.text')}</p>${chart}</figure>` : nothing}
<div class="wide"><table><thead><tr>${columns.map((key, at) => html`<th scope="col" class="${at === 0 ? 'plain' : 'number'}">${t(`column.${key}`)}</th>`)}</tr></thead>
<tbody>${byDistance(sensitivity).map((one) => constantRow(one, locale))}</tbody></table></div></section>`;
}

function constantRow(one: Sensitivity, locale: Locale): Markup {
  const { lower, higher, verdict } = one;
  const plain = plainWords(one.constant, locale);
  const turns =
    verdict === 'no-order'
      ? html`<td class="number soft" colspan="2">${text(locale)('column.no-order')}</td>`
      : turnCells(one, locale).map((words) => html`<td class="number">${words}</td>`);
  return html`<tr class="${verdict}"><th scope="row">${nameWords(one, locale)}${plain ? html`<div class="soft">${plain}</div>` : nothing}</th><td class="number">${lower.whole}/${lower.seeds}</td><td class="number">${higher.whole}/${higher.seeds}</td>${turns}</tr>`;
}
