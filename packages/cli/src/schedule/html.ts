/**
 * A plan as one HTML file: no scripts, nothing from a network, so that it can be kept, mailed and printed. Zooming is a row of
 * buttons that style the chart wider within its frame.
 */

import type { Instance, Plan } from '@andon/vertical-scheduling';
import { text } from '../messages/text.ts';
import { html, Markup, nothing } from '../report/markup.ts';
import { numbersOf } from '../report/numbers.ts';
import { style } from '../report/style.ts';
import { busy, gantt, type Row, rowsOf } from './gantt.ts';
import { boundWords, planWords, type Said } from './words.ts';

const zooms = [1, 2, 4, 8, 16] as const;

const ganttStyle = `
main { max-width: 1320px; }
.operation { stroke: var(--card); stroke-width: 0.6; }
.operation:hover { stroke: var(--ink); stroke-width: 1.5; }
text.job { fill: #14181c; font-size: 10.5px; pointer-events: none; }
.zoom input { position: absolute; opacity: 0; }
.zoom label { display: inline-block; padding: 2px 10px; margin: 0 2px 8px; border: 1px solid var(--rule); border-radius: 6px;
  cursor: pointer; }
.zoom input:checked + label { background: var(--band); border-color: var(--ink); }
.zoom input:focus-visible + label { outline: 2px solid var(--agent); }
.zoom svg { max-width: none; }
${zooms.map((zoom) => `.zoom:has(#zoom-${zoom}:checked) svg { width: ${zoom * 100}%; }`).join('\n')}
@media print { .zoom label { display: none; } .zoom svg { width: 100% !important; } }
`;

export function ganttHtml(instance: Instance, plan: Plan, { file, locale }: Said): string {
  const t = text(locale);
  const { whole } = numbersOf(locale);
  const title = t('schedule.title', { file });
  const rows = rowsOf(plan);
  const machines = new Set(plan.schedule.map(({ machine }) => machine)).size;
  const said = { machines: whole(machines), operations: whole(plan.schedule.length), shown: whole(rows.length) };
  const [shop = '', , ...search] = planWords(instance, plan, { file, locale });
  const page = html`<html lang="${locale}"><head><meta charset="utf-8"/>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<title>Andon: ${title}</title>
<style>${new Markup(style + ganttStyle)}</style></head>
<body><main>
<h1>${title}</h1>
<p>${boundWords(plan, locale)}</p>
${[shop, ...search].map((one) => html`<p class="soft">${one}</p>`)}
<section><h2>${t('schedule.chart')}</h2>
<p class="soft">${t('schedule.chart.text')}</p>
${rows.length < machines ? html`<p class="warn">${t('schedule.chart.thinned', said)}</p>` : nothing}
<figure class="zoom"><span class="soft">${t('schedule.zoom')}</span>
${zooms.map((zoom) => html`<input type="radio" name="zoom" id="zoom-${zoom}" ${zoom === 1 ? new Markup('checked') : nothing}/><label for="zoom-${zoom}">${zoom}×</label>`)}
<div class="wide">${gantt(plan, rows, locale)}</div></figure>
<p class="soft">${t('schedule.numbering')}</p></section>
<section><h2>${t('schedule.machines')}</h2>${machineTable(plan, rows, locale)}</section>
</main></body></html>
`;
  return `<!doctype html>\n${page.text}`;
}

function machineTable({ makespan }: Plan, rows: readonly Row[], locale: Said['locale']): Markup {
  const t = text(locale);
  const { whole, percent } = numbersOf(locale);
  const head = (['machine', 'operations', 'busy', 'share', 'from', 'to'] as const).map(
    (key) => html`<th scope="col" class="number">${t(`schedule.column.${key}`)}</th>`,
  );
  const body = rows.map((row) => {
    const from = Math.min(...row.operations.map(({ start }) => start));
    const to = Math.max(...row.operations.map(({ end }) => end));
    const share = makespan === 0 ? null : busy(row) / makespan;
    const cells = [whole(row.operations.length), whole(busy(row)), percent(share), whole(from), whole(to)];
    return html`<tr><th scope="row" class="number">${row.machine}</th>${cells.map((cell) => html`<td class="number">${cell}</td>`)}</tr>`;
  });
  return html`<div class="wide"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}
