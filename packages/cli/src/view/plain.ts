/**
 * The view without a keyboard: one line an event, for `--headless`, logs and pipes. Of the line it says where it is every
 * ten coils.
 */

import type { SampleBatch } from '@andon/connect';
import type { Locale, LocalText } from '@andon/core';
import type { RuntimeEvents } from '@andon/runtime';
import type { DemoResult } from '../demo/result.ts';
import { type Text, text } from '../messages/text.ts';
import { word } from '../messages/words.ts';
import {
  actedPhrase,
  decisionPhrase,
  effectPhrase,
  incidentPhrase,
  outcomePhrase,
  type Phrase,
  proposalPhrase,
  wants,
} from './describe.ts';
import { demandWords, standingBriefly, standingWords } from './level-words.ts';
import { listen } from './listen.ts';
import { timeOfDay } from './plant-time.ts';
import { reportLines } from './report.ts';
import { inOrder } from './standings.ts';
import { type Chain, emptyState, type Incident, reduce, type ViewEvent, type ViewState } from './state.ts';
import type { Comparing, SeatAnswer, View, ViewStart } from './view.ts';
import { cell, printable, widthOf } from './width.ts';

export interface PlainViewOptions {
  readonly out: NodeJS.WritableStream;
  readonly locale: Locale;
}

const COILS_PER_LINE = 10;

export function createPlainView(options: PlainViewOptions): View {
  return new PlainView(options);
}

const labels = [
  'line',
  'note',
  'proposal',
  'decision',
  'effect',
  'outcome',
  'level',
  'evidence',
  'stop',
  'trouble',
] as const;
type Label = (typeof labels)[number];

class PlainView implements View {
  readonly #out: NodeJS.WritableStream;
  readonly #locale: Locale;
  readonly #t: Text;
  readonly #labelWidth: number;
  #state: ViewState = emptyState;
  #saidAtCoils = 0;
  #saidComparing = false;
  #unlisten: () => void = () => {};

  constructor({ out, locale }: PlainViewOptions) {
    this.#out = out;
    this.#locale = locale;
    this.#t = text(locale);
    this.#labelWidth = Math.max(...labels.map((label) => widthOf(this.#t(`label.${label}`)))) + 2;
  }

  started(start: ViewStart): void {
    const { scope, line, plant, record, queue } = start;
    this.#state = reduce(this.#state, { kind: 'started', start });
    if (line) {
      const { scenario, seed, coils, surfaces } = line;
      this.#write(this.#t('plain.head', { scope, scenario, seed, coils, shifts: Number(line.shifts.toFixed(1)) }));
      this.#write(this.#t('plain.record', { record, queue, surfaces }));
    } else {
      this.#write(this.#t('plain.site', { scope, plant }));
      this.#write(this.#t('plain.stores', { record, queue }));
    }
    if (start.observeOnly) this.#write(this.#t('plain.observes'));
    this.#write(demandWords(start, this.#locale));
    for (const standing of inOrder(start.standings)) {
      this.#write(standingWords(standing, start.standings, this.#locale));
    }
    for (const stop of start.stops ?? []) this.#take({ kind: 'stop.pressed', args: [stop] });
    if (start.resumed) this.note(start.resumed);
  }

  bind(events: RuntimeEvents): void {
    this.#unlisten();
    this.#unlisten = listen(events, (event) => this.#take(event));
  }

