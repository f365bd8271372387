/**
 * One-sided CUSUM for outcomes that are right or wrong.
 * Reynolds & Stoumbos (1999), "A CUSUM chart for monitoring a proportion".
 */

/** Failure probability that is allowed, and the one that must be noticed: 0 < good < bad < 1. */
export interface CusumRates {
  readonly good: number;
  readonly bad: number;
}

export interface CusumChart extends CusumRates {
  /** In log-likelihood-ratio units; the chart says "drift" when its sum reaches it. */
  readonly limit: number;
}

/** The sum after one more outcome. */
export function cusumAfter(sum: number, failed: boolean, rates: CusumRates): number {
  const { up, down } = cusumSteps(rates);
  return Math.max(0, sum + (failed ? up : down));
}

/** What a failure adds and what a success takes (a negative number): log-likelihood ratios of bad to good. */
export function cusumSteps({ good, bad }: CusumRates): { readonly up: number; readonly down: number } {
  return { up: Math.log(bad / good), down: Math.log((1 - bad) / (1 - good)) };
}
