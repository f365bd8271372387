/**
 * Rules that say after each outcome whether a level is earned. Each is brought to the same form: the least number of
 * outcomes that passes, by how many failures are among them. All of them go on saying yes when more successes come or a
 * failure goes, so that is all there is to know of a rule.
 */

import { isShown, lowerBound } from '@andon/core';

export const rules = ['e-process', 'clopper-pearson', 'wilson'] as const;
export type Rule = (typeof rules)[number];

/** Outcomes after which an agent is given up. */
export const mostOutcomes = 1_000;

/** By number of failures; what needs more than `mostOutcomes` is left out. */
export function thresholds(rule: Rule, target: number, alpha: number): readonly number[] {
  const passes = passesBy[rule];
  const needed: number[] = [];
  for (let judged = 1; judged <= mostOutcomes; judged++) {
    while (needed.length < judged && passes(judged - needed.length, judged, target, alpha)) needed.push(judged);
  }
  return needed;
}

type Passes = (successes: number, judged: number, target: number, alpha: number) => boolean;

const passesBy: Readonly<Record<Rule, Passes>> = {
  'e-process': (successes, judged, target, alpha) =>
    isShown({ successes, failures: judged - successes }, target, alpha),
  'clopper-pearson': (successes, judged, target, alpha) => lowerBound(successes, judged, alpha) >= target,
  wilson: (successes, judged, target, alpha) => wilsonBound(successes, judged, alpha) >= target,
};

/** One-sided normal quantiles for the α that are compared. */
const quantiles: ReadonlyMap<number, number> = new Map([
  [0.05, 1.644_853_626_951],
  [0.01, 2.326_347_874_041],
]);

/** Wilson's score bound (1927): popular, and too bold near 1. */
function wilsonBound(successes: number, judged: number, alpha: number): number {
  const z = quantiles.get(alpha);
  if (z === undefined) throw new RangeError(`no quantile for ${alpha}`);
  const share = successes / judged;
  const spread = z * Math.sqrt((share * (1 - share)) / judged + (z / (2 * judged)) ** 2);
  return (share + z ** 2 / (2 * judged) - spread) / (1 + z ** 2 / judged);
}
