/** A clock that stands until a test moves it. */

import type { Clock } from '@andon/core';

export class FakeClock implements Clock {
  #wallMs: number;
  #monotonicMs: number;

  /** @param wallMs where it starts; by default a fixed day, so that stamps in failures are readable */
  constructor({ wallMs = Date.UTC(2026, 0, 5, 8), monotonicMs = 0 } = {}) {
    this.#wallMs = wallMs;
    this.#monotonicMs = monotonicMs;
  }

  wallMs(): number {
    return this.#wallMs;
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  /** Lets time pass on both faces. */
  advance(ms: number): void {
    if (!(ms >= 0)) throw new RangeError(`a clock does not go back: ${ms} ms`);
    this.#wallMs += ms;
    this.#monotonicMs += ms;
  }

  /** Sets the wall clock, as somebody might at any moment; leases must not notice. */
  setWall(wallMs: number): void {
    this.#wallMs = wallMs;
  }
}
