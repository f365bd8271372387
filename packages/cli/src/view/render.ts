/**
 * The live view as text: a pure function from what is known to the lines of a terminal.
 *
 * Every part has a fixed height for a given size of the terminal, so that nothing jumps. Colour is little and never the
 * only sign: a grey base, yellow for what is odd, red for what needs somebody. The first line does not change while a
 * demo runs, which lets a redraw leave it alone.
 */

import { type Frame, type Page, pageOf } from './frame.ts';
import { activityPanel } from './panel-activity.ts';
import { effectsLine, outcomesLine } from './panel-counts.ts';
import { decidePanel } from './panel-decide.ts';
import { headPanel } from './panel-head.ts';
import { hintLine, keyLine } from './panel-keys.ts';
import { levelsPanel } from './panel-levels.ts';
import { linePanel } from './panel-line.ts';
import { stopLine } from './panel-stop.ts';
import { draw, type Line, span } from './spans.ts';
import type { ViewState } from './state.ts';

export { type Dialogue, type Frame, idle } from './frame.ts';

export const leastSize = { columns: 60, rows: 19 } as const;

const MOST_ACTIVITY = 10;

/** At most `rows` lines, each at most `columns` wide. Once the demo began, their number depends on the frame alone. */
export function render(state: ViewState, frame: Frame): string[] {
  const { columns, rows, colour } = frame;
  const page = pageOf(frame);
  const fits = columns >= leastSize.columns && rows >= leastSize.rows;
  const lines = fits ? panels(state, page, rows) : tooSmall(state, page);
  return lines.slice(0, rows).map((line) => draw(line, columns, colour));
}

function panels(state: ViewState, page: Page, rows: number): readonly Line[] {
  const above = [
    ...headPanel(state, page),
    ...linePanel(state, page),
    ...levelsPanel(state, page),
    ...decidePanel(state, page),
    effectsLine(state, page),
  ];
  const below = [...outcomesLine(state, page), stopLine(state, page), [span(page.t('footer'), 'label')]];
  const room = Math.max(0, Math.min(MOST_ACTIVITY, rows - above.length - below.length));
  return [...above, ...activityPanel(state, page, room), ...below];
}

/** What matters most still shows. */
function tooSmall(state: ViewState, page: Page): readonly Line[] {
  return [stopLine(state, page), keyLine(page), hintLine(state, page), [span(page.t('too-small', leastSize))]];
}
