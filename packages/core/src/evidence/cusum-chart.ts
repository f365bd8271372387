/**
 * The chart that watches a level, from the target that the level was earned with.
 */

import type { Random } from '../clock.ts';
import type { CusumChart, CusumRates } from './cusum.ts';
import { findCusumLimit } from './cusum-search.ts';

/**
 * Limits by target, from 200 million simulated outcomes each. `npm run error-rates -- --limits` makes the table again,
 * and `packages/testing/proof/error-rates.proof.ts` holds every entry to another simulation.
 */
export const cusumLimits: ReadonlyMap<number, number> = new Map([
  [0.7, 7.7],
  [0.72, 7.3],
  [0.74, 7.05],
  [0.75, 6.6],
  [0.78, 6.9],
  [0.8, 6.75],
  [0.82, 6.55],
  [0.85, 6.4],
  [0.9, 5.9],
  [0.95, 5.15],
  [0.98, 4.25],
  [0.99, 3.6],
  [0.995, 3],
  [0.999, 1.7],
]);

/** Those of targets that stand in no table, found once. */
const found = new Map<number, number>();

/** Three times the failures that a level allows must be noticed. */
export function cusumChart(p0: number): CusumChart {
  const rates = cusumRates(p0);
  return { ...rates, limit: cusumLimits.get(p0) ?? found.get(p0) ?? search(p0, rates) };
}

export function cusumRates(p0: number): CusumRates {
  const good = 1 - p0;
  return { good, bad: Math.min(3 * good, 0.98) };
}

function search(p0: number, rates: CusumRates): number {
  const limit = findCusumLimit(rates, alwaysTheSame());
  found.set(p0, limit);
  return limit;
}

/** splitmix32 from a fixed seed, so that a target has the same limit in every process. */
function alwaysTheSame(): Random {
  let state = 0x5eed;
  return {
    next() {
      state = (state + 0x9e3779b9) | 0;
      let mixed = state ^ (state >>> 16);
      mixed = Math.imul(mixed, 0x21f0aaad);
      mixed ^= mixed >>> 15;
      mixed = Math.imul(mixed, 0x735a2d97);
      return ((mixed ^ (mixed >>> 15)) >>> 0) / 0x1_0000_0000;
    },
  };
}
