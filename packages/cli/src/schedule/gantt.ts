/** The machines of a plan over time: a row for each, a bar for each operation, the colour of its job. */

import type { Locale } from '@andon/core';
import type { Plan, Scheduled } from '@andon/vertical-scheduling';
import { text } from '../messages/text.ts';
import { html, type Markup } from '../report/markup.ts';
import { label, linear, rounded, type Scale, stroke, svg, ticks } from '../report/svg.ts';

const WIDTH = 1200;
const LEFT = 96;
const RIGHT = 16;
const TOP = 6;
const ROW = 22;
const BAR = 16;
const BOTTOM = 24;
const TIMES = 12;
/** A bar with less has no room for the number of its job. */
const LEAST_NAMED = 14;
/** So that a file stays small enough to be opened. */
export const mostMachines = 200;
/** Hues that neighbours differ by: the golden angle. */
const TURN = 137.508;

export interface Row {
  readonly machine: number;
  readonly operations: readonly Scheduled[];
}

/** The machines that work, in their order; the busiest where there are too many. */
export function rowsOf({ schedule }: Plan): readonly Row[] {
  const rows = [...Map.groupBy(schedule, ({ machine }) => machine)].map(([machine, operations]) => ({
    machine,
    operations,
  }));
  const busiest = rows.sort((a, b) => busy(b) - busy(a) || a.machine - b.machine).slice(0, mostMachines);
  return busiest.sort((a, b) => a.machine - b.machine);
}

export function busy({ operations }: Row): number {
  return operations.reduce((sum, { start, end }) => sum + end - start, 0);
}

export function gantt(plan: Plan, rows: readonly Row[], locale: Locale): Markup {
  const t = text(locale);
  const height = TOP + ROW * rows.length + BOTTOM;
  const x = linear([0, Math.max(1, plan.makespan)], [LEFT, WIDTH - RIGHT]);
  const foot = height - BOTTOM;
  const picture = {
    id: 'gantt',
    width: WIDTH,
    height,
    title: t('schedule.chart'),
    description: t('schedule.chart.text'),
  };
  return svg(picture, [
    ...ticks([0, plan.makespan], TIMES).map(
      (at) => html`${stroke('grid', x(at), TOP, x(at), foot)}${label(x(at), height - 8, String(at), 'middle')}`,
    ),
    ...rows.map(({ machine, operations }, at) => {
      const y = TOP + ROW * at;
      const name = label(LEFT - 8, y + 15, t('schedule.machine', { machine }), 'end');
      return html`${name}${operations.map((one) => bar(one, x, y + (ROW - BAR) / 2, locale))}`;
    }),
  ]);
}

function bar(one: Scheduled, x: Scale, y: number, locale: Locale): Markup {
  const from = x(one.start);
  // What takes no time is still to be seen.
  const width = Math.max(0.5, rounded(x(one.end) - from));
  const hue = Math.round(one.job * TURN) % 360;
  const name =
    width < LEAST_NAMED ? html`` : label(rounded(from + width / 2), y + 12, String(one.job), 'middle', 'job');
  return html`<g><title>${text(locale)('schedule.bar', { ...one })}</title><rect class="operation" x="${from}" y="${y}" width="${width}" height="${BAR}" fill="hsl(${hue} 55% 60%)"/>${name}</g>`;
}
