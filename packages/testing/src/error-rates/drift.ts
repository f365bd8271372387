/** How many outcomes pass between a chart's false alarms, and until it notices an agent that got worse. */

import { type CusumChart, cusumAfter, type Random } from '@andon/core';

export interface RunLength {
  /** Failure probability of the agent. */
  readonly rate: number;
  readonly mean: number;
  /** Standard error of the mean. */
  readonly error: number;
}

export interface Drift {
  /** `null` for the chart in the literature. */
  readonly target: number | null;
  readonly chart: CusumChart;
  /** The first at the failure probability that is allowed. */
  readonly lengths: readonly RunLength[];
}

/** From 0 to the limit, `repeats` times. */
export function runLength(chart: CusumChart, rate: number, repeats: number, random: Random): RunLength {
  let mean = 0;
  let squares = 0;
  for (let repeat = 1; repeat <= repeats; repeat++) {
    const length = oneRun(chart, rate, random);
    // Welford's way: sums of squares of lengths in the thousands would cancel.
    const off = length - mean;
    mean += off / repeat;
    squares += off * (length - mean);
  }
  return { rate, mean, error: Math.sqrt(squares / (repeats - 1) / repeats) };
}

function oneRun(chart: CusumChart, rate: number, random: Random): number {
  let sum = 0;
  let outcomes = 0;
  while (sum < chart.limit) {
    sum = cusumAfter(sum, random.next() < rate, chart);
    outcomes += 1;
  }
  return outcomes;
}
