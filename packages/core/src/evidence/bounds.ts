/**
 * What a count shows of a probability, for people to read beside the test. It is valid for one look only; the
 * e-process, which decides, is valid for all.
 */

/**
 * Clopper and Pearson's lower bound (1934): the probability at which `successes` or more out of `judged` would still
 * come by chance with probability `alpha`.
 */
export function lowerBound(successes: number, judged: number, alpha: number): number {
  if (successes === 0) return 0;
  const failures = judged - successes;
  const logAlpha = Math.log(alpha);
  let low = 0;
  let high = 1;
  // The tail grows with p. 60 halvings leave less than the spacing of doubles near 1.
  for (let halving = 0; halving < 60; halving++) {
    const middle = (low + high) / 2;
    if (logAtMost(failures, judged, middle) < logAlpha) low = middle;
    else high = middle;
  }
  return low;
}

/** Logarithm of P(at most `failures` out of `judged`) at success probability p: in logs, since p^judged underflows. */
function logAtMost(failures: number, judged: number, p: number): number {
  const logOdds = Math.log1p(-p) - Math.log(p);
  let term = judged * Math.log(p);
  let most = term;
  let sum = 1; // in units of exp(most)
  for (let count = 1; count <= failures; count++) {
    term += Math.log((judged - count + 1) / count) + logOdds;
    if (term > most) {
      sum = sum * Math.exp(most - term) + 1;
      most = term;
    } else sum += Math.exp(term - most);
  }
  return most + Math.log(sum);
}
