/**
 * The view of a person at a terminal: drawn in place, with keys. It draws when something changed and at most ten times a
 * second; between that it has no timer, except the countdown while a proposal is before the viewer.
 */

import type { ReadStream, WriteStream } from 'node:tty';
import type { SampleBatch } from '@andon/connect';
import type { Locale, LocalText, Proposal } from '@andon/core';
import type { RuntimeEvents } from '@andon/runtime';
import type { DemoResult } from '../demo/result.ts';
import { text } from '../messages/text.ts';
import { restoreAtExit, takeKeyboard } from './keyboard.ts';
import { listen } from './listen.ts';
import { ask, type Key, press } from './question.ts';
import { type Dialogue, idle, render } from './render.ts';
import { reportLines } from './report.ts';
import { Screen } from './screen.ts';
import { emptyState, reduce, type ViewEvent, type ViewState } from './state.ts';
import type { Comparing, EditField, SeatAnswer, View, ViewStart } from './view.ts';

export interface LiveViewOptions {
  readonly out: WriteStream;
  readonly in: ReadStream;
  readonly locale: Locale;
  /** What Ctrl-C does. Default: sends this process SIGINT, as a terminal would. */
  readonly onQuit?: () => void;
}

const REDRAW_MS = 100;
/** A key that was on its way when a proposal came up was not meant for it. */
export const SETTLE_MS = 250;

/** Whether a live view can be drawn there; otherwise the plain one is right. */
export function canBeLive({ out, in: input }: Pick<LiveViewOptions, 'out' | 'in'>): boolean {
  return out.isTTY === true && input.isTTY === true && process.env.TERM !== 'dumb';
}

export function createLiveView(options: LiveViewOptions): View {
  return new LiveView(options);
}

interface Pending {
  readonly answer: (given: SeatAnswer | null) => void;
  /** Starts the viewer's time again. */
  readonly again: () => void;
  readonly readableAtMs: number;
}

class LiveView implements View {
  readonly #options: LiveViewOptions;
  readonly #screen: Screen;
  readonly #colour: boolean;
  readonly #giveBack: (() => void)[] = [];
  readonly #giveKeyboardBack: () => void;
  #state: ViewState = emptyState;
  #dialogue: Dialogue = idle;
  #pending: Pending | null = null;
  #stopRequested = false;
  #seatRequested = false;
  #redraw: NodeJS.Timeout | null = null;
  #drawnAtMs = Number.NEGATIVE_INFINITY;
  #open = true;
  #quitting = false;

  constructor(options: LiveViewOptions) {
    const { out, in: input } = options;
    this.#options = options;
    this.#colour = wantsColour(out);
    const others = [process.stdout, process.stderr].filter((stream) => stream !== out && stream.isTTY);
    const screen = new Screen({ out, others, onDisturbed: () => this.#changed() });
    this.#screen = screen;
    this.#giveKeyboardBack = takeKeyboard({
      in: input,
      control: (sequence) => screen.control(sequence),
      onKey: (key) => this.#onKey(key),
      onQuit: () => this.#onQuit(),
    });
    const giveBack = (): void => {
      screen.close();
      this.#giveKeyboardBack();
    };
    this.#giveBack.push(giveBack, restoreAtExit(giveBack));
    this.#changed();
  }

  started(start: ViewStart): void {
    this.#take({ kind: 'started', start });
    for (const stop of start.stops ?? []) this.#take({ kind: 'stop.pressed', args: [stop] });
    if (start.resumed) this.note(start.resumed);
  }

  bind(events: RuntimeEvents): void {
    this.#giveBack.push(listen(events, (event) => this.#take(event)));
  }

  batch(batch: SampleBatch): void {
    this.#take({ kind: 'batch', batch });
  }

  note(words: LocalText): void {
    this.#take({ kind: 'note', text: words });
  }

