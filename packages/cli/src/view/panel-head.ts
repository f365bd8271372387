/** The top of the view: which plant, which run, and what keeps the record. */

import type { Page } from './frame.ts';
import { dateAndTime, timeOfDay } from './plant-time.ts';
import { type Line, type Span, sides, span } from './spans.ts';
import type { ViewState } from './state.ts';
import type { LineStart } from './view.ts';
import { widthOf } from './width.ts';

export function headPanel(state: ViewState, page: Page): readonly Line[] {
  const { t, columns } = page;
  const { start, plantMs } = state;
  const clock = span(plantMs === null ? '' : t('head.plant-time', { time: dateAndTime(plantMs) }), 'strong');
  if (!start) {
    const blank: Line[] = Array.from({ length: page.plan.record ? 2 : 1 }, () => []);
    return [[span('Andon', 'strong'), span(`  ${t('head.starting')}`)], ...blank.with(0, [clock])];
  }
  const name = [span('Andon', 'strong'), span(`  ${start.scope}`)];
  const { queued, ended } = state.counters.jobs;
  const jobs = t('head.jobs', { ended, open: queued - ended });
  const stores = span([start.record, start.queue, jobs].join(' · '), 'label');
  const { line } = start;
  const run = line ? runSpan(line, page, columns - widthOf(clock.text) - 2) : span(start.plant, 'label');
  const middle: Line[] = page.plan.record
    ? [sides([clock], [run], columns), [stores]]
    : [clockAndStores(state, page, clock, stores)];
  const which = line ? t('head.seed', { scenario: line.scenario, seed: line.seed }) : start.plant;
  return [sides(name, [span(which, 'label')], columns), ...middle];
}

/** In a narrow terminal the day gives way to what the record is. */
function clockAndStores(state: ViewState, page: Page, clock: Span, stores: Span): Line {
  const { plantMs } = state;
  const full: Line = [clock, span('  '), stores];
  if (plantMs === null || widthOf(clock.text) + 2 + widthOf(stores.text) <= page.columns) return full;
  return [span(page.t('head.plant-time', { time: timeOfDay(plantMs) }), 'strong'), span('  '), stores];
}

/** How the run goes, as much of it as there is room for: what is dropped first stands last. */
function runSpan(line: LineStart, { t }: Page, room: number): Span {
  const { speed, coils, shifts, minutes, surfaces } = line;
  const parts = [
    speed === 0 ? t('head.flat-out') : t('head.speed', { speed }),
    t('head.coils', { coils, shifts: Number(shifts.toFixed(1)) }),
    ...(minutes === null ? [] : [t('head.minutes', { minutes: Math.max(1, Math.round(minutes)) })]),
    surfaces === 'synthetic' ? t('head.surfaces.synthetic') : t('head.surfaces', { surfaces }),
  ];
  const fitting = parts.findLastIndex((_, at) => widthOf(parts.slice(0, at + 1).join(' · ')) <= room);
  return span(parts.slice(0, fitting + 1).join(' · '), 'label');
}
