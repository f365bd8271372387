import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isShown, logEValue, mixtureGrid, outcomesNeeded } from './e-process.ts';

const target = fc.double({ min: 0.7, max: 0.999, noNaN: true });
const alpha = fc.double({ min: 0.001, max: 0.4, noNaN: true });
const counts = fc.record({ successes: fc.nat(400), failures: fc.nat(60) });

/** The e-value written out: the mean of the likelihood ratios. */
function plainly({ successes, failures }: { successes: number; failures: number }, p0: number): number {
  const ratios = mixtureGrid(p0).map((q) => (q / p0) ** successes * ((1 - q) / (1 - p0)) ** failures);
  return ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
}

describe('mixtureGrid', () => {
  it('bets on .96, .97, .98, .99 and .999 at .95', () => {
    for (const [at, q] of [0.96, 0.97, 0.98, 0.99, 0.999].entries()) expect(mixtureGrid(0.95)[at]).toBeCloseTo(q, 12);
  });

  it('never bets on what the test wants to refute: every one is above p0 and below 1', () => {
    fc.assert(
      fc.property(target, (p0) => {
        for (const q of mixtureGrid(p0)) expect(q > p0 && q < 1).toBe(true);
      }),
    );
  });
});

describe('the e-value', () => {
  it('is 1 before anything is judged', () => {
    expect(logEValue({ successes: 0, failures: 0 }, 0.95)).toBeCloseTo(0, 12);
  });

  it('is what its formula says, in logarithms', () => {
    fc.assert(
      fc.property(target, counts, (p0, counted) => {
        const plain = plainly(counted, p0);
        fc.pre(plain > 1e-300 && plain < 1e300);
        expect(logEValue(counted, p0)).toBeCloseTo(Math.log(plain), 6);
      }),
    );
  });

  it('grows by nothing on average where the agent is no better than p0: one step ahead, exactly computed', () => {
    fc.assert(
      fc.property(target, fc.double({ min: 0, max: 1, noNaN: true }), counts, (p0, share, { successes, failures }) => {
        const p = p0 * share;
        const now = logEValue({ successes, failures }, p0);
        const right = Math.exp(logEValue({ successes: successes + 1, failures }, p0) - now);
        const wrong = Math.exp(logEValue({ successes, failures: failures + 1 }, p0) - now);
        expect(p * right + (1 - p) * wrong).toBeLessThanOrEqual(1 + 1e-9);
        // At the boundary nothing is given away either.
        expect(p0 * right + (1 - p0) * wrong).toBeCloseTo(1, 9);
      }),
    );
  });

  it('does not depend on the order of the outcomes', () => {
    const outcomes = fc.array(fc.boolean(), { maxLength: 80 });
    const shuffled = outcomes.chain((one) =>
      fc.tuple(fc.constant(one), fc.shuffledSubarray(one, { minLength: one.length })),
    );
    /** Step by step, as one who keeps only the running ratios would. */
    const stepwise = (sequence: readonly boolean[], p0: number) =>
      mixtureGrid(p0)
        .map((q) => sequence.reduce((log, right) => log + Math.log(right ? q / p0 : (1 - q) / (1 - p0)), 0))
        .reduce((sum, log) => sum + Math.exp(log) / 5, 0);
    fc.assert(
      fc.property(shuffled, target, ([one, other], p0) => {
        const successes = one.filter(Boolean).length;
        const log = logEValue({ successes, failures: one.length - successes }, p0);
        expect(log).toBeCloseTo(Math.log(stepwise(one, p0)), 6);
        expect(log).toBeCloseTo(Math.log(stepwise(other, p0)), 6);
      }),
    );
  });

  it('grows with every success and falls with every failure', () => {
    fc.assert(
      fc.property(target, counts, (p0, { successes, failures }) => {
        const now = logEValue({ successes, failures }, p0);
        expect(logEValue({ successes: successes + 1, failures }, p0)).toBeGreaterThan(now);
        expect(logEValue({ successes, failures: failures + 1 }, p0)).toBeLessThan(now);
      }),
    );
  });

  it('stays a number however much is counted', () => {
    expect(Number.isFinite(logEValue({ successes: 1e7, failures: 1e6 }, 0.999))).toBe(true);
    expect(Number.isFinite(logEValue({ successes: 0, failures: 1e7 }, 0.7))).toBe(true);
  });
});

describe('outcomesNeeded', () => {
  it('is the first at which the test passes', () => {
    fc.assert(
      fc.property(target, alpha, counts, (p0, level, { successes, failures }) => {
        const needed = outcomesNeeded({ successes, failures }, p0, level);
        const judged = successes + failures;
        expect(isShown({ successes: needed - failures, failures }, p0, level)).toBe(true);
        if (needed > judged) expect(isShown({ successes: needed - failures - 1, failures }, p0, level)).toBe(false);
        expect(needed).toBeGreaterThanOrEqual(judged);
      }),
    );
  });

  it.each([
    // At α = .05, for the shipped targets and the demo's; computed apart in exact fractions.
    [0.9, 39],
    [0.95, 80],
    [0.98, 202],
    [0.99, 407],
    [0.7, 12],
    [0.74, 14],
    [0.78, 17],
    [0.82, 21],
  ])('at target %s without a failure: %s', (p0, needed) => {
    expect(outcomesNeeded({ successes: 0, failures: 0 }, p0, 0.05)).toBe(needed);
  });

  it('grows with every failure', () => {
    fc.assert(
      fc.property(target, alpha, fc.nat(40), (p0, level, failures) => {
        const needed = (count: number) => outcomesNeeded({ successes: 0, failures: count }, p0, level);
        expect(needed(failures + 1)).toBeGreaterThan(needed(failures));
      }),
    );
  });
});
