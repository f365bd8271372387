/**
 * Time, randomness and identity are passed in, never taken, so that a run can be replayed bit by bit.
 *
 * There are two clocks. *Plant time* is driven by the line: deadlines, veto windows, sample age, outcomes. *Process
 * time* is real: `monotonicMs` for leases and time-outs (it never jumps), `wallMs` only to write down when.
 */

export interface Clock {
  /** Milliseconds since the epoch, for the record and for people. May jump. */
  wallMs(): number;
  /** Milliseconds from an arbitrary start that never go back, for leases and time-outs. */
  monotonicMs(): number;
}

/** Plant time in milliseconds since the epoch, as the line last told it. */
export interface PlantClock {
  plantMs(): number;
}

/** When something happened, on both clocks. Every change of the record carries one. */
export interface Stamp {
  readonly plantMs: number;
  readonly wallMs: number;
}

/** Uniform in [0, 1). */
export interface Random {
  next(): number;
}

/** Makes identifiers that nothing else has; `kind` is a short prefix such as `agt`. */
export type NewId = (kind: string) => string;
