/** The line as it runs: its state, its last coil, and readings that say how good they are. */

import { word } from '../messages/words.ts';
import { type Page, rule, WIDE } from './frame.ts';
import { hourAndMinute } from './plant-time.ts';
import { type Line, type Span, span } from './spans.ts';
import type { ViewState } from './state.ts';
import type { LineView, Reading } from './state-line.ts';
import { cell, widthOf } from './width.ts';

/** Telemetry comes at least this often: temperature every minute, the rest on change and every five. */
const FRESH_MS = { temperature: 2.5 * 60_000, other: 6 * 60_000 };

export function linePanel(state: ViewState, page: Page): readonly Line[] {
  const { counts } = state.line;
  const words = counts ? [page.t('line.counts', counts)] : [];
  // It comes late and stands last, so nothing moves when it does.
  if (counts && counts.cobbles > 0) words.push(page.t('line.cobbles', { cobbles: counts.cobbles }));
  return [rule(page, page.t('section.line'), [span(words.join(''))]), ...readings(state, page)];
}

function readings(state: ViewState, page: Page): readonly Line[] {
  const { line } = state;
  const { t, columns, plan } = page;
  const name: Cell = [t('line.state'), stateSpan(line, page)];
  const coil: Cell = [t('line.coil'), span(line.coil ? coilWords(line.coil) : t('quality.none'))];
  const setpoint: Cell = [t('line.setpoint'), setpointSpan(state, page)];
  const seen: Cell = [t('line.seen'), seenSpan(state, page)];
  const force: Cell = [t('line.force'), readingSpan(state, page, line.force, (kn) => `${grouped(kn)} kN`)];
  const wear: Cell = [t('line.wear'), readingSpan(state, page, line.rollWear, (share) => share.toFixed(2))];
  if (columns >= WIDE) {
    return table([name, setpoint, force, coil, seen, wear], [0.36, 0.36, 0.28], columns);
  }
  const pairs = [name, coil, setpoint, seen, ...(plan.force ? [force, wear] : [])];
  return table(pairs, [0.5, 0.5], columns);
}

function stateSpan({ state, sinceMs, remote }: LineView, { t, locale }: Page): Span {
  if (state === null || sinceMs === null) return span(t('quality.none'));
  const name = word(state, locale);
  if (!remote) return span(t('line.local', { state: name }), 'odd');
  const words = t('line.since', { state: name, time: hourAndMinute(sinceMs) });
  return span(words, state === 'running' ? 'plain' : 'odd');
}

function setpointSpan(state: ViewState, page: Page): Span {
  const { setpoint, setpointBy } = state.line;
  const shown = readingSpan(state, page, setpoint, celsius);
  return setpointBy === null ? shown : { ...shown, text: `${shown.text} ${word(setpointBy, page.locale)}` };
}

function seenSpan(state: ViewState, page: Page): Span {
  const { temperature, aim } = state.line;
  const seen = readingSpan(state, page, temperature, celsius, FRESH_MS.temperature);
  if (aim?.value == null || seen.style !== 'plain') return seen;
  return { ...seen, text: page.t('line.seen.aim', { seen: seen.text, aim: Math.round(aim.value) }) };
}

/** A number never stands there as if it were good when it is not. */
function readingSpan(
  state: ViewState,
  page: Page,
  reading: Reading | null,
  write: (value: number) => string,
  freshMs = FRESH_MS.other,
): Span {
  const { t } = page;
  if (!reading) return span(t('quality.none'));
  const { value, lastGood, quality, sourceTs } = reading;
  const ageMs = (state.plantMs ?? sourceTs) - sourceTs;
  if (value === null) {
    const words = lastGood === null ? t('quality.bad.unknown') : t('quality.bad', { value: write(lastGood) });
    return span(words, 'odd');
  }
  if (quality === 'stale' || ageMs > freshMs) {
    return span(t('quality.stale', { value: write(value), age: `${Math.floor(ageMs / 60_000)} min` }), 'odd');
  }
  return quality === 'good' ? span(write(value)) : span(t('quality.uncertain', { value: write(value) }), 'odd');
}

type Cell = readonly [label: string, value: Span];

/** Cells in columns of fixed width; within one, labels are as wide as the widest. */
function table(cells: readonly Cell[], shares: readonly number[], columns: number): readonly Line[] {
  const perRow = shares.length;
  const inColumn = (at: number) => cells.filter((_, index) => index % perRow === at);
  const labelWidths = shares.map((_, at) => Math.max(...inColumn(at).map(([label]) => widthOf(label))) + 1);
  const widths = shares.map((share) => Math.floor(share * columns));
  const spans = cells.map(([label, value], index) => {
    const labelWidth = labelWidths[index % perRow] ?? 0;
    const room = (widths[index % perRow] ?? 0) - labelWidth - 1;
    return [span(cell(label, labelWidth), 'label'), { ...value, text: `${cell(value.text, room)} ` }];
  });
  return Array.from({ length: Math.ceil(cells.length / perRow) }, (_, row) =>
    spans.slice(row * perRow, (row + 1) * perRow).flat(),
  );
}

function coilWords({ id, grade, thicknessMm }: NonNullable<ViewState['line']['coil']>): string {
  return `${id} ${grade} ${thicknessMm} mm`;
}

function celsius(value: number): string {
  return `${Math.round(value)} °C`;
}

/** `12 340`: a thin way to read thousands that both languages share. */
function grouped(value: number): string {
  return String(Math.round(value)).replaceAll(/\B(?=(\d{3})+$)/g, ' ');
}