  batch(batch: SampleBatch): void {
    this.#state = reduce(this.#state, { kind: 'batch', batch });
    const { state, counts } = this.#state.line;
    if (state === null || counts === null) return;
    const tens = Math.floor(counts.coilsInspected / COILS_PER_LINE) * COILS_PER_LINE;
    if (tens <= this.#saidAtCoils) return;
    this.#saidAtCoils = tens;
    this.#say('line', this.#t('plain.state', { ...counts, state: word(state, this.#locale) }));
    const { standings } = this.#state;
    if (standings.length === 0) return;
    const words = inOrder(standings).map((standing) => standingBriefly(standing, standings, this.#locale));
    this.#say('level', words.join(' · '));
  }

  note(words: LocalText): void {
    this.#take({ kind: 'note', text: words });
  }

  ask(): Promise<SeatAnswer | null> {
    return Promise.resolve(null);
  }

  takeStopRequest(): boolean {
    return false;
  }

  takeSeatRequest(): boolean {
    return false;
  }

  /** Said once: in a log, every step would be noise. */
  comparing({ done, of }: Comparing): void {
    if (this.#saidComparing) return;
    this.#saidComparing = true;
    this.#say('note', this.#t('comparing', { done, of }));
  }

  finished(result: DemoResult, { html, staysUp }: Parameters<View['finished']>[1]): void {
    this.#write('');
    for (const line of reportLines(result, this.#locale)) this.#write(line);
    this.#write('');
    this.#write(this.#t('plain.html', { file: html }));
    if (staysUp) this.#write(this.#t('plain.stays-up'));
  }

  close(): void {
    this.#unlisten();
  }

  #take(event: ViewEvent): void {
    const before = this.#state.activity.at(-1);
    this.#state = reduce(this.#state, event);
    // An intent and a claim are steps on the way; what became of them is told when it settles.
    if (event.kind === 'effect.intended' || event.kind === 'effect.claimed') return;
    const newest = this.#state.activity.at(-1);
    // Not everything that is told is worth a line.
    if (newest === before) return;
    if (newest?.kind === 'incident') this.#sayIncident(newest);
    else if (newest) this.#sayChain(newest, event.kind);
  }

  #sayIncident(incident: Incident): void {
    const { words } = incidentPhrase(incident, this.#state.standings, this.#locale);
    this.#say(labelOf(incident.what.kind), words);
  }

  #sayChain(chain: Chain, told: ViewEvent['kind']): void {
    const [label, phrase] = this.#step(chain, told);
    const id = shortId(
      label === 'effect' || label === 'outcome' ? (chain.effect?.id ?? chain.proposalId) : chain.proposalId,
    );
    const acted = label === 'effect' ? actedPhrase(chain, this.#locale) : null;
    const words = [acted, phrase].flatMap((one) => one?.words ?? []).join(' · ') || '—';
    this.#say(label, `${wants(chain.wanted, this.#locale)} · ${words} (${id})`);
  }

  #step(chain: Chain, told: ViewEvent['kind']): readonly [Label, Phrase | null] {
    switch (told) {
      case 'effect.settled':
        return ['effect', effectPhrase(chain, this.#locale)];
      case 'outcome.judged':
        return ['outcome', outcomePhrase(chain, this.#locale)];
      case 'decision.made':
      case 'proposal.expired':
        return ['decision', decisionPhrase(chain, this.#locale)];
      default:
        return ['proposal', proposalPhrase(chain, this.#locale)];
    }
  }

  #say(label: Label, words: string): void {
    const { plantMs } = this.#state;
    const time = plantMs === null ? '--:--:--' : timeOfDay(plantMs);
    this.#write(`${time}  ${cell(this.#t(`label.${label}`), this.#labelWidth)}${words}`);
  }

  #write(line: string): void {
    this.#out.write(`${printable(line)}\n`);
  }
}

function labelOf(kind: Incident['what']['kind']): Label {
  switch (kind) {
    case 'note':
      return 'note';
    case 'decision-refused':
      return 'decision';
    case 'grant-signed':
    case 'grant-lowered':
      return 'level';
    case 'evidence-passed':
      return 'evidence';
    case 'stop-pressed':
    case 'stop-reset':
      return 'stop';
    case 'run-failed':
    case 'trouble':
      return 'trouble';
  }
}

/** The last characters of an id: enough to find it in a log. */
function shortId(id: string): string {
  return id.length > 8 ? `…${id.slice(-6)}` : id;
}
