/**
 * Counting one judged outcome: towards the next level, with the tally of the level at which it was proposed, and
 * against the level that is held, with that level's CUSUM chart.
 */

import { isAtLeast, type Level } from '../ladder.ts';
import type { RiskClass } from '../record.ts';
import { type CusumChart, cusumAfter } from './cusum.ts';
import { cusumChart } from './cusum-chart.ts';
import { isShown } from './e-process.ts';
import { alphaOf, nextLevel } from './policy.ts';
import type { EarnedLevel, EvidencePolicy, EvidenceState, Tally } from './types.ts';

/** `not-shown`: never judged, or kept from being tried by people. It counts as a failure for going up, and not as drift. */
export type CountedResult = 'right' | 'wrong' | 'not-shown';

export interface CountOutcome {
  readonly state: EvidenceState;
  /** Level at which the proposal was made. */
  readonly madeAt: Level;
  /** Level that the grant holds now. */
  readonly held: Level;
  readonly result: CountedResult;
  /** Whether the proposal was made in the trial that is going on; what came before it says nothing of drift in it. */
  readonly sameTrial: boolean;
  readonly policy: EvidencePolicy;
  readonly riskClass: RiskClass;
  readonly demotions: number;
  /** Plant time. */
  readonly nowMs: number;
}

export interface Counted {
  readonly state: EvidenceState;
  /** The level whose test was passed by this outcome; told once. */
  readonly passed: EarnedLevel | null;
  /** The chart is over its limit; told with every outcome until the level is lowered, should one telling get lost. */
  readonly drifted: { readonly sum: number; readonly limit: number } | null;
}

const emptyTally: Tally = { successes: 0, failures: 0, passedMs: null };

export function emptyEvidence(held: Level): EvidenceState {
  return { tallies: {}, drift: { level: held, sum: 0 } };
}

export function countOutcome(input: CountOutcome): Counted {
  const { tally, passed } = countTowards(input);
  const { drift, drifted } = countAgainst(input);
  const tallies = { ...input.state.tallies, [input.madeAt]: tally };
  return { state: { tallies, drift }, passed, drifted };
}

/** Where a demotion leads. What is below *advise* shows nothing to anybody and has nothing to lose. */
export function demotedTo(held: Level): Level {
  if (isAtLeast(held, 'veto')) return 'approve';
  if (held === 'approve') return 'advise';
  return held === 'advise' ? 'shadow' : held;
}

function countTowards({ state, madeAt, result, policy, riskClass, demotions, nowMs }: CountOutcome): {
  readonly tally: Tally;
  readonly passed: EarnedLevel | null;
} {
  const before = state.tallies[madeAt] ?? emptyTally;
  const isRight = result === 'right';
  const tally: Tally = {
    successes: before.successes + (isRight ? 1 : 0),
    failures: before.failures + (isRight ? 0 : 1),
    passedMs: before.passedMs,
  };
  const next = nextLevel(madeAt);
  if (next === null || tally.passedMs !== null) return { tally, passed: null };
  return isShown(tally, policy.targets[next], alphaOf(policy, riskClass, demotions))
    ? { tally: { ...tally, passedMs: nowMs }, passed: next }
    : { tally, passed: null };
}

function countAgainst({ state, held, result, sameTrial, policy }: CountOutcome): {
  readonly drift: EvidenceState['drift'];
  readonly drifted: Counted['drifted'];
} {
  if (!sameTrial) return { drift: state.drift, drifted: null };
  const before = state.drift.level === held ? state.drift.sum : 0;
  const chart = driftChartOf(held, policy);
  if (chart === null || result === 'not-shown') return { drift: { level: held, sum: before }, drifted: null };
  // Once over the limit it stays there: only a lower level, which begins a new trial, sets it back.
  const sum = before >= chart.limit ? before : cusumAfter(before, result === 'wrong', chart);
  return { drift: { level: held, sum }, drifted: sum >= chart.limit ? { sum, limit: chart.limit } : null };
}

/** The chart that watches a level, against the target that it was earned with; `null` where none was. */
export function driftChartOf(held: Level, policy: EvidencePolicy): CusumChart | null {
  return held === 'off' || held === 'shadow' ? null : cusumChart(policy.targets[held]);
}
