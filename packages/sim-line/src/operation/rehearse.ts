/**
 * A rehearsal of an agent on this line, for grants that rest on one: what cannot be judged without being executed is
 * executed here first. People let it leave as they would on a line, and always in time.
 */

import type { RiskClass } from '@andon/core';
import { levelsOf, type OperateOptions, operate } from './operate.ts';

/** What was counted of one action type and risk class. */
export interface RehearsedAction {
  readonly actionType: string;
  readonly riskClass: RiskClass;
  /** Where it was rehearsed, in words. */
  readonly source: string;
  readonly successes: number;
  readonly failures: number;
}

export interface RehearseOptions<M> extends Omit<OperateOptions<M>, 'seed' | 'levels'> {
  /** None of them that of the line that the grant is for. */
  readonly seeds: readonly number[];
}

/** Somebody comes to every proposal: what nobody decides on in time is no fault of the agent's, and would count as one. */
const always = { missedShare: 0, furnaceMissedShare: 0 } as const;

/** What counts is what would count on a line: what was not judged by its horizon, or kept from being tried, is a failure. */
export async function rehearse<M>({ seeds, ...options }: RehearseOptions<M>): Promise<readonly RehearsedAction[]> {
  const { scenario, slabs } = options;
  const source = `sim-line ${scenario}, ${slabs} slabs, ${seeds.length} seeds`;
  const counted = new Map<string, RehearsedAction>();
  for (const seed of seeds) {
    const approval = { ...options.approval, ...always };
    const { outcomes } = await operate({ ...options, seed, levels: levelsOf('copilot'), approval });
    for (const { actionType, riskClass, countsAt, state } of outcomes) {
      if (countsAt === null) continue;
      const key = `${actionType}/${riskClass}`;
      const before = counted.get(key) ?? { actionType, riskClass, source, successes: 0, failures: 0 };
      const one = state === 'achieved' ? { successes: before.successes + 1 } : { failures: before.failures + 1 };
      counted.set(key, { ...before, ...one });
    }
  }
  return [...counted.values()];
}
