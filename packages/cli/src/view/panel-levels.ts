/**
 * How far each kind of action has come: its level, what is missing for the next, and how near it is to being lowered.
 * The last level that changed stays in the title when the activity has gone on.
 */

import { isAtLeast, isWithin, levelNames, type Standing } from '@andon/core';
import { sayPlainly } from './describe.ts';
import { type Page, rule } from './frame.ts';
import { demandWords, levelChangeWords, probability, subjectName } from './level-words.ts';
import { dateAndTime, hourAndMinute } from './plant-time.ts';
import { type Line, type Span, span, widthOfLine } from './spans.ts';
import { inOrder } from './standings.ts';
import type { ViewState } from './state.ts';
import { cell, widthOf } from './width.ts';

type Pinned = NonNullable<ViewState['levelChange']>;

const BAR = 5;
/** From this width on, targets and the ends of grants show. */
const ROOMY = 104;
/** Caps that say no more than the level itself does. */
const tacit: readonly Standing['binding']['source'][] = ['grant', 'demotion', 'action-type', 'sink'];

export function levelsPanel(state: ViewState, page: Page): readonly Line[] {
  const { plan } = page;
  const shown = inOrder(state.standings).slice(0, plan.standings);
  const names = shown.map((standing) => span(subjectName(standing, state.standings, page.locale)));
  const ways = shown.map((standing) =>
    isStopped(state, standing) ? [stoppedSpan(page, standing)] : way(page, standing),
  );
  const width = Math.max(0, ...names.map(({ text }) => widthOf(text))) + 1;
  const wayWidth = Math.max(0, ...ways.map(widthOfLine)) + 2;
  const rows = shown.map((standing, at) => [
    ...filled([names[at] ?? span('')], width),
    levelSpan(state, page, standing),
    ...filled(ways[at] ?? [], wayWidth),
    ...drift(page, standing),
    ...lease(page, standing),
  ]);
  return [
    titleLine(state, page, state.standings.length - shown.length),
    ...Array.from({ length: plan.standings }, (_, at) => rows[at] ?? (at === 0 ? nobody(state, page) : [])),
    ...(plan.demands ? [demandsLine(state, page)] : []),
  ];
}

function titleLine(state: ViewState, page: Page, hidden: number): Line {
  const { t, plan } = page;
  const { levelChange, start } = state;
  const title = t(start?.isDemoEvidence ? 'section.levels.demo' : 'section.levels');
  if (levelChange) {
    // Where there is little room, how the level changed matters more than the name; the lines below have it.
    const named = rule(page, title, changeLine(levelChange, state, page, true));
    const fits = widthOfLine(named) <= page.columns;
    return fits ? named : rule(page, title, changeLine(levelChange, state, page, false));
  }
  if (!plan.demands) return rule(page, t('section.levels'), demandsLine(state, page));
  return rule(page, title, hidden > 0 ? [span(t('levels.more', { count: hidden }), 'label')] : []);
}

function changeLine({ atMs, what }: Pinned, state: ViewState, { locale }: Page, isNamed: boolean): Line {
  const name = isNamed ? subjectName(what.grant, state.standings, locale) : null;
  const words = levelChangeWords(what, name, locale);
  return [span(`${hourAndMinute(atMs)} `, 'label'), span(words, what.kind === 'grant-lowered' ? 'alarm' : 'strong')];
}

function demandsLine({ start }: ViewState, { locale }: Page): Line {
  return start ? [span(demandWords(start, locale), 'label')] : [];
}

function nobody({ start }: ViewState, { t }: Page): Line {
  return start ? [span(t('levels.none'), 'label')] : [];
}

function isStopped({ stops }: ViewState, { scope }: Standing): boolean {
  return stops.some((stop) => isWithin(scope, stop.scope));
}

/** The arrow says without colour what the colour says. */
function levelSpan(state: ViewState, { locale }: Page, standing: Standing): Span {
  const stopped = isStopped(state, standing);
  const isLowered = standing.grant?.lowered != null;
  const level = levelNames[stopped ? 'off' : standing.level][locale];
  const width = Math.max(...Object.values(levelNames).map((one) => widthOf(one[locale]))) + 3;
  return span(cell(isLowered ? `${level} ↓` : level, width), isLowered || stopped ? 'alarm' : 'strong');
}

function stoppedSpan({ t, locale }: Page, { level }: Standing): Span {
  return span(t('standing.stopped', { level: levelNames[level][locale] }), 'odd');
}

/** What is missing for the next level, or what else keeps it down. */
function way(page: Page, standing: Standing): Line {
  return tacit.includes(standing.binding.source)
    ? progress(page, standing)
    : [span(sayPlainly(standing.binding.because, page.locale), 'odd')];
}

/** `▰▰▱▱▱ 12/43 → approve` */
function progress(page: Page, { next, ceiling, grant, level }: Standing): Line {
  const { t, locale, columns } = page;
  if (grant === null) return [];
  if (next === null) return [span(t('standing.highest'), 'label')];
  if (!next.possible) {
    return isAtLeast(level, ceiling)
      ? [span(t('standing.never', { level: levelNames[ceiling][locale] }), 'label')]
      : [];
  }
  const to = levelNames[next.level][locale];
  if (next.passed) return [span(`${bar(1)} `), span(t('standing.passed', { level: to }), 'strong')];
  const words = t('standing.to', { judged: next.judged, needed: next.needed, level: to });
  const target = probability(next.target);
  return [
    span(`${bar(next.judged / next.needed)} `),
    span(columns >= ROOMY ? t('standing.at', { to: words, target }) : words),
  ];
}

function bar(share: number): string {
  const full = Math.min(BAR, Math.floor(share * BAR));
  return '▰'.repeat(full) + '▱'.repeat(BAR - full);
}

function drift({ t }: Page, { drift: chart }: Standing): Line {
  if (!chart) return [];
  const { sum, limit } = chart;
  const style: Span['style'] = sum >= limit ? 'alarm' : sum >= limit / 2 ? 'odd' : 'label';
  return [span(t('standing.drift', { sum: sum.toFixed(1), limit: limit.toFixed(1) }), style)];
}

function lease({ t, columns }: Page, { grant }: Standing): Line {
  if (!grant || columns < ROOMY) return [];
  return [span('  '), span(t('standing.until', { at: dateAndTime(grant.notAfterMs).slice(0, 10) }), 'label')];
}

function filled(line: Line, width: number): Line {
  return [...line, span(' '.repeat(Math.max(0, width - widthOfLine(line))))];
}
