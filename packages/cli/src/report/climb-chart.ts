/**
 * The climb as a step chart over plant time, one for each kind of action that ever moved. Between the steps, where it
 * was counted, the evidence rises towards the next level and begins anew with each.
 */

import { type Level, type Locale, levelNames, levels, rank } from '@andon/core';
import type { DemoResult, EvidencePoint, LevelChange } from '../demo/result.ts';
import { text } from '../messages/text.ts';
import { hourAndMinute } from '../view/plant-time.ts';
import { type Climb, climbs, isFall } from './climb.ts';
import { html, type Markup } from './markup.ts';
import { label, linear, type Scale, stroke, svg } from './svg.ts';

const WIDTH = 860;
const LEFT = 112;
const RIGHT = 16;
const TOP = 12;
const STEP = 30;
const BOTTOM = 26;
const HEIGHT = TOP + STEP * (levels.length - 1) + BOTTOM;
const hourMs = 3_600_000;
const MOST_HOURS_SHOWN = 12;

export function climbCharts(result: DemoResult, locale: Locale): readonly Markup[] {
  const period = periodOf(result);
  const pictured = climbs(result, locale).filter((climb) => isPictured(result, climb));
  return pictured.map((climb, at) => {
    const points = evidenceOf(result, climb);
    return html`<figure><figcaption>${text(locale)('level.of', { what: climb.name, change: climb.path })}</figcaption>${chart(climb, points, period, at, locale)}</figure>`;
  });
}

/** What never left where it began, with nothing counted, says nothing in a picture. */
export function isPictured(result: DemoResult, climb: Climb): boolean {
  return climb.changes.length > 1 || evidenceOf(result, climb).length > 0;
}

function chart(
  climb: Climb,
  points: readonly EvidencePoint[],
  period: readonly [number, number],
  at: number,
  locale: Locale,
): Markup {
  const t = text(locale);
  const x = linear(period, [LEFT, WIDTH - RIGHT]);
  const y = linear([0, levels.length - 1], [HEIGHT - BOTTOM, TOP]);
  const picture = {
    id: `climb-${at}`,
    width: WIDTH,
    height: HEIGHT,
    title: t('chart.climb', { what: climb.name }),
    description: climb.path,
  };
  return svg(picture, [
    ...levels.map((level) => levelRule(level, y, locale)),
    ...hours(period, x),
    evidenceLine(climb.changes, points, x, y),
    html`<path class="climb" d="${steps(climb.changes, period[1], x, y)}"/>`,
    ...climb.changes.map((change) => mark(change, x, y, locale)),
  ]);
}

function periodOf({ levels: changes, evidence = [] }: DemoResult): readonly [number, number] {
  const times = [...changes, ...evidence].map((one) => Date.parse(one.at));
  return [times.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY), times.reduce((a, b) => Math.max(a, b), 0)];
}

function evidenceOf({ evidence = [] }: DemoResult, { changes }: Climb): readonly EvidencePoint[] {
  const [first] = changes;
  return evidence.filter(({ action, riskClass }) => action === first?.action && riskClass === first.riskClass);
}

function levelRule(level: Level, y: Scale, locale: Locale): Markup {
  const at = y(rank(level));
  return html`${stroke('grid', LEFT, at, WIDTH - RIGHT, at)}${label(LEFT - 10, at + 4, levelNames[level][locale], 'end')}`;
}

function hours([from, to]: readonly [number, number], x: Scale): readonly Markup[] {
  const every = Math.max(1, Math.ceil((to - from) / hourMs / MOST_HOURS_SHOWN)) * hourMs;
  const first = Math.ceil(from / hourMs) * hourMs;
  const count = Math.max(0, Math.floor((to - first) / every) + 1);
  return Array.from({ length: count }, (_, n) => {
    const ms = first + n * every;
    return html`${stroke('tick', x(ms), HEIGHT - BOTTOM, x(ms), HEIGHT - BOTTOM + 5)}${label(x(ms), HEIGHT - 6, hourAndMinute(ms), 'middle')}`;
  });
}

function steps(changes: readonly LevelChange[], endMs: number, x: Scale, y: Scale): string {
  const [first] = changes;
  if (!first) return '';
  const moves = changes.slice(1).map(({ at, to }) => `H${x(Date.parse(at))} V${y(rank(to))}`);
  return [`M${x(Date.parse(first.at))} ${y(rank(first.to))}`, ...moves, `H${x(endMs)}`].join(' ');
}

/**
 * Rises from the level that is held by the share of what the next one takes. What is judged late, of a level that was
 * left meanwhile, leads nowhere any more.
 */
function evidenceLine(changes: readonly LevelChange[], points: readonly EvidencePoint[], x: Scale, y: Scale): Markup {
  let drawn = -1;
  const moves = points.flatMap(({ at, level, judged, needed }) => {
    const ms = Date.parse(at);
    const now = changes.findLastIndex((change) => Date.parse(change.at) <= ms);
    if (changes[now]?.to !== level) return [];
    const isNew = now !== drawn;
    drawn = now;
    const share = needed > 0 ? Math.min(1, judged / needed) : 0;
    return `${isNew ? 'M' : 'L'}${x(ms)} ${y(Math.min(levels.length - 1, rank(level) + share))}`;
  });
  return html`<path class="evidence" d="${moves.join(' ') || 'M0 0'}"/>`;
}

function mark(change: LevelChange, x: Scale, y: Scale, locale: Locale): Markup {
  const [at, to] = [x(Date.parse(change.at)), y(rank(change.to))];
  const told = `${hourAndMinute(Date.parse(change.at))} ${levelNames[change.from][locale]} → ${levelNames[change.to][locale]}: ${change.why}`;
  const shape = isFall(change)
    ? html`<path class="fell" d="M${at - 7} ${to - 12} h14 l-7 12 z"/>`
    : html`<circle class="signed" cx="${at}" cy="${to}" r="4.5"/>`;
  return html`<g><title>${told}</title>${shape}</g>`;
}
