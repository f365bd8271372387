import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atMost } from './binomial.ts';
import { seededRandom } from './random.ts';
import { certify, type Judged } from './selective-risk.ts';

const options = { error: 0.05, delta: 0.05 };

/** Rows whose confidence is uniform, wrong with a chance that `riskAt` names. */
function drawn(count: number, seed: number, riskAt: (confidence: number) => number): Judged[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => {
    const confidence = random.next();
    return { confidence, right: random.next() >= riskAt(confidence) };
  });
}

describe('certify', () => {
  it('decides all alone where nothing is ever wrong and enough was judged', () => {
    const rows = drawn(200, 1, () => 0);
    const found = certify(
      rows,
      drawn(59, 2, () => 0),
      options,
    );
    expect(found).toMatchObject({ judged: 59, needed: 59, wrong: 0 });
    expect(found.share).toBeGreaterThan(0.9);
    expect(found.bound).toBeLessThanOrEqual(0.05);
  });

  it.each([
    ['one judged too few', 58, () => 0],
    ['nothing judged', 0, () => 0],
    ['a coin', 500, () => 0.5],
  ])('certifies nothing with %s', (_, count, riskAt) => {
    const found = certify(drawn(500, 1, riskAt), drawn(count, 2, riskAt), options);
    expect(found).toMatchObject({ share: 0, decided: 0, wrong: 0, bound: null, threshold: null, judged: count });
  });

  it('never decides a row alone whose confidence is -Infinity', () => {
    const rows = drawn(400, 1, () => 0).map((row, index) =>
      index % 4 === 0 ? { confidence: Number.NEGATIVE_INFINITY, right: false } : row,
    );
    const found = certify(rows, rows, options);
    expect(found).toMatchObject({ wrong: 0, decided: 300 });
  });

  it('passes its own test, whatever the rows', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 1, max: 400 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (seed, n, risk) => {
          const riskAt = (confidence: number) => (1 - confidence) * risk;
          const found = certify(drawn(300, seed, riskAt), drawn(n, seed + 1, riskAt), options);
          expect(found.share).toBe(found.decided / n);
          if (found.threshold === null) expect(found.decided).toBe(0);
          else expect(atMost(found.wrong, found.decided, 0.05)).toBeLessThanOrEqual(0.05);
          if (n < found.needed) expect(found.share).toBe(0);
        },
      ),
      { numRuns: 60 },
    );
  });

  /**
   * The promise itself. At a risk of (1 - c) / 4 at confidence c, (1 - t) / 8 of what is decided at threshold t is wrong, so 5 % is
   * broken below t = .6. 400 trials at a chance of at most 5 % give more than 34 with a probability of .0011.
   */
  it('breaks its promise in at most one of twenty calibrations', () => {
    const riskAt = (confidence: number) => (1 - confidence) / 4;
    let broken = 0;
    let share = 0;
    for (let trial = 0; trial < 400; trial += 1) {
      const found = certify(drawn(3000, 2 * trial, riskAt), drawn(3000, 2 * trial + 1, riskAt), options);
      if (found.threshold !== null && found.threshold < 0.6) broken += 1;
      share += found.share / 400;
    }
    expect(broken).toBeLessThanOrEqual(34);
    expect(share).toBeGreaterThan(0.15);
  });
});
