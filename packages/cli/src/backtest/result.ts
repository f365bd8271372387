/**
 * What a backtest came to, for `--json` and for the reports. The same file, flags and version give the same bytes: nothing
 * here is a process time or a place. Times are plant time, ISO 8601 in UTC; shares are 0 to 1.
 */

import type { EarnedLevel, EvidencePolicy, Level, LocalText, RiskClass } from '@andon/core';
import type { Statement } from '@andon/sdk';
import type { Treatment } from '@andon/vertical-quality-inspection';
import type { ModelOrigin } from './model.ts';
import type { TimeStyle } from './times.ts';

export interface BacktestResult {
  readonly agent: { readonly vertical: string; readonly version: string; readonly model: string | null };
  readonly history: {
    readonly file: string;
    readonly sha256: string;
    readonly rows: number;
    readonly times: TimeStyle;
    readonly treatments: readonly Treatment[];
  };
  readonly model: ModelOrigin;
  readonly seed: number;
  /** What climbing was held to. */
  readonly evidence: EvidencePolicy;
  readonly played: {
    readonly rows: number;
    readonly from: string;
    readonly to: string;
    readonly labelled: number;
    readonly unlabelled: number;
    /** Rows that nothing was proposed about. */
    readonly silent: number;
    /** Proposals that did not fit their own schema. */
    readonly unfit: number;
    /** ms after its row at which a label was taken to be known; `null` where the table says when. */
    readonly assumedLabelDelayMs: number | null;
  };
  readonly actions: readonly ActionResult[];
  readonly cannotKnow: readonly Statement[];
}

export interface ActionResult {
  readonly action: string;
  readonly title: LocalText;
  /** What `verify` judges; only a `proposal` can be judged here. */
  readonly judges: 'proposal' | 'effect';
  readonly risks: readonly RiskResult[];
  /** `null` where the vertical names no alternatives. */
  readonly choices: readonly ChoiceResult[] | null;
  /** Rows about which a decision was left to people: an abstaining proposal. `null` where the vertical does not tell. */
  readonly abstained: number | null;
  /** `null` without a column of what people did, or where nothing can be judged. */
  readonly people: PeopleResult | null;
}

/** One action type at one risk class: what has a level of its own. */
export interface RiskResult {
  readonly riskClass: RiskClass;
  readonly proposed: number;
  /** Of those: refused by the gate, with the reasons that bound. */
  readonly refused: readonly { readonly code: string; readonly count: number }[];
  readonly judged: JudgedCounts;
  readonly levels: {
    readonly highest: Level;
    readonly atEnd: Level;
    readonly demotions: number;
    readonly changes: readonly LevelStep[];
  };
  /** Evidence towards the level after the one held at the end; `null` at the top, or where nothing is counted. */
  readonly next: NextStep | null;
  readonly eligible: readonly Eligibility[];
  /** How the evidence grew, thinned. */
  readonly curve: readonly CurvePoint[];
}

export interface JudgedCounts {
  /** Labelled in time. */
  readonly judged: number;
  readonly right: number;
  readonly missed: number;
  readonly critical: number;
  /** Never labelled, or later than the action's horizon: on a line it counts against going up. */
  readonly notShown: { readonly unlabelled: number; readonly late: number };
  /** Right, as a share of what was judged; `null` without any. */
  readonly share: number | null;
  /** Clopper and Pearson, 95 %, two-sided; `null` without any. */
  readonly interval: readonly [number, number] | null;
  /** The same without proposals that leave the matter to people; `null` where the vertical does not tell which do. */
  readonly decided: { readonly judged: number; readonly right: number } | null;
  /** Kinds of error that the vertical tells apart. */
  readonly faults: readonly FaultCount[];
  /** Critical ones proposed at a level at which nobody would have been asked: a line would have lowered it at the first. */
  readonly unasked: number;
}

export interface FaultCount {
  readonly code: string;
  readonly text: LocalText;
  readonly count: number;
}

export interface LevelStep {
  readonly at: string;
  /** Line of the file whose label changed it; `null` where none did. */
  readonly row: number | null;
  readonly from: Level;
  readonly to: Level;
  /** Of a level that was lowered; `null` for one that was earned. */
  readonly why: Statement | null;
  /** Counted at the level that was left. */
  readonly successes: number;
  readonly failures: number;
}

export interface NextStep {
  readonly level: EarnedLevel;
  readonly target: number;
  readonly alpha: number;
  /** Counted at the level held, in the present trial: right, and wrong or not shown. */
  readonly successes: number;
  readonly failures: number;
  /** Outcomes in all at which the test would pass if every further one were right. */
  readonly needed: number;
  readonly possible: boolean;
}

/** Whether the test for a level was passed on this history. */
export type Eligibility =
  | ({ readonly level: EarnedLevel; readonly verdict: 'eligible' } & Moment)
  /** The test was passed, and the level was lowered again and not earned back. */
  | ({ readonly level: EarnedLevel; readonly verdict: 'lost'; readonly lost: Moment } & Moment)
  | { readonly level: EarnedLevel; readonly verdict: 'not-shown' | 'out-of-reach' }
  | { readonly level: EarnedLevel; readonly verdict: 'cannot-know'; readonly why: string };

export interface Moment {
  readonly at: string;
  /** Line of the file; `null` where no row was the cause. */
  readonly row: number | null;
}

export interface CurvePoint {
  readonly at: string;
  readonly level: Level;
  readonly judged: number;
  readonly needed: number;
}

export interface ChoiceResult {
  readonly name: string;
  readonly text: LocalText;
  readonly abstains: boolean;
  readonly proposed: number;
  readonly judged: number;
  readonly right: number;
  /** Had it been proposed about every labelled row: how often it would have been right. */
  readonly always: { readonly judged: number; readonly right: number };
}

/** Rows with a label, a proposal and an entry of people, whenever the label came. */
export interface PeopleResult {
  readonly pairs: number;
  readonly bothRight: number;
  readonly agentOnly: number;
  readonly humanOnly: number;
  readonly bothWrong: number;
  /** Exact, two-sided, of the pairs in which one alone was right; `null` without a pair. */
  readonly mcnemar: number | null;
  /** Harm that one occurrence of is too much, by the same judge. */
  readonly critical: { readonly agent: number; readonly people: number };
  /** Pairs in which both said the same. */
  readonly agreed: number;
  readonly faults: readonly (FaultCount & { readonly byPeople: number })[];
}
