/**
 * The numbers of one demo, for `--json` and for the report. The same seed gives the same numbers; nothing here is an
 * id or a process time.
 */

import type { EvidencePolicy, Level, RiskClass } from '@andon/core';
import type { Comparison, Operation, OperationFigures } from '@andon/sim-line';

/** A level that changed, by grant or by demotion. */
export interface LevelChange {
  /** Plant time, ISO 8601. */
  readonly at: string;
  readonly action: string;
  readonly riskClass: RiskClass;
  readonly from: Level;
  readonly to: Level;
  /** In English, from the record. */
  readonly why: string;
  /** Names; for a demotion whoever or whatever lowered it. */
  readonly signedBy: readonly string[];
}

/** How far the evidence for the next level had come. */
export interface EvidencePoint {
  /** Plant time, ISO 8601. */
  readonly at: string;
  readonly action: string;
  readonly riskClass: RiskClass;
  /** At which the proposals were made that it counts; an outcome may come when another is held. */
  readonly level: Level;
  readonly judged: number;
  readonly needed: number;
}

export interface DemoResult {
  readonly seed: number;
  readonly scenario: string;
  /** Coils that were asked for. */
  readonly coils: number;
  /** The same seed and scenario under each operation, without drills; `null` where nothing was compared. */
  readonly policies: Readonly<Record<Operation, OperationFigures>> | null;
  /** In order of plant time. */
  readonly levels: readonly LevelChange[];
  /** What had to be shown before each level. */
  readonly targets: EvidencePolicy['targets'];
  /** With each outcome counted, in order of plant time. Default: none, and the chart shows the levels alone. */
  readonly evidence?: readonly EvidencePoint[];
  /** Over several seeds, with controls and sensitivities; `null` where nothing was compared. */
  readonly comparison: Comparison | null;
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
    /** Left above the level that was granted at that moment. */
    readonly aboveGrant: number;
  };
  readonly audit: { readonly events: number; readonly verified: boolean };
  readonly runs: { readonly finished: number; readonly failed: number };
  readonly proposals: Readonly<Record<string, number>>;
  readonly decisions: {
    readonly approve: number;
    readonly edit: number;
    readonly reject: number;
    readonly veto: number;
    readonly refused: number;
  };
  /** What came of acts, whoever wrote them. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Whether what was proposed was right, executed or not: what counts as evidence where it can be judged so. */
  readonly judgedProposals: Readonly<Record<string, number>>;
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
