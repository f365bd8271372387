import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atMost, neededWithoutFailure, upperBound } from './binomial.ts';

describe('atMost', () => {
  it.each([
    [0, 10, 0.5, 0.5 ** 10],
    [1, 2, 0.5, 0.75],
    [2, 3, 0.1, 1 - 0.001],
    [0, 1000, 0.05, 0.95 ** 1000],
  ])('%i of %i at %f', (failures, judged, rate, expected) => {
    expect(atMost(failures, judged, rate)).toBeCloseTo(expected, 12);
  });

  it('never falls with more failures allowed, and never rises with their rate', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        fc.nat({ max: 399 }),
        fc.double({ min: 0.001, max: 0.9, noNaN: true }),
        (judged, failures, rate) => {
          const here = atMost(failures, judged, rate);
          expect(here).toBeGreaterThanOrEqual(0);
          expect(here).toBeLessThanOrEqual(1);
          expect(atMost(failures + 1, judged, rate)).toBeGreaterThanOrEqual(here - 1e-12);
          expect(atMost(failures, judged, Math.min(0.99, rate + 0.05))).toBeLessThanOrEqual(here + 1e-12);
        },
      ),
    );
  });
});

describe('upperBound', () => {
  // scipy.stats.beta.ppf(.95, k + 1, n - k)
  it.each([
    [0, 59, 0.04950764],
    [0, 10, 0.25886555],
    [1, 10, 0.39416326],
    [5, 100, 0.10225314],
  ])('%i of %i is at most %f with confidence .95', (failures, judged, expected) => {
    expect(upperBound(failures, judged, 0.05)).toBeCloseTo(expected, 5);
  });

  it('is the rate whose tail is delta', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.nat(), (judged, any) => {
        const failures = any % judged;
        expect(atMost(failures, judged, upperBound(failures, judged, 0.05))).toBeCloseTo(0.05, 9);
      }),
    );
  });

  it('says nothing where everything failed', () => {
    expect(upperBound(7, 7, 0.05)).toBe(1);
  });
});

describe('neededWithoutFailure', () => {
  it.each([
    [0.05, 59],
    [0.01, 299],
    [0.005, 598],
    [0.001, 2995],
  ])('%f takes %i', (error, needed) => {
    expect(neededWithoutFailure(error, 0.05)).toBe(needed);
    expect(atMost(0, needed, error)).toBeLessThanOrEqual(0.05);
    expect(atMost(0, needed - 1, error)).toBeGreaterThan(0.05);
  });
});
