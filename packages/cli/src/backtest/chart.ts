/**
 * The climb on the record as a step chart over plant time, one for each action and risk class that had anything judged.
 * Between the steps the evidence rises towards the next level, and begins anew with each.
 */

import { type Level, type Locale, levelNames, levels, rank } from '@andon/core';
import { text } from '../messages/text.ts';
import { html, type Markup } from '../report/markup.ts';
import { label, linear, type Scale, stroke, svg } from '../report/svg.ts';
import type { BacktestResult, LevelStep, RiskResult } from './result.ts';
import { minuteOf, stepWords } from './words.ts';

const WIDTH = 860;
const LEFT = 112;
const RIGHT = 40;
const TOP = 12;
const STEP = 30;
const BOTTOM = 26;
const HEIGHT = TOP + STEP * (levels.length - 1) + BOTTOM;
const MOST_TIMES = 6;
const dayMs = 86_400_000;

export interface Charted {
  readonly risk: RiskResult;
  /** Of the action at its risk class. */
  readonly name: string;
  /** Unique within the page. */
  readonly id: string;
}

export function climbChart({ risk, name, id }: Charted, result: BacktestResult, locale: Locale): Markup {
  const t = text(locale);
  const { changes } = risk.levels;
  const period = periodOf(risk, result);
  const x = linear(period, [LEFT, WIDTH - RIGHT]);
  const y = linear([0, levels.length - 1], [HEIGHT - BOTTOM, TOP]);
  const description = [levelNames.shadow[locale], ...changes.map(({ to }) => levelNames[to][locale])].join(' → ');
  return svg({ id, width: WIDTH, height: HEIGHT, title: t('backtest.chart', { what: name }), description }, [
    ...levels.map((level) => levelRule(level, y, locale)),
    ...times(period, x),
    evidenceLine(risk, x, y),
    html`<path class="climb" d="${steps(changes, period, x, y)}"/>`,
    ...changes.map((change) => mark(change, x, y, locale)),
  ]);
}

/** From the first row played to the last thing that became known. */
function periodOf({ curve, levels: { changes } }: RiskResult, { played }: BacktestResult): readonly [number, number] {
  const ends = [played.to, ...curve.map(({ at }) => at), ...changes.map(({ at }) => at)];
  return [Date.parse(played.from), ends.reduce((latest, at) => Math.max(latest, Date.parse(at)), 0)];
}

function levelRule(level: Level, y: Scale, locale: Locale): Markup {
  const at = y(rank(level));
  return html`${stroke('grid', LEFT, at, WIDTH - RIGHT, at)}${label(LEFT - 10, at + 4, levelNames[level][locale], 'end')}`;
}

/** Days where there are enough of them, else times of day. */
function times([from, to]: readonly [number, number], x: Scale): readonly Markup[] {
  const days = (to - from) / dayMs;
  const isDaily = days >= 3;
  const every = isDaily ? Math.ceil(days / MOST_TIMES) * dayMs : Math.max(60_000, (to - from) / MOST_TIMES);
  const first = isDaily ? Math.ceil(from / dayMs) * dayMs : from;
  const count = Math.floor((to - first) / every) + 1;
  return Array.from({ length: Math.max(0, count) }, (_, n) => {
    const ms = first + n * every;
    const written = minuteOf(new Date(ms).toISOString());
    const said = isDaily ? written.slice(0, 10) : written.slice(5);
    return html`${stroke('tick', x(ms), HEIGHT - BOTTOM, x(ms), HEIGHT - BOTTOM + 5)}${label(x(ms), HEIGHT - 6, said, 'middle')}`;
  });
}

function steps(changes: readonly LevelStep[], [from, to]: readonly [number, number], x: Scale, y: Scale): string {
  const moves = changes.map((change) => `H${x(Date.parse(change.at))} V${y(rank(change.to))}`);
  return [`M${x(from)} ${y(rank('shadow'))}`, ...moves, `H${x(to)}`].join(' ');
}

/** Rises from the level that is held by the share of what the next one takes. */
function evidenceLine({ curve }: RiskResult, x: Scale, y: Scale): Markup {
  const moves = curve.map(({ at, level, judged, needed }, index) => {
    const before = curve[index - 1];
    const begins = before === undefined || before.level !== level || before.judged > judged;
    return `${begins ? 'M' : 'L'}${x(Date.parse(at))} ${y(rank(level) + Math.min(1, judged / needed))}`;
  });
  return html`<path class="evidence" d="${moves.join(' ') || 'M0 0'}"/>`;
}

function mark(step: LevelStep, x: Scale, y: Scale, locale: Locale): Markup {
  const [at, to] = [x(Date.parse(step.at)), y(rank(step.to))];
  const shape =
    rank(step.to) < rank(step.from)
      ? html`<path class="fell" d="M${at - 7} ${to - 12} h14 l-7 12 z"/>`
      : html`<circle class="signed" cx="${at}" cy="${to}" r="4.5"/>`;
  return html`<g><title>${stepWords(step, locale)}</title>${shape}</g>`;
}
