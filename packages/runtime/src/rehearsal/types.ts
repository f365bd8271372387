/**
 * What a rehearsal is asked and answers: the way of a decision in memory, without record, queue or sink.
 */

import type { LinkState } from '@andon/connect';
import type {
  Because,
  EvidencePolicy,
  EvidenceStamp,
  Level,
  Reason,
  RiskClass,
  Scope,
  SinkTraits,
  Tally,
  Verdict,
} from '@andon/core';
import type { Prepared, Vertical } from '@andon/sdk';

/** At which levels the agent works. */
export type RehearsalLevels =
  /** As if signed at the beginning, and never again: what is lowered, by the runtime's rules, stays down. */
  | { readonly kind: 'fixed'; readonly of: (actionType: string, riskClass: RiskClass) => Level }
  /** Neither raised nor lowered, as no line would have it: what an agent would do if nothing held it back. */
  | { readonly kind: 'let-loose'; readonly of: (actionType: string, riskClass: RiskClass) => Level }
  /** Each next level is taken as soon as it is earned, as if people signed it at once; lowered as `fixed` is. */
  | { readonly kind: 'climb'; readonly from: Level };

export interface RehearsalOptions<M> {
  readonly vertical: Vertical<M>;
  /** As `commission` takes it. */
  readonly model: { readonly value: M; readonly digest: string } | null;
  readonly scope: Scope;
  /** What the sink can do that acts would leave through. */
  readonly sink: SinkTraits;
  readonly evidence: EvidencePolicy;
  readonly levels: RehearsalLevels;
  /** Of the source; while it is down every tag reads `stale`. Default: always up. */
  readonly link?: () => LinkState;
}

/** A proposal with what the gate said to it. */
export interface RehearsedProposal extends Omit<Prepared, 'rules'> {
  readonly id: string;
  /** 1 as the agent made it; an edit makes the next. */
  readonly revision: number;
  readonly createdMs: number;
  /** What it counts towards, fixed when it was made; `null` without a grant. */
  readonly made: EvidenceStamp | null;
  readonly verdict: Verdict;
}

/** What a brain proposed that does not fit its own schema: refused, whatever the level. */
export interface Unfit {
  readonly atMs: number;
  readonly action: string;
  readonly because: Because;
}

/** What the plant held before an act and after it. */
export interface Executed {
  readonly before: unknown;
  readonly after: unknown;
}

/** One outcome that is known. */
export interface JudgedOutcome {
  readonly proposalId: string;
  readonly actionType: string;
  readonly riskClass: RiskClass;
  /** What was judged: the proposal, executed or not, or the act. */
  readonly of: 'proposal' | 'effect';
  /** Level at which it counts as evidence; `null` where it says nothing of the agent. */
  readonly countsAt: Level | null;
  readonly state: 'achieved' | 'missed' | 'critical' | 'unjudged';
  /** The judge's; none where nobody judged. */
  readonly reasons: readonly Reason[];
  readonly judgedMs: number;
}

/** A level that was raised or lowered. */
export interface RehearsedChange {
  readonly atMs: number;
  readonly actionType: string;
  readonly riskClass: RiskClass;
  readonly from: Level;
  readonly to: Level;
  readonly why: Because;
  /** Of the proposals made at the level that was left, in the trial that ended or goes on. */
  readonly counts: Pick<Tally, 'successes' | 'failures'>;
}

/** The level held for an action type and risk class. */
export interface HeldLevel {
  readonly actionType: string;
  readonly riskClass: RiskClass;
  readonly level: Level;
}
