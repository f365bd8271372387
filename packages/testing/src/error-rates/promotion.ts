/**
 * How often each rule gives a level to an agent that has not earned it, when somebody looks after every outcome; and
 * how long it takes for one that has.
 */

import type { Random } from '@andon/core';
import { mostOutcomes, type Rule, rules, thresholds } from './rules.ts';

export interface Promotion {
  readonly target: number;
  readonly alpha: number;
  /** The agent's true probability of a right outcome. */
  readonly p: number;
  readonly rule: Rule;
  /** Share of agents that got the level within `mostOutcomes`. */
  readonly rate: number;
  /** Mean number of outcomes it took those that got it; `null` when none did. */
  readonly meanOutcomes: number | null;
}

export interface PromotionCase {
  readonly target: number;
  readonly alpha: number;
  /** True probabilities of a right outcome, one kind of agent each. */
  readonly agents: readonly number[];
  /** Agents of each kind. */
  readonly repeats: number;
}

export function simulatePromotion({ target, alpha, agents, repeats }: PromotionCase, random: Random): Promotion[] {
  const needed = rules.map((rule) => thresholds(rule, target, alpha));
  return agents.flatMap((p) =>
    climb(needed, p, repeats, random).map(({ promoted, outcomes }, at) => {
      const meanOutcomes = promoted === 0 ? null : outcomes / promoted;
      return { target, alpha, p, rule: rules[at] as Rule, rate: promoted / repeats, meanOutcomes };
    }),
  );
}

/** Every rule sees the same outcomes. */
function climb(needed: readonly (readonly number[])[], p: number, repeats: number, random: Random) {
  const counts = needed.map((thresholdsOfRule) => ({ thresholdsOfRule, promoted: 0, outcomes: 0 }));
  for (let repeat = 0; repeat < repeats; repeat++) {
    const waiting = new Set(counts);
    let failures = 0;
    for (let judged = 1; judged <= mostOutcomes && waiting.size > 0; judged++) {
      if (random.next() >= p) failures += 1;
      for (const count of waiting) {
        const enough = count.thresholdsOfRule[failures];
        if (enough === undefined || judged < enough) continue;
        waiting.delete(count);
        count.promoted += 1;
        count.outcomes += judged;
      }
    }
  }
  return counts;
}

/** An agent that is worse than the target, just as good, and clearly better. */
export function agentsAround(target: number): { readonly below: number; readonly at: number; readonly good: number } {
  const failures = 1 - target;
  return { below: 1 - 1.4 * failures, at: target, good: 1 - 0.2 * failures };
}
