/** Whether agents are stopped: where, by whom, when and why. */

import type { Stop } from '@andon/core';
import { lastSegment } from './describe.ts';
import type { Page } from './frame.ts';
import { timeOfDay } from './plant-time.ts';
import { type Line, span } from './spans.ts';
import type { ViewState } from './state.ts';
import { cell } from './width.ts';

export function stopLine(state: ViewState, page: Page): Line {
  const [stop] = state.stops;
  if (!stop) return [span(page.t('stop.none'), 'label')];
  return [span(cell(stopWords(page, stop), page.columns), 'banner')];
}

function stopWords({ t }: Page, { scope, pressedBy, pressedAt, reason }: Stop): string {
  return span(
    t('stop.latched', {
      where: lastSegment(scope),
      by: pressedBy.name,
      time: timeOfDay(pressedAt.plantMs),
      reason,
    }),
  ).text;
}
