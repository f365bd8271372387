/**
 * Whether the far end is there. A heartbeat asks for its handshake; the first answer that fails takes the link down, and
 * from then on it is asked ever more rarely until it answers again. The link lives by this table:
 *
 *   down ──answered──▶ up      told; heartbeats go on
 *   up   ──answered──▶ up      capabilities may have changed
 *   up   ──failed────▶ down    told, with why
 *   down ──failed────▶ down    backs off further
 */

import { setTimeout as delay } from 'node:timers/promises';
import type { AndonError } from '@andon/core';
import type { LinkState } from '../ports.ts';
import { backOffMs } from './back-off.ts';
import type { Handshake } from './handshake.ts';
import type { HttpSettings } from './options.ts';

export interface LinkWatchOptions {
  readonly settings: HttpSettings;
  /** One heartbeat. @throws AndonError why there was no handshake */
  readonly greet: (signal: AbortSignal) => Promise<Handshake>;
  readonly onAnswer: (handshake: Handshake) => void;
  readonly onChange: (state: LinkState, why: AndonError | null) => void;
}

export class LinkWatch {
  readonly #options: LinkWatchOptions;
  readonly #closing = new AbortController();
  #state: LinkState = 'down';
  #handshake: Handshake;

  /** @param first the handshake with which the link comes up */
  constructor(options: LinkWatchOptions, first: Handshake) {
    this.#options = options;
    this.#handshake = first;
    this.#answered(first);
    void this.#run(this.#closing.signal);
  }

  state(): LinkState {
    return this.#state;
  }

  /** The latest; what is asked of a link that is down is asked of nobody. */
  handshake(): Handshake {
    return this.#handshake;
  }

  close(): void {
    this.#closing.abort();
    this.#become('down', null);
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { greet, settings } = this.#options;
    let failures = 0;
    while (!signal.aborted) {
      const waitMs = failures === 0 ? settings.heartbeatMs : backOffMs(failures, settings.random);
      try {
        await delay(waitMs, undefined, { signal });
        this.#answered(await greet(signal));
        failures = 0;
      } catch (error) {
        if (signal.aborted) return;
        failures += 1;
        this.#become('down', error as AndonError);
      }
    }
  }

  #answered(handshake: Handshake): void {
    this.#handshake = handshake;
    this.#options.onAnswer(handshake);
    this.#become('up', null);
  }

  #become(state: LinkState, why: AndonError | null): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#options.onChange(state, why);
  }
}
