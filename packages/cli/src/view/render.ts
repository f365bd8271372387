/**
 * The live view as text: a pure function from what is known to the lines of a terminal.
 *
 * Every part has a fixed height for a given size of the terminal, so that nothing jumps. Colour is little and never the
 * only sign: a grey base, yellow for what is odd, red for what needs somebody. The first line does not change while a
 * demo runs, which lets a redraw leave it alone.
 */

import type { Locale, Proposal, Stop } from '@andon/core';
import { targets } from '@andon/sim-line';
import { type Text, text } from '../messages/text.ts';
import { word } from '../messages/words.ts';
import {
  chainPhrases,
  incidentPhrase,
  isEdited,
  lastSegment,
  levelName,
  sayPlainly,
  valueWords,
  wants,
} from './describe.ts';
import { dateAndTime, duration, hourAndMinute, timeOfDay } from './plant-time.ts';
import type { Editing, Question, Said } from './question.ts';
import { draw, type Line, type Span, sides, span, toned, widthOfLine } from './spans.ts';
import type { Activity, Reading, ViewState } from './state.ts';
import { cell, widthOf, wrap } from './width.ts';

/** What the viewer is in the middle of. */
export interface Dialogue {
  readonly question: Question | null;
  /** Until the scripted inspector decides. */
  readonly secondsLeft: number;
  /** What was answered, until the record shows it. */
  readonly answered: { readonly proposalId: string; readonly kind: 'approve' | 'edit' | 'reject' } | null;
  readonly stopAsked: boolean;
  readonly seatAsked: boolean;
}

export interface Frame {
  readonly columns: number;
  /** The most lines there may be. */
  readonly rows: number;
  readonly locale: Locale;
  readonly colour: boolean;
  readonly dialogue?: Dialogue;
}

export const idle: Dialogue = {
  question: null,
  secondsLeft: 0,
  answered: null,
  stopAsked: false,
  seatAsked: false,
};

export const leastSize = { columns: 60, rows: 19 } as const;

/** From this width on, three readings stand side by side. */
const WIDE = 78;
const LABEL = 9;
/** Telemetry comes at least this often: temperature every minute, the rest on change and every five. */
const FRESH_MS = { temperature: 2.5 * 60_000, other: 6 * 60_000 };
const MOST_ACTIVITY = 10;

/** At most `rows` lines, each at most `columns` wide. Once the demo began, their number depends on the frame alone. */
export function render(state: ViewState, frame: Frame): string[] {
  const { columns, rows, colour } = frame;
  const picture = new Picture(state, frame);
  return picture
    .lines()
    .slice(0, rows)
    .map((line) => draw(line, columns, colour));
}

/** How many lines each part has. */
interface Plan {
  readonly record: boolean;
  readonly agents: number;
  readonly force: boolean;
  readonly why: number;
  readonly expect: number;
  readonly outcomes: boolean;
}

function planOf(rows: number): Plan {
  const roomy = rows >= 30;
  const normal = rows >= 23;
  return {
    record: roomy,
    agents: roomy ? 2 : 1,
    force: normal,
    why: roomy ? 3 : 1,
    expect: roomy ? 2 : 1,
    outcomes: normal,
  };
}

class Picture {
  readonly #state: ViewState;
  readonly #frame: Frame;
  readonly #dialogue: Dialogue;
  readonly #locale: Locale;
  readonly #t: Text;
  readonly #plan: Plan;

  constructor(state: ViewState, frame: Frame) {
    this.#state = state;
    this.#frame = frame;
    this.#dialogue = frame.dialogue ?? idle;
    this.#locale = frame.locale;
    this.#t = text(frame.locale);
    this.#plan = planOf(frame.rows);
  }

