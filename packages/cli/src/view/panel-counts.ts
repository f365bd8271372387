/** What has come of things so far, counted: effects above the activity, outcomes below it. */

import { type Page, rule } from './frame.ts';
import { type Line, span } from './spans.ts';
import type { ViewState } from './state.ts';

export function effectsLine(state: ViewState, page: Page): Line {
  const { t } = page;
  const { effects } = state.counters;
  const words = [t('count.line', effects)];
  if (effects.rejected > 0) words.push(t('count.rejected', { rejected: effects.rejected }));
  if (effects.accepted > 0) words.push(t('count.accepted', { accepted: effects.accepted }));
  return rule(page, t('count.effects'), [span(words.join(''), effects.unknown > 0 ? 'odd' : 'plain')]);
}

export function outcomesLine(state: ViewState, page: Page): readonly Line[] {
  if (!page.plan.outcomes) return [];
  const { t } = page;
  const { outcomes, troubles } = state.counters;
  const words = t('count.outcome-line', outcomes);
  const trouble = troubles > 0 ? [span(t('count.troubles', { troubles }), 'odd')] : [];
  const judged = span(words, outcomes.critical > 0 ? 'odd' : 'plain');
  return [rule(page, t('count.outcomes'), [judged, ...trouble])];
}
