/**
 * The report of a demo as one HTML file: no scripts, nothing from a network, so that it can be kept, mailed and printed.
 * Beside each chart stands a table with its numbers.
 */

import { type Locale, levelNames, levels, rank } from '@andon/core';
import type { DemoResult } from '../demo/result.ts';
import { text } from '../messages/text.ts';
import { climbSteps, climbs, demands } from './climb.ts';
import { climbCharts, isPictured } from './climb-chart.ts';
import {
  auditWords,
  bookRows,
  type CountRow,
  effectRows,
  namedCounts,
  outcomeRows,
  violationCount,
  violationRows,
} from './happened.ts';
import { compareSections } from './html-compare.ts';
import { html, Markup, nothing } from './markup.ts';
import { numbersOf } from './numbers.ts';
import { style } from './style.ts';

export function htmlReport(result: DemoResult, locale: Locale): string {
  const t = text(locale);
  const page = html`<html lang="${locale}"><head><meta charset="utf-8"/>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<title>Andon: ${t('report.title')}</title>
<style>${new Markup(style)}</style></head>
<body><main>
${head(result, locale)}
${climbSection(result, locale)}
<section><h2>${t('report.violations')}</h2>${countTable(violationRows(result, locale))}</section>
${happenedSection(result, locale)}
${compareSections(result, locale)}
${booksSection(result, locale)}
<section><h2>${t('report.limits')}</h2><p>${t('report.limits.safety')}</p><p>${t('report.limits.simulated')}</p></section>
</main></body></html>
`;
  return `<!doctype html>\n${page.text}`;
}

function head(result: DemoResult, locale: Locale): Markup {
  const t = text(locale);
  const { coils, scenario, seed, runs, comparison } = result;
  const { whole } = numbersOf(locale);
  const broken = violationCount(result);
  const order = comparison?.order;
  return html`<h1>${t('report.title')}</h1>
<p class="soft">${t('report.asked', { coils: whole(coils), scenario, seed })} ${t('report.runs', runs)}</p>
<div class="tiles">
${tile(highest(result, locale), t('tile.highest'))}
${tile(whole(broken), t('tile.violations'), broken === 0 ? 'good' : 'bad')}
${order ? tile(t('tile.order', { whole: order.whole, seeds: order.seeds }), t('tile.order.text')) : nothing}
</div>`;
}

function tile(figure: string, words: string, kind: 'plain' | 'good' | 'bad' = 'plain'): Markup {
  return html`<div class="tile ${kind}"><b>${figure}</b>${words}</div>`;
}

function highest({ levels: changes }: DemoResult, locale: Locale): string {
  const most = changes.reduce((top, { to }) => Math.max(top, rank(to)), 0);
  return levelNames[levels[most] ?? 'off'][locale];
}

function climbSection(result: DemoResult, locale: Locale): Markup {
  const t = text(locale);
  const charts = climbCharts(result, locale);
  const still = climbs(result, locale).filter((climb) => !isPictured(result, climb));
  const rows = climbSteps(result, locale).map(
    ({ time, name, change, who, why, fell }) =>
      html`<tr class="${fell ? 'fell' : 'rose'}"><td class="nowrap">${time}</td><td class="nowrap">${name}</td><td class="nowrap change">${change}</td><td>${who}</td><td>${why}</td></tr>`,
  );
  return html`<section><h2>${t('report.climb')}</h2>
<p>${demands(result.targets, locale)}</p>
${charts.length > 0 ? html`<p class="soft"><span class="key climb"></span>${t('chart.key.level')}<span class="key evidence"></span>${t('chart.key.evidence')}<span class="key fell"></span>${t('chart.key.fell')}</p>` : nothing}
${charts}
${still.map(({ name, path }) => html`<p>${t('level.of', { what: name, change: path })}</p>`)}
<h3>${t('report.steps')}</h3>
${rows.length > 0 ? html`<div class="wide"><table><thead><tr>${(['when', 'what', 'level', 'who', 'why'] as const).map((key) => html`<th scope="col">${t(`column.${key}`)}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>` : html`<p>${t('report.climb.none')}</p>`}
</section>`;
}

function happenedSection(result: DemoResult, locale: Locale): Markup {
  const t = text(locale);
  return html`<section><h2>${t('report.happened')}</h2>
<h3>${t('report.proposals')}</h3><p>${namedCounts(result.proposals, locale)}</p>
<h3>${t('report.decisions')}</h3><p>${t('report.decisions.line', result.decisions)}</p>
<h3>${t('report.effects')}</h3>${countTable(effectRows(result, locale))}
<h3>${t('report.judged')}</h3><p>${namedCounts(result.judgedProposals, locale)}</p>
<h3>${t('report.outcomes')}</h3>${countTable(outcomeRows(result, locale))}
<h3>${t('report.stops')}</h3><p>${t('report.stops.line', result.stops)}</p>
<h3>${t('report.audit')}</h3><p class="${result.audit.verified ? 'plain' : 'warn'}">${auditWords(result, locale)}</p>
</section>`;
}

function booksSection(result: DemoResult, locale: Locale): Markup {
  const rows = bookRows(result, locale).map(
    ({ name, words }) => html`<tr><th scope="row">${name}</th><td>${words}</td></tr>`,
  );
  return html`<section><h2>${text(locale)('report.line')}</h2><table><tbody>${rows}</tbody></table></section>`;
}

function countTable(rows: readonly CountRow[]): Markup {
  return html`<table><tbody>${rows.map(
    ({ name, count, meaning }) =>
      html`<tr><th scope="row">${name}</th><td class="number">${count}</td><td>${meaning}</td></tr>`,
  )}</tbody></table>`;
}
