/**
 * An agent that is exactly as good as the target, and so must not get the level, tries again after each demotion: how
 * often it gets the level at least once within so many trials, with α halved from trial to trial and with α kept.
 */

import type { Random } from '@andon/core';
import { mostOutcomes, thresholds } from './rules.ts';

export const mostTrials = 5;

export interface Climbs {
  readonly target: number;
  readonly alpha: number;
  readonly halved: boolean;
  /** Share of agents that got the level within 1, 2, … trials. */
  readonly rates: readonly number[];
}

export interface ClimbsCase {
  readonly target: number;
  readonly alpha: number;
  readonly halved: boolean;
  readonly repeats: number;
}

export function simulateClimbs({ target, alpha, halved, repeats }: ClimbsCase, random: Random): Climbs {
  const trials = Array.from({ length: mostTrials }, (_, trial) =>
    thresholds('e-process', target, halved ? alpha / 2 ** trial : alpha),
  );
  const firsts = trials.map(() => 0);
  for (let repeat = 0; repeat < repeats; repeat++) {
    const first = trials.findIndex((needed) => isPromoted(needed, target, random));
    if (first >= 0) firsts[first] = (firsts[first] ?? 0) + 1;
  }
  let within = 0;
  const rates = firsts.map((count) => {
    within += count;
    return within / repeats;
  });
  return { target, alpha, halved, rates };
}

/** What all trials up to this one may be wrong with, together. */
export function allowed(alpha: number, trials: number): number {
  return alpha * (2 - 2 ** (1 - trials));
}

function isPromoted(needed: readonly number[], p: number, random: Random): boolean {
  let failures = 0;
  for (let judged = 1; judged <= mostOutcomes; judged++) {
    if (random.next() >= p) failures += 1;
    const enough = needed[failures];
    if (enough !== undefined && judged >= enough) return true;
  }
  return false;
}
