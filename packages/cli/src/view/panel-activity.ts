/** What happened lately, newest first: a chain from proposal to outcome on one line. */

import { chainPhrases, incidentPhrase, wants } from './describe.ts';
import type { Page } from './frame.ts';
import { timeOfDay } from './plant-time.ts';
import { type Line, span, toned } from './spans.ts';
import type { Activity, ViewState } from './state.ts';

export function activityPanel(state: ViewState, page: Page, room: number): readonly Line[] {
  const newest = state.activity.slice(-room || state.activity.length).reverse();
  return Array.from({ length: room }, (_, at) => {
    const one = newest[at];
    return one ? [span(`${timeOfDay(one.atMs)}  `, 'label'), ...activityLine(state, page, one)] : [];
  });
}

function activityLine({ standings }: ViewState, { locale }: Page, one: Activity): Line {
  if (one.kind === 'incident') {
    const { tone, words } = incidentPhrase(one, standings, locale);
    return [toned(tone, words)];
  }
  const phrases = chainPhrases(one, locale);
  return [
    span(wants(one.wanted, locale)),
    ...phrases.flatMap(({ tone, words }) => [span(' · ', 'label'), toned(tone, words)]),
  ];
}
