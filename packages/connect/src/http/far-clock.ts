/**
 * What time it is at the far end, as far as its answers say; here that is plant time. Between two answers it goes on as our
 * own clock does, also while nobody answers: a works does not stand still because of a cable.
 */

import type { Clock } from '@andon/core';

export class FarClock {
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  /** What the far end's clock shows at the zero of ours. */
  #zeroMs: number | null = null;
  #latestMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Pick<Clock, 'monotonicMs'>) {
    this.#clock = clock;
  }

  /** It was so late there just now. */
  is(farMs: number): void {
    this.#zeroMs = farMs - this.#clock.monotonicMs();
  }

  /** It is at least so late there: what it tells may have happened long ago. */
  isAtLeast(farMs: number): void {
    const zeroMs = farMs - this.#clock.monotonicMs();
    if (this.#zeroMs === null || zeroMs > this.#zeroMs) this.#zeroMs = zeroMs;
  }

  /** In ms since the epoch, never before what it said last; `null` until the far end told any time. */
  nowMs(): number | null {
    if (this.#zeroMs === null) return null;
    this.#latestMs = Math.max(this.#latestMs, Math.round(this.#zeroMs + this.#clock.monotonicMs()));
    return this.#latestMs;
  }
}