  ask(proposal: Proposal, fields: readonly EditField[], timeoutMs: number): Promise<SeatAnswer | null> {
    this.#pending?.answer(null);
    if (!this.#open || this.#quitting) return Promise.resolve(null);
    return new Promise((resolve) => {
      let deadline: NodeJS.Timeout;
      let second: NodeJS.Timeout;
      const again = (): void => {
        clearTimeout(deadline);
        clearInterval(second);
        this.#dialogue = { ...this.#dialogue, secondsLeft: Math.ceil(timeoutMs / 1000) };
        deadline = setTimeout(() => this.#answer(null), timeoutMs);
        second = setInterval(() => {
          this.#dialogue = { ...this.#dialogue, secondsLeft: Math.max(0, this.#dialogue.secondsLeft - 1) };
          this.#changed();
        }, 1000);
      };
      const answer = (given: SeatAnswer | null): void => {
        clearTimeout(deadline);
        clearInterval(second);
        this.#pending = null;
        resolve(given);
      };
      this.#dialogue = { ...this.#dialogue, question: ask(proposal, fields), answered: null, seatAsked: false };
      this.#pending = { answer, again, readableAtMs: performance.now() + SETTLE_MS };
      again();
      this.#changed();
    });
  }

  takeStopRequest(): boolean {
    const requested = this.#stopRequested;
    this.#stopRequested = false;
    return requested;
  }

  takeSeatRequest(): boolean {
    const requested = this.#seatRequested;
    this.#seatRequested = false;
    return requested;
  }

  comparing(progress: Comparing): void {
    this.#take({ kind: 'comparing', progress });
  }

  finished(result: DemoResult, { html, staysUp }: Parameters<View['finished']>[1]): void {
    const { out, locale } = this.#options;
    this.#end();
    const t = text(locale);
    const closing = ['', t('plain.html', { file: html }), ...(staysUp ? [t('plain.stays-up')] : [])];
    out.write(`${[...reportLines(result, locale), ...closing].join('\n')}\n`);
  }

  close(): void {
    if (!this.#open) return;
    this.#dialogue = { ...this.#dialogue, question: null };
    // The last picture of a demo that began stays as the last thing that was said.
    this.#end(this.#state.start ? () => this.#draw() : undefined);
  }

  /** @param lastly what to draw before the terminal is given back; default: nothing is left of the view */
  #end(lastly: () => void = () => this.#screen.clear()): void {
    if (!this.#open) return;
    this.#open = false;
    this.#pending?.answer(null);
    if (this.#redraw) clearTimeout(this.#redraw);
    lastly();
    for (const giveBack of this.#giveBack) giveBack();
  }

  #take(event: ViewEvent): void {
    if (!this.#open) return;
    this.#state = reduce(this.#state, event);
    if (event.kind === 'stop.pressed') this.#dialogue = { ...this.#dialogue, stopAsked: false };
    if (decidedElsewhere(event) === this.#dialogue.question?.proposal.id) this.#answer(null);
    this.#changed();
  }

  #onKey(key: Key): void {
    const { question } = this.#dialogue;
    if (!question || !this.#pending) {
      this.#onIdleKey(key);
      return;
    }
    if (key.name !== 's' && performance.now() < this.#pending.readableAtMs) return;
    const pressed = press(question, key);
    switch (pressed.kind) {
      case 'nothing':
        return;
      case 'question':
        this.#dialogue = { ...this.#dialogue, question: pressed.question };
        this.#pending.again();
        this.#changed();
        return;
      case 'answer':
        this.#answer(pressed.answer);
    }
  }

  #onIdleKey({ name }: Key): void {
    if (name === 's') {
      this.#stopRequested = true;
      this.#dialogue = { ...this.#dialogue, stopAsked: true };
    } else if (name === 'a' || name === 'e' || name === 'r') {
      this.#seatRequested = true;
      this.#dialogue = { ...this.#dialogue, seatAsked: true };
    } else return;
    this.#changed();
  }

  #answer(given: SeatAnswer | null): void {
    const proposalId = this.#dialogue.question?.proposal.id ?? '';
    const answered = given && given.kind !== 'stop' ? { proposalId, kind: given.kind } : null;
    const stopAsked = given?.kind === 'stop' || this.#dialogue.stopAsked;
    this.#dialogue = { ...this.#dialogue, question: null, answered, stopAsked };
    this.#pending?.answer(given);
    this.#changed();
  }

  #onQuit(): void {
    // From here on the terminal sends signals by itself, so that a second Ctrl-C always gets through.
    this.#quitting = true;
    this.#giveKeyboardBack();
    this.#answer(null);
    const { onQuit = () => process.kill(process.pid, 'SIGINT') } = this.#options;
    onQuit();
  }

  #changed(): void {
    if (!this.#open || this.#redraw) return;
    const waitMs = Math.max(0, this.#drawnAtMs + REDRAW_MS - performance.now());
    this.#redraw = setTimeout(() => {
      this.#redraw = null;
      this.#draw();
    }, waitMs);
    this.#redraw.unref();
  }

  #draw(): void {
    this.#drawnAtMs = performance.now();
    const { locale } = this.#options;
    const frame = { ...this.#screen.size, locale, colour: this.#colour, dialogue: this.#dialogue };
    this.#screen.draw(render(this.#state, frame));
  }
}

/** The proposal about which nothing is left to ask. */
function decidedElsewhere(event: ViewEvent): string | null {
  if (event.kind === 'proposal.expired') return event.args[0];
  return event.kind === 'decision.made' ? event.args[1].id : null;
}

/** `NO_COLOR` (no-color.org) and terminals without colours. */
function wantsColour(out: WriteStream): boolean {
  return (process.env.NO_COLOR ?? '') === '' && (out.hasColors?.() ?? true);
}
