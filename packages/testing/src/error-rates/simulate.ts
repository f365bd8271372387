/** All simulations of one run. The same seed and number of repeats give the same numbers. */

import { cusumChart, defaultEvidencePolicy } from '@andon/core';
import { seededRandom } from '../seeded-random.ts';
import { type Climbs, simulateClimbs } from './climbs.ts';
import { type Drift, runLength } from './drift.ts';
import { agentsAround, type Promotion, simulatePromotion } from './promotion.ts';

/** Those that a site has unless it says otherwise, and those of the demo, whose agent is worse. */
export const targets: Readonly<Record<'default' | 'demo', readonly number[]>> = {
  default: Object.values(defaultEvidencePolicy.targets),
  demo: [0.7, 0.74, 0.78, 0.82],
};
const everyTarget = [...targets.default, ...targets.demo];

export interface ErrorRates {
  readonly seed: number;
  readonly repeats: number;
  readonly promotion: readonly Promotion[];
  readonly drift: readonly Drift[];
  readonly climbs: readonly Climbs[];
}

export interface SimulateOptions {
  readonly seed: number;
  /** Agents per case; run lengths are taken over a tenth as many, since each is thousands of outcomes long. */
  readonly repeats: number;
}

export function simulateErrorRates({ seed, repeats }: SimulateOptions): ErrorRates {
  const random = seededRandom(seed);
  const runs = Math.max(2, Math.round(repeats / 10));
  const { reversible, irreversible } = defaultEvidencePolicy.alpha;
  const promotion = everyTarget.flatMap((target) => {
    const { below, at, good } = agentsAround(target);
    return [
      ...simulatePromotion({ target, alpha: reversible, agents: [below, at, good], repeats }, random),
      ...simulatePromotion({ target, alpha: irreversible, agents: [at], repeats }, random),
    ];
  });
  const drift = [
    driftOf(null, { good: 0.01, bad: 0.05, limit: 4.5 }, [0.01, 0.05, 0.1, 0.2]),
    ...everyTarget.map((target) => {
      const chart = cusumChart(target);
      return driftOf(target, chart, [chart.good, 2 * chart.good, chart.bad]);
    }),
  ];
  const climbs = [0.95, 0.82].flatMap((target) =>
    [true, false].map((halved) => simulateClimbs({ target, alpha: reversible, halved, repeats }, random)),
  );
  return { seed, repeats, promotion, drift, climbs };

  function driftOf(target: Drift['target'], chart: Drift['chart'], rates: readonly number[]): Drift {
    return { target, chart, lengths: rates.map((rate) => runLength(chart, rate, runs, random)) };
  }
}