  lines(): readonly Line[] {
    const { columns, rows } = this.#frame;
    if (columns < leastSize.columns || rows < leastSize.rows) return this.#tooSmall();
    const above = [...this.#head(), ...this.#line(), ...this.#decide(), this.#effects()];
    const below = [...this.#outcomes(), this.#stop(), [span(this.#t('footer'), 'label')]];
    const room = Math.max(0, Math.min(MOST_ACTIVITY, rows - above.length - below.length));
    return [...above, ...this.#activity(room), ...below];
  }

  /** What matters most still shows. */
  #tooSmall(): readonly Line[] {
    return [this.#stop(), this.#keys(), this.#hint(), [span(this.#t('too-small', leastSize))]];
  }

  #rule(title: string, more: Line = [], style: Span['style'] = 'label'): Line {
    const begin = [span('─ ', 'label'), span(title, style), span(' '), ...more];
    const left = this.#frame.columns - widthOfLine(begin) - 1;
    return left > 0 ? [...begin, span(`${more.length > 0 ? ' ' : ''}${'─'.repeat(left)}`, 'label')] : begin;
  }

  // Head

  #head(): readonly Line[] {
    const t = this.#t;
    const { columns } = this.#frame;
    const { start, plantMs } = this.#state;
    const clock = span(plantMs === null ? '' : t('head.plant-time', { time: dateAndTime(plantMs) }), 'strong');
    if (!start) {
      const blank: Line[] = Array.from({ length: this.#plan.record ? 3 : 2 }, () => []);
      return [[span('Andon', 'strong'), span(`  ${t('head.starting')}`)], ...blank.with(0, [clock])];
    }
    const { seed, scenario } = start;
    const name = [span('Andon', 'strong'), span(`  ${start.scope}`)];
    const stores = span(`${start.record} · ${start.queue}`, 'label');
    const pace = start.speed === 0 ? t('head.flat-out') : t('head.speed', { speed: start.speed });
    const surfaces =
      start.surfaces === 'synthetic' ? t('head.surfaces.synthetic') : t('head.surfaces', { surfaces: start.surfaces });
    const run = span([pace, t('head.coils', { coils: start.coils }), surfaces].join(' · '), 'label');
    const middle: Line[] = this.#plan.record
      ? [sides([clock], [run], columns), [stores]]
      : [this.#clockAndStores(clock, stores)];
    return [sides(name, [span(t('head.seed', { scenario, seed }), 'label')], columns), ...middle, ...this.#agents()];
  }

  /** In a narrow terminal the day gives way to what the record is. */
  #clockAndStores(clock: Span, stores: Span): Line {
    const { plantMs } = this.#state;
    const full: Line = [clock, span('  '), stores];
    if (plantMs === null || widthOf(clock.text) + 2 + widthOf(stores.text) <= this.#frame.columns) return full;
    return [span(this.#t('head.plant-time', { time: timeOfDay(plantMs) }), 'strong'), span('  '), stores];
  }

  #agents(): readonly Line[] {
    const t = this.#t;
    const agents = this.#state.start?.agents ?? [];
    const shown = Math.min(this.#plan.agents, agents.length);
    return Array.from({ length: shown }, (_, index) => {
      const agent = agents[index];
      if (!agent) return [];
      const more = index === shown - 1 ? agents.length - shown : 0;
      return [
        span(`${t('head.agent')} `, 'label'),
        span(this.#agentName(agent.id)),
        span(' · ', 'label'),
        span(t('head.level', { level: levelName(agent.level, this.#locale) }), 'strong'),
        span(` · ${t('head.grant-ends', { at: agent.grantEnds })}`),
        ...(more > 0 ? [span(` · ${t('head.more-agents', { count: more })}`, 'label')] : []),
      ];
    });
  }

  /** An agent is called after its vertical and scope; the scope is said only where it is another. */
  #agentName(id: string): string {
    const [vertical = id, scope] = id.split('@');
    const name = word(vertical, this.#locale);
    return scope === undefined || scope === this.#state.start?.scope ? name : `${name}, ${lastSegment(scope)}`;
  }

  // The line

  #line(): readonly Line[] {
    const { counts } = this.#state.line;
    const words = counts ? [this.#t('line.counts', counts)] : [];
    // It comes late and stands last, so nothing moves when it does.
    if (counts && counts.cobbles > 0) words.push(this.#t('line.cobbles', { cobbles: counts.cobbles }));
    return [this.#rule(this.#t('section.line'), [span(words.join(''))]), ...this.#readings()];
  }

  #readings(): readonly Line[] {
    const { line } = this.#state;
    const t = this.#t;
    const state: Cell = [t('line.state'), this.#stateSpan()];
    const coil: Cell = [t('line.coil'), span(line.coil ? coilWords(line.coil) : t('quality.none'))];
    const setpoint: Cell = [t('line.setpoint'), this.#setpoint()];
    const seen: Cell = [t('line.seen'), this.#seen()];
    const force: Cell = [t('line.force'), this.#reading(line.force, (kn) => `${grouped(kn)} kN`)];
    const wear: Cell = [t('line.wear'), this.#reading(line.rollWear, (share) => share.toFixed(2))];
    const { columns } = this.#frame;
    if (columns >= WIDE) {
      return table([state, setpoint, force, coil, seen, wear], [0.36, 0.36, 0.28], columns);
    }
    const pairs = [state, coil, setpoint, seen, ...(this.#plan.force ? [force, wear] : [])];
    return table(pairs, [0.5, 0.5], columns);
  }

  #stateSpan(): Span {
    const { state, sinceMs, remote } = this.#state.line;
    const t = this.#t;
    if (state === null || sinceMs === null) return span(t('quality.none'));
    const name = word(state, this.#locale);
    if (!remote) return span(t('line.local', { state: name }), 'odd');
    const words = t('line.since', { state: name, time: hourAndMinute(sinceMs) });
    return span(words, state === 'running' ? 'plain' : 'odd');
  }

  #setpoint(): Span {
    const { setpoint, setpointBy } = this.#state.line;
    const shown = this.#reading(setpoint, celsius);
    return setpointBy === null ? shown : { ...shown, text: `${shown.text} ${word(setpointBy, this.#locale)}` };
  }

  #seen(): Span {
    const { temperature, aim } = this.#state.line;
    const seen = this.#reading(temperature, celsius, FRESH_MS.temperature);
    if (aim?.value == null || seen.style !== 'plain') return seen;
    return { ...seen, text: this.#t('line.seen.aim', { seen: seen.text, aim: Math.round(aim.value) }) };
  }

  /** A number never stands there as if it were good when it is not. */
  #reading(reading: Reading | null, write: (value: number) => string, freshMs = FRESH_MS.other): Span {
    const t = this.#t;
    if (!reading) return span(t('quality.none'));
    const { value, lastGood, quality, sourceTs } = reading;
    const ageMs = (this.#state.plantMs ?? sourceTs) - sourceTs;
    if (value === null) {
      const words = lastGood === null ? t('quality.bad.unknown') : t('quality.bad', { value: write(lastGood) });
      return span(words, 'odd');
    }
    if (quality === 'stale' || ageMs > freshMs) {
      return span(t('quality.stale', { value: write(value), age: `${Math.floor(ageMs / 60_000)} min` }), 'odd');
    }
    return quality === 'good' ? span(write(value)) : span(t('quality.uncertain', { value: write(value) }), 'odd');
  }

  // To decide

  #decide(): readonly Line[] {
    const t = this.#t;
    const { open } = this.#state;
    const asked = this.#dialogue.question;
    const proposal = asked?.proposal ?? open[0] ?? null;
    const title = open.length > 1 ? t('section.decide.count', { count: open.length }) : t('section.decide');
    const { why, expect } = this.#plan;
    const body = proposal ? this.#proposal(proposal) : [[span(t('decide.nothing'), 'label')]];
    const height = 3 + why + expect;
    const padded = Array.from({ length: height }, (_, at) => body[at] ?? []);
    return [this.#rule(title, [], asked ? 'strong' : 'label'), ...padded, this.#keys(), this.#hint()];
  }

  #proposal(proposal: Proposal): readonly Line[] {
    const t = this.#t;
    const { why, expect } = this.#plan;
    const reasons = proposal.reasons.map((reason) => reason.text[this.#locale]).join(this.#locale === 'en' ? ' ' : '');
    const expected = this.#labelled(t('decide.expect'), proposal.expected[this.#locale] || '—', expect);
    return [
      this.#want(proposal),
      // What the expectation leaves free, the reasons may have.
      ...this.#labelled(t('decide.why'), reasons || '—', why + expect - expected.length),
      ...expected,
      ...this.#labelled(t('decide.until'), this.#until(proposal), 1),
      ...this.#labelled(t('decide.by'), this.#by(proposal), 1),
    ];
  }

  #want(proposal: Proposal): Line {
    const t = this.#t;
    const want = wants(proposal, this.#locale);
    const now = this.#state.line.setpoint?.value ?? null;
    const { target } = proposal.command;
    const words =
      target === targets.furnaceSetpoint && now !== null
        ? t('decide.now', { want, now: valueWords(now, target, this.#locale) })
        : want;
    const head = span(words, 'strong');
    return proposal.riskClass === 'irreversible'
      ? [head, span('   '), span(t('decide.irreversible'), 'alarm')]
      : [head];
  }

  #until({ approvalUntilMs, verdict }: Proposal): string {
    const { plantMs } = this.#state;
    const t = this.#t;
    const window = verdict.kind === 'veto-window';
    const untilMs = window ? verdict.closesAtMs : approvalUntilMs;
    const time = timeOfDay(untilMs);
    const leftMs = untilMs - (plantMs ?? untilMs);
    if (leftMs < 0) return t('decide.until.over', { time });
    return t(window ? 'decide.until.veto' : 'decide.until.text', { time, left: duration(leftMs) });
  }

  #by(proposal: Proposal): string {
    const role = word(proposal.decidedByRole, this.#locale);
    if (isEdited(proposal)) return this.#t('decide.by.edited', { role, author: proposal.author.name });
    return this.#t('decide.by.text', { role, because: sayPlainly(proposal.verdict.because, this.#locale) });
  }

  /** At most `lines` lines: a label, and text that goes on below itself. */
  #labelled(label: string, words: string, lines: number): readonly Line[] {
    const wrapped = wrap(span(words).text, this.#frame.columns - LABEL, lines);
    return wrapped.map((line, at) => [span(cell(at === 0 ? label : '', LABEL), 'label'), span(line)]);
  }

  #keys(): Line {
    const t = this.#t;
    const { question } = this.#dialogue;
    const stop = keyed('s', t('key.stop'));
    if (question?.mode.kind === 'edit') return [...this.#editor(question.mode), span('   '), ...stop];
    if (!question) return [...stop, span('   '), ...keyed('a e r', t('key.seat'))];
    return [
      ...keyed('a', t('key.approve')),
      span('   '),
      ...(question.fields.length > 0 ? [...keyed('e', t('key.edit')), span('   ')] : []),
      ...keyed('r', t('key.reject')),
      span('   '),
      ...stop,
    ];
  }

  #editor({ field, draft }: Editing): Line {
    const t = this.#t;
    const param = word(field.param, this.#locale);
    if ('oneOf' in field) {
      const choices = field.oneOf.slice(0, 9).flatMap((choice, index) => {
        return [span(index === 0 ? '' : '  '), ...keyed(`${index + 1}`, word(choice, this.#locale))];
      });
      const prompt = this.#frame.columns < WIDE ? [] : [span(`${t('edit.choice', { param })} `)];
      return [...prompt, ...choices, span('  '), ...keyed('Esc', t('edit.back'))];
    }
    const { min, max, unit } = field;
    return [
      span(`${t('edit.number', { param, min, max, unit })} `),
      span(`${draft}_`, 'strong'),
      span('   '),
      ...keyed('Enter', t('edit.enter')),
      span('  '),
      ...keyed('Esc', t('edit.back')),
    ];
  }

  #hint(): Line {
    const t = this.#t;
    const { question, secondsLeft, answered, stopAsked, seatAsked } = this.#dialogue;
    if (stopAsked && this.#state.stops.length === 0) return [span(t('hint.stop'), 'alarm')];
    if (question?.said) return [span(this.#said(question.said), 'odd')];
    if (question) return [span(t('hint.countdown', { seconds: secondsLeft }), 'odd')];
    const [first] = this.#state.open;
    if (first && answered?.proposalId === first.id) {
      return [span(t('hint.taken', { answer: t(`answer.${answered.kind}`) }), 'label')];
    }
    if (seatAsked) return [span(t('hint.seat'), 'label')];
    return first ? [span(t('hint.crew'), 'label')] : [];
  }

  #said(said: Said): string {
    const t = this.#t;
    switch (said.kind) {
      case 'out-of-range': {
        const { min, max, unit } = said.field;
        return t('hint.out-of-range', { value: said.value, min, max, unit });
      }
      case 'not-a-number': {
        const { min, max, unit } = said.field;
        return t('hint.not-a-number', { min, max, unit });
      }
      default:
        return t(`hint.${said.kind}`);
    }
  }

  // Below

  #activity(room: number): readonly Line[] {
    const newest = this.#state.activity.slice(-room || this.#state.activity.length).reverse();
    return Array.from({ length: room }, (_, at) => {
      const one = newest[at];
      return one ? [span(`${timeOfDay(one.atMs)}  `, 'label'), ...this.#activityLine(one)] : [];
    });
  }

  #activityLine(one: Activity): Line {
    if (one.kind === 'incident') {
      const { tone, words } = incidentPhrase(one, this.#locale);
      return [toned(tone, words)];
    }
    const phrases = chainPhrases(one, this.#locale);
    return [
      span(wants(one.wanted, this.#locale)),
      ...phrases.flatMap(({ tone, words }) => [span(' · ', 'label'), toned(tone, words)]),
    ];
  }

  #effects(): Line {
    const t = this.#t;
    const { effects } = this.#state.counters;
    const words = [t('count.line', effects)];
    if (effects.rejected > 0) words.push(t('count.rejected', { rejected: effects.rejected }));
    if (effects.accepted > 0) words.push(t('count.accepted', { accepted: effects.accepted }));
    return this.#rule(t('count.effects'), [span(words.join(''), effects.unknown > 0 ? 'odd' : 'plain')]);
  }

  #outcomes(): readonly Line[] {
    if (!this.#plan.outcomes) return [];
    const t = this.#t;
    const { outcomes, troubles } = this.#state.counters;
    const words = t('count.outcome-line', outcomes);
    const trouble = troubles > 0 ? [span(t('count.troubles', { troubles }), 'odd')] : [];
    const judged = span(words, outcomes.critical > 0 ? 'odd' : 'plain');
    return [this.#rule(t('count.outcomes'), [judged, ...trouble])];
  }

  #stop(): Line {
    const [stop] = this.#state.stops;
    if (!stop) return [span(this.#t('stop.none'), 'label')];
    return [span(cell(this.#stopWords(stop), this.#frame.columns), 'banner')];
  }

  #stopWords({ scope, pressedBy, pressedAt, reason }: Stop): string {
    return span(
      this.#t('stop.latched', {
        where: lastSegment(scope),
        by: pressedBy.name,
        time: timeOfDay(pressedAt.plantMs),
        reason,
      }),
    ).text;
  }
}

function keyed(key: string, does: string): readonly Span[] {
  return [span(key, 'strong'), span(` ${does}`)];
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
