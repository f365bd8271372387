/**
 * Finds a CUSUM's limit by simulation: the lowest at which an agent that fails no more than it may is lowered by
 * mistake once in at least 5 000 outcomes on average.
 */

import type { Random } from '../clock.ts';
import { AndonError } from '../errors.ts';
import { type CusumRates, cusumSteps } from './cusum.ts';

/** Mean number of outcomes between false alarms that every chart must reach. */
export const leastRunLength = 5_000;

/** Limits are multiples of one twentieth; sums above the last one do not occur with the targets a site may set. */
const stepsPerUnit = 20;
const highest = 12 * stepsPerUnit;

/**
 * @param outcomes how many to simulate: the more, the closer above the aim. 12 million are some 2 400 false alarms, so
 *   the mean is known to 2 %, and take a third of a second
 * @throws AndonError('config.invalid') when 0 < good < bad < 1 does not hold, or no limit up to 12 is enough
 */
export function findCusumLimit(rates: CusumRates, random: Random, outcomes = 12_000_000): number {
  const { good, bad } = rates;
  const invalid = (problem: string) => new AndonError('config.invalid', { path: 'cusum', problem });
  if (!(good > 0 && good < bad && bad < 1)) throw invalid(`0 < ${good} < ${bad} < 1 does not hold`);
  const { alarms, lengths } = simulate(rates, random, outcomes);
  for (let step = 1; step <= highest; step++) {
    const count = alarms[step] as number;
    // Fewer say nothing of the mean. Three standard errors below the estimate must still be long enough.
    if (count < 100) break;
    const mean = (lengths[step] as number) / count;
    if (mean * (1 - 3 / Math.sqrt(count)) >= leastRunLength) return step / stepsPerUnit;
  }
  throw invalid(`no limit keeps false alarms ${leastRunLength} outcomes apart at ${good} and ${bad}`);
}

/**
 * One long run of the chart, read for every limit at once. Between two returns to 0 the chart is an excursion; a limit
 * is reached at most once in it, and what follows begins at 0 again. So the mean run length of a limit is the length
 * of all excursions, each cut off where it reached the limit, per excursion that did.
 */
function simulate(rates: CusumRates, random: Random, outcomes: number) {
  const { good } = rates;
  const { up, down } = cusumSteps(rates);
  const alarms = new Float64Array(highest + 2);
  const lengths = new Float64Array(highest + 2);
  /** Whole lengths of excursions by the first limit that they did not reach. */
  const unreached = new Float64Array(highest + 2);
  let sum = 0;
  let length = 0;
  let reached = 0;
  for (let outcome = 0; outcome < outcomes; outcome++) {
    length += 1;
    if (random.next() < good) {
      sum += up;
      const now = Math.min(highest, Math.floor(sum * stepsPerUnit));
      while (reached < now) {
        reached += 1;
        alarms[reached] = (alarms[reached] as number) + 1;
        lengths[reached] = (lengths[reached] as number) + length;
      }
      continue;
    }
    sum += down;
    if (sum > 0) continue;
    unreached[reached + 1] = (unreached[reached + 1] as number) + length;
    sum = 0;
    length = 0;
    reached = 0;
  }
  let whole = 0;
  for (let step = 1; step <= highest; step++) {
    whole += unreached[step] as number;
    lengths[step] = (lengths[step] as number) + whole;
  }
  return { alarms, lengths };
}
