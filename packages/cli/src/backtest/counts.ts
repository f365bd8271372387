/** Counting what was judged of one action at one risk class, and what a count shows. */

import { isAtLeast, type LocalText, lowerBound } from '@andon/core';
import type { JudgedOutcome } from '@andon/runtime';
import type { Judgement } from '@andon/sdk';
import type { FaultCount, JudgedCounts } from './result.ts';

/** Of 95 %, on either side. */
const oneSided = 0.025;

export interface Counting {
  /** Whether the row of an outcome that nobody judged has a label all the same. */
  readonly wasLate: (outcome: JudgedOutcome) => boolean;
  /** Whether what was proposed leaves the matter to people; `null` where nobody can tell. */
  readonly abstains: ((outcome: JudgedOutcome) => boolean) | null;
  readonly faults: Readonly<Record<string, LocalText>>;
}

/** @param outcomes  of proposals alone */
export function judgedCounts(
  outcomes: readonly JudgedOutcome[],
  { wasLate, abstains, faults }: Counting,
): JudgedCounts {
  const judged = outcomes.filter(({ state }) => state !== 'unjudged');
  const open = outcomes.filter(({ state }) => state === 'unjudged');
  const count = (state: JudgedOutcome['state']) => judged.filter((one) => one.state === state).length;
  const late = open.filter(wasLate).length;
  const right = count('achieved');
  const decided = abstains && judged.filter((one) => !abstains(one));
  const critical = judged.filter(({ state }) => state === 'critical');
  return {
    judged: judged.length,
    right,
    missed: count('missed'),
    critical: critical.length,
    notShown: { unlabelled: open.length - late, late },
    share: judged.length === 0 ? null : right / judged.length,
    interval: judged.length === 0 ? null : clopperPearson(right, judged.length),
    decided: decided && {
      judged: decided.length,
      right: decided.filter(({ state }) => state === 'achieved').length,
    },
    faults: faultsOf(judged, faults),
    unasked: critical.filter(({ countsAt }) => countsAt !== null && isAtLeast(countsAt, 'veto')).length,
  };
}

/** Clopper and Pearson (1934), 95 %. */
export function clopperPearson(right: number, judged: number): readonly [number, number] {
  return [lowerBound(right, judged, oneSided), 1 - lowerBound(judged - right, judged, oneSided)];
}

export function faultsOf(
  judgements: readonly Pick<Judgement, 'reasons'>[],
  faults: Readonly<Record<string, LocalText>>,
): readonly FaultCount[] {
  return Object.entries(faults).map(([code, text]) => {
    return { code, text, count: judgements.filter(({ reasons }) => reasons[0]?.code === code).length };
  });
}
