/**
 * What a count of failures shows of their probability, exactly. Clopper & Pearson (1934), "The use of confidence or
 * fiducial limits illustrated in the case of the binomial", Biometrika 26.
 */

/**
 * P(at most `failures` out of `judged`), each a failure with probability `rate` by itself.
 *
 * @param rate  0 < rate < 1
 */
export function atMost(failures: number, judged: number, rate: number): number {
  if (failures >= judged) return 1;
  // In logarithms: (1 - rate)^judged is 0 in doubles long before the sum is.
  const logOdds = Math.log(rate) - Math.log1p(-rate);
  let term = judged * Math.log1p(-rate);
  let most = term;
  let sum = 1; // in units of exp(most)
  for (let count = 1; count <= failures; count += 1) {
    term += Math.log((judged - count + 1) / count) + logOdds;
    if (term > most) {
      sum = sum * Math.exp(most - term) + 1;
      most = term;
    } else sum += Math.exp(term - most);
  }
  return Math.min(1, Math.exp(most + Math.log(sum)));
}

/**
 * Clopper and Pearson's upper bound: the rate at which so few failures would still come with probability `delta`. The true
 * rate lies below it with confidence 1 - delta.
 */
export function upperBound(failures: number, judged: number, delta: number): number {
  if (failures >= judged) return 1;
  let low = 0;
  let high = 1;
  // The probability falls with the rate. 60 halvings leave less than the spacing of doubles near 1.
  for (let halving = 0; halving < 60; halving += 1) {
    const middle = (low + high) / 2;
    if (atMost(failures, judged, middle) > delta) low = middle;
    else high = middle;
  }
  return high;
}

/** How many must be judged to show a rate of at most `error` with confidence 1 - delta when none of them fails. */
export function neededWithoutFailure(error: number, delta: number): number {
  return Math.ceil(Math.log(delta) / Math.log1p(-error));
}
