/** That what is simulated is what is shipped, and that the simulation agrees with what can be computed exactly. */

import { countOutcome, defaultEvidencePolicy, emptyEvidence } from '@andon/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../seeded-random.ts';
import { allowed, mostTrials, simulateClimbs } from './climbs.ts';
import { runLength } from './drift.ts';
import { simulatePromotion } from './promotion.ts';
import { mostOutcomes, rules, thresholds } from './rules.ts';
import { simulateErrorRates } from './simulate.ts';

/** Exact probability of passing within `mostOutcomes`: the chance of each number of failures, step by step. */
function exactly(needed: readonly number[], p: number): number {
  let chances = [1];
  let passed = 0;
  for (let judged = 1; judged <= mostOutcomes; judged++) {
    const after = Array.from({ length: chances.length + 1 }, (_, failures) => {
      return (chances[failures] ?? 0) * p + (chances[failures - 1] ?? 0) * (1 - p);
    });
    for (const [failures, enough] of needed.entries()) {
      if (judged < enough || failures >= after.length) continue;
      passed += after[failures] ?? 0;
      after[failures] = 0;
    }
    // What failed more often than any threshold allows never passes.
    chances = after.slice(0, needed.length);
  }
  return passed;
}

describe('the simulated rules', () => {
  it('give a level at the very outcome at which counting gives it', () => {
    const needed = thresholds('e-process', 0.95, 0.05);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), fc.constantFrom(0.94, 0.97, 0.99), (seed, p) => {
        const random = seededRandom(seed);
        let state = emptyEvidence('advise');
        let failures = 0;
        let passedAt: number | null = null;
        let neededAt: number | null = null;
        for (let judged = 1; judged <= 300; judged++) {
          const right = random.next() < p;
          if (!right) failures += 1;
          const enough = needed[failures];
          if (neededAt === null && enough !== undefined && judged >= enough) neededAt = judged;
          const counted = countOutcome({
            ...{ state, madeAt: 'advise', held: 'advise', result: right ? 'right' : 'wrong', sameTrial: true },
            ...{ policy: defaultEvidencePolicy, riskClass: 'reversible', demotions: 0, nowMs: judged },
          });
          state = counted.state;
          if (counted.passed) passedAt = judged;
        }
        expect(passedAt).toBe(neededAt);
      }),
      { numRuns: 30 },
    );
  });

  it.each([
    ['clopper-pearson', 59, 93],
    // Wilson asks for less than the exact bound: that is why it errs more.
    ['wilson', 52, 87],
  ] as const)('%s needs %i without a failure and %i with one at .95', (rule, none, one) => {
    expect(thresholds(rule, 0.95, 0.05).slice(0, 2)).toEqual([none, one]);
  });

  it('come out as the exact chances say, rule by rule', () => {
    const [target, alpha, repeats] = [0.9, 0.05, 4_000];
    const simulated = simulatePromotion({ target, alpha, agents: [target], repeats }, seededRandom(5));
    for (const [at, rule] of rules.entries()) {
      const chance = exactly(thresholds(rule, target, alpha), target);
      const error = Math.sqrt((chance * (1 - chance)) / repeats);
      expect(Math.abs((simulated[at]?.rate ?? 1) - chance), rule).toBeLessThan(4 * error);
    }
  });

  it.each([0.9, 0.95, 0.98, 0.99, 0.7, 0.74, 0.78, 0.82])(
    'never give the shipped test more than α at target %s, exactly computed over 1 000 looks',
    (target) => {
      for (const alpha of [0.05, 0.01, 0.0125]) {
        const chance = exactly(thresholds('e-process', target, alpha), target);
        expect(chance).toBeLessThanOrEqual(alpha);
        expect(chance).toBeGreaterThan(alpha / 10);
      }
    },
  );
});

describe('the simulation', () => {
  it('gives the same numbers for the same seed', () => {
    const options = { seed: 7, repeats: 20 };
    expect(simulateErrorRates(options)).toEqual(simulateErrorRates(options));
  });

  it('takes exactly the run length that a chart of one failure in a row must have', () => {
    // Lowered by the first failure: geometric, with mean 1 / rate.
    const { mean, error } = runLength({ good: 0.1, bad: 0.3, limit: 1 }, 0.25, 20_000, seededRandom(2));
    expect(Math.abs(mean - 4)).toBeLessThan(4 * error);
    expect(error).toBeCloseTo(Math.sqrt(12 / 20_000), 2);
  });

  it('adds up what several trials may be wrong with', () => {
    const all = Array.from({ length: mostTrials }, (_, trial) => 0.05 / 2 ** trial);
    for (let trials = 1; trials <= mostTrials; trials++) {
      const sum = all.slice(0, trials).reduce((total, alpha) => total + alpha, 0);
      expect(allowed(0.05, trials)).toBeCloseTo(sum, 12);
    }
    const { rates } = simulateClimbs({ target: 0.9, alpha: 0.05, halved: true, repeats: 500 }, seededRandom(3));
    for (const [at, rate] of rates.entries()) if (at > 0) expect(rate).toBeGreaterThanOrEqual(rates[at - 1] ?? 1);
  });
});
