import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lowerBound } from './bounds.ts';

/** Least number judged, with so many failures, whose bound reaches p0. */
function least(p0: number, failures: number): number {
  let low = failures;
  let high = 20_000;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (lowerBound(middle - failures, middle, 0.05) >= p0) high = middle;
    else low = middle;
  }
  return high;
}

describe('the lower bound of Clopper and Pearson', () => {
  it.each([
    [0.9, [29, 46, 61, 103]],
    [0.95, [59, 93, 124, 208]],
    [0.98, [149, 236, 313, 523]],
    [0.99, [299, 473, 628, 1_049]],
    [0.999, [2_995, 4_742, 6_294, 10_511]],
  ])('reaches %s with 0, 1, 2 and 5 failures after %o', (p0, needed) => {
    expect([0, 1, 2, 5].map((failures) => least(p0, failures))).toEqual(needed);
  });

  it('is the root of α when nothing failed, and 0 when nothing succeeded', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), fc.double({ min: 0.001, max: 0.4, noNaN: true }), (n, alpha) => {
        expect(lowerBound(n, n, alpha)).toBeCloseTo(alpha ** (1 / n), 10);
        expect(lowerBound(0, n, alpha)).toBe(0);
      }),
    );
    expect(lowerBound(0, 0, 0.05)).toBe(0);
  });

  it('holds what it promises: the tail at the bound is α, summed directly', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.nat(60), (judged, pick) => {
        const successes = 1 + (pick % judged);
        const p = lowerBound(successes, judged, 0.05);
        let choose = 1;
        let tail = 0;
        for (let count = 0; count <= judged; count++) {
          if (count > 0) choose = (choose * (judged - count + 1)) / count;
          if (count >= successes) tail += choose * p ** count * (1 - p) ** (judged - count);
        }
        expect(tail).toBeCloseTo(0.05, 8);
      }),
    );
  });

  it('stays below what was seen, and grows with successes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 3_000 }), fc.nat(3_000), (judged, pick) => {
        const successes = 1 + (pick % (judged - 1));
        const bound = lowerBound(successes, judged, 0.05);
        expect(bound).toBeLessThan(successes / judged);
        expect(lowerBound(successes + 1, judged, 0.05)).toBeGreaterThan(bound);
      }),
    );
  });
});
