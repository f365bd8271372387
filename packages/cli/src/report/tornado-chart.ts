/**
 * How far each invented constant may be off before the order of the operations turns: a bar from the multiple below to
 * the one above, on a logarithmic scale around 1. The shortest, on which most hangs, stand on top.
 */

import type { Locale } from '@andon/core';
import type { Sensitivity } from '@andon/sim-line';
import { text } from '../messages/text.ts';
import { html, type Markup } from './markup.ts';
import { constantWords, timesWords, turning, turnWords } from './sensitivity.ts';
import { label, linear, type Scale, stroke, svg } from './svg.ts';

const WIDTH = 860;
const LEFT = 280;
const RIGHT = 24;
const TOP = 12;
const ROW = 22;
const BAR = 12;
const BOTTOM = 30;
/** As far as it is looked for with any. */
const EDGE = { below: 0.1, above: 10 };
const marks = [0.1, 0.2, 0.5, 0.7, 1, 1.3, 2, 5, 10];
const MOST_LETTERS = 36;

/** `null` where the order turns with none. */
export function tornadoChart(sensitivity: readonly Sensitivity[], locale: Locale): Markup | null {
  const t = text(locale);
  const shown = turning(sensitivity);
  if (shown.length === 0) return null;
  const log = linear([Math.log(EDGE.below), Math.log(EDGE.above)], [LEFT, WIDTH - RIGHT]);
  const x: Scale = (multiple) => log(Math.log(Math.min(EDGE.above, Math.max(EDGE.below, multiple))));
  const height = TOP + ROW * shown.length + BOTTOM;
  const floor = height - BOTTOM;
  const picture = {
    id: 'tornado',
    width: WIDTH,
    height,
    title: t('chart.tornado'),
    description: t('chart.tornado.text'),
  };
  return svg(picture, [
    html`<rect class="band" x="${x(0.7)}" y="${TOP - 6}" width="${x(1.3) - x(0.7)}" height="${floor - TOP + 6}"/>`,
    ...marks.map(
      (multiple) =>
        html`${stroke('grid', x(multiple), TOP - 6, x(multiple), floor + 4)}${label(x(multiple), floor + 18, timesWords(multiple, locale), 'middle')}`,
    ),
    ...shown.map((one, at) => bar(one, TOP + ROW * at + ROW / 2, x, locale)),
    stroke('zero', x(1), TOP - 6, x(1), floor),
  ]);
}

function bar(one: Sensitivity, middle: number, x: Scale, locale: Locale): Markup {
  const { below, above } = one.breakEven;
  const [from, to] = [x(below ?? one.breakEven.from), x(above ?? one.breakEven.to)];
  const name = one.constant.length > MOST_LETTERS ? `…${one.constant.slice(1 - MOST_LETTERS)}` : one.constant;
  return html`<g><title>${constantWords(one, locale)}: ${turnWords(one, locale)}</title>${label(LEFT - 10, middle + 4, name, 'end')}
<rect class="room${one.verdict === 'breaks' ? ' breaks' : ''}" x="${from}" y="${middle - BAR / 2}" width="${to - from}" height="${BAR}"/>
${[below === null ? [] : [end(from, middle)], above === null ? [] : [end(to, middle)]]}</g>`;
}

/** Where the order turns; a bar without one ends where nobody looked any further. */
function end(x: number, middle: number): Markup {
  return stroke('turn', x, middle - BAR / 2 - 2, x, middle + BAR / 2 + 2);
}
