/**
 * The numbers of one demo, for `--json` and for the report. The same seed gives the same numbers; nothing here is an
 * id or a process time.
 */

export interface DemoResult {
  readonly seed: number;
  readonly scenario: string;
  /** Coils that were asked for. */
  readonly coils: number;
  readonly effects: {
    /** All that were ever intended. */
    readonly intended: number;
    readonly verified: number;
    readonly clamped: number;
    readonly accepted: number;
    readonly rejected: number;
    readonly refused: number;
    readonly expired: number;
    /** Still unknown, or waiting for a person. */
    readonly unknown: number;
    /** Second arrivals of a key, counted in the line's own log. */
    readonly duplicated: number;
    /** Verified in the record but not in the line's log, or without a terminal state 10 s after the deadline. */
    readonly lost: number;
  };
  readonly audit: { readonly events: number; readonly verified: boolean };
  readonly runs: { readonly finished: number; readonly failed: number };
  readonly proposals: Readonly<Record<string, number>>;
  readonly decisions: {
    readonly approve: number;
    readonly edit: number;
    readonly reject: number;
    readonly refused: number;
  };
  readonly outcomes: Readonly<Record<string, number>>;
  readonly stops: { readonly pressed: number; readonly reset: number };
  /** The line's own books. Economics are invented and simple: see packages/sim-line/README.md. */
  readonly line: {
    readonly inspected: number;
    readonly dispositions: Readonly<Record<string, number>>;
    readonly byAgent: number;
    readonly byPeople: number;
    readonly primeShare: number;
    readonly escapes: number;
    readonly overkill: number;
    readonly energyKwh: number;
    readonly tardinessH: number;
    readonly moneyCny: number;
  };
}
