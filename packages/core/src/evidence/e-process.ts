/**
 * An anytime-valid test of "the probability of a right outcome is at most p0": a mixture of likelihood ratios against
 * five better probabilities. Under p ≤ p0 its value is a supermartingale that starts at 1, so by Ville's inequality it
 * ever reaches 1/α with probability at most α, however often one looks.
 * Ramdas, Grünwald, Vovk, Shafer (2023), "Game-theoretic statistics and safe anytime-valid inference".
 */

import type { Tally } from './types.ts';

export type Counts = Pick<Tally, 'successes' | 'failures'>;

/** How far each alternative lies on the way from p0 to 1. All above 0: with q ≤ p0 the test would be invalid below p0. */
const shares = [0.2, 0.4, 0.6, 0.8, 0.98] as const;

/** The better probabilities that are bet on: .96, .97, .98, .99, .999 at p0 = .95. */
export function mixtureGrid(p0: number): readonly number[] {
  return shares.map((share) => p0 + (1 - p0) * share);
}

/** Natural logarithm of the e-value: 0 with nothing counted, above 0 when the counts speak for more than p0. */
export function logEValue({ successes, failures }: Counts, p0: number): number {
  // (1-q)/(1-p0) is 1-share, and q/p0 is 1 + share·(1-p0)/p0: written so, nothing cancels near p0 = 1.
  const odds = (1 - p0) / p0;
  const logs = shares.map((share) => successes * Math.log1p(share * odds) + failures * Math.log1p(-share));
  const most = Math.max(...logs);
  return most + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - most), 0) / shares.length);
}

export function isShown(counts: Counts, p0: number, alpha: number): boolean {
  return logEValue(counts, p0) >= -Math.log(alpha);
}

/** Judged outcomes in all at which the test is passed if every further one is right; those there are, if it is passed. */
export function outcomesNeeded({ successes, failures }: Counts, p0: number, alpha: number): number {
  const passesWith = (more: number) => isShown({ successes: successes + more, failures }, p0, alpha);
  if (passesWith(0)) return successes + failures;
  let tooFew = 0;
  let enough = 1;
  while (!passesWith(enough)) {
    tooFew = enough;
    enough *= 2;
  }
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2);
    if (passesWith(middle)) enough = middle;
    else tooFew = middle;
  }
  return successes + failures + enough;
}
