/** The top of the view: which plant, which run, what keeps the record, and who acts at which level. */

import { word } from '../messages/words.ts';
import { lastSegment, levelName } from './describe.ts';
import type { Page } from './frame.ts';
import { dateAndTime, timeOfDay } from './plant-time.ts';
import { type Line, type Span, sides, span } from './spans.ts';
import type { ViewState } from './state.ts';
import { widthOf } from './width.ts';

export function headPanel(state: ViewState, page: Page): readonly Line[] {
  const { t, columns } = page;
  const { start, plantMs } = state;
  const clock = span(plantMs === null ? '' : t('head.plant-time', { time: dateAndTime(plantMs) }), 'strong');
  if (!start) {
    const blank: Line[] = Array.from({ length: page.plan.record ? 3 : 2 }, () => []);
    return [[span('Andon', 'strong'), span(`  ${t('head.starting')}`)], ...blank.with(0, [clock])];
  }
  const { seed, scenario } = start;
  const name = [span('Andon', 'strong'), span(`  ${start.scope}`)];
  const stores = span(`${start.record} · ${start.queue}`, 'label');
  const pace = start.speed === 0 ? t('head.flat-out') : t('head.speed', { speed: start.speed });
  const surfaces =
    start.surfaces === 'synthetic' ? t('head.surfaces.synthetic') : t('head.surfaces', { surfaces: start.surfaces });
  const run = span([pace, t('head.coils', { coils: start.coils }), surfaces].join(' · '), 'label');
  const middle: Line[] = page.plan.record
    ? [sides([clock], [run], columns), [stores]]
    : [clockAndStores(state, page, clock, stores)];
  return [
    sides(name, [span(t('head.seed', { scenario, seed }), 'label')], columns),
    ...middle,
    ...agentLines(state, page),
  ];
}

/** In a narrow terminal the day gives way to what the record is. */
function clockAndStores(state: ViewState, page: Page, clock: Span, stores: Span): Line {
  const { plantMs } = state;
  const full: Line = [clock, span('  '), stores];
  if (plantMs === null || widthOf(clock.text) + 2 + widthOf(stores.text) <= page.columns) return full;
  return [span(page.t('head.plant-time', { time: timeOfDay(plantMs) }), 'strong'), span('  '), stores];
}

function agentLines(state: ViewState, page: Page): readonly Line[] {
  const { t } = page;
  const agents = state.start?.agents ?? [];
  const shown = Math.min(page.plan.agents, agents.length);
  return Array.from({ length: shown }, (_, index) => {
    const agent = agents[index];
    if (!agent) return [];
    const more = index === shown - 1 ? agents.length - shown : 0;
    return [
      span(`${t('head.agent')} `, 'label'),
      span(agentName(state, page, agent.id)),
      span(' · ', 'label'),
      span(t('head.level', { level: levelName(agent.level, page.locale) }), 'strong'),
      span(` · ${t('head.grant-ends', { at: agent.grantEnds })}`),
      ...(more > 0 ? [span(` · ${t('head.more-agents', { count: more })}`, 'label')] : []),
    ];
  });
}

/** An agent is called after its vertical and scope; the scope is said only where it is another. */
function agentName(state: ViewState, page: Page, id: string): string {
  const [vertical = id, scope] = id.split('@');
  const name = word(vertical, page.locale);
  return scope === undefined || scope === state.start?.scope ? name : `${name}, ${lastSegment(scope)}`;
}
