/** What has come of things, counted: each effect once, however often it is told. */

import type { EffectState, Outcome, OutcomeState } from '@andon/core';

export interface Counters {
  readonly effects: Readonly<Record<'intended' | SettledState, number>>;
  /** Of acts; whether a proposal was right counts as evidence, which is shown with the levels. */
  readonly outcomes: Readonly<Record<JudgedState, number>>;
  /** Runs of agents that were put on the queue, and those that ended. */
  readonly jobs: { readonly queued: number; readonly ended: number };
  /** Runs that failed, and what no caller was waiting for. */
  readonly troubles: number;
}

/** An effect seen lately, so that none is counted twice. */
export interface SeenEffect {
  readonly effectId: string;
  readonly state: EffectState;
}

type SettledState = Exclude<EffectState, 'intended' | 'claimed'>;
type JudgedState = Exclude<OutcomeState, 'open' | 'offered'>;

const REMEMBERED = 500;

export const noCounts: Counters = {
  effects: {
    intended: 0,
    verified: 0,
    clamped: 0,
    accepted: 0,
    rejected: 0,
    refused: 0,
    expired: 0,
    unknown: 0,
  },
  outcomes: { achieved: 0, missed: 0, critical: 0, unjudged: 0 },
  jobs: { queued: 0, ended: 0 },
  troubles: 0,
};

interface Counted {
  readonly counters: Counters;
  readonly seen: readonly SeenEffect[];
}

/** Counts an effect where it stands now, and no longer where it stood: what was unknown may be settled later. */
export function countEffect({ counters, seen }: Counted, effectId: string, now: EffectState): Counted {
  const before = seen.find((one) => one.effectId === effectId);
  if (before?.state === now) return { counters, seen };
  const effects = { ...counters.effects };
  if (!before) effects.intended += 1;
  else if (isSettled(before.state)) effects[before.state] -= 1;
  if (isSettled(now)) effects[now] += 1;
  const remembered = last(REMEMBERED, [...seen.filter((one) => one !== before), { effectId, state: now }]);
  return { seen: remembered, counters: { ...counters, effects } };
}

export function countOutcome(counters: Counters, { state, effectId }: Outcome): Counters {
  if (effectId === null || state === 'open' || state === 'offered') return counters;
  return { ...counters, outcomes: { ...counters.outcomes, [state]: counters.outcomes[state] + 1 } };
}

/** What an earlier process put on the queue and this one ended was never counted as queued. */
export function countJob(counters: Counters, what: 'queued' | 'ended'): Counters {
  const jobs: Counters['jobs'] = { ...counters.jobs, [what]: counters.jobs[what] + 1 };
  return { ...counters, jobs: { ...jobs, queued: Math.max(jobs.queued, jobs.ended) } };
}

export function last<T>(count: number, list: readonly T[]): readonly T[] {
  return list.length > count ? list.slice(-count) : list;
}

function isSettled(state: EffectState): state is SettledState {
  return state !== 'intended' && state !== 'claimed';
}
