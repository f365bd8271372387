import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Random } from '../clock.ts';
import { isAndonError } from '../errors.ts';
import { type CusumChart, cusumAfter } from './cusum.ts';
import { cusumChart, cusumLimits, cusumRates } from './cusum-chart.ts';
import { findCusumLimit } from './cusum-search.ts';

/** A linear congruential generator (Knuth's MMIX): another one than the search uses by itself. */
function lcg(seed: bigint): Random {
  let state = seed;
  return {
    next() {
      state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
      return Number(state >> 11n) / 2 ** 53;
    },
  };
}

/** Mean number of outcomes from 0 to the limit at a failure rate, and its standard error. */
function runLength(chart: CusumChart, rate: number, repeats: number): { mean: number; error: number } {
  const random = lcg(17n);
  const lengths = Array.from({ length: repeats }, () => {
    let sum = 0;
    for (let outcome = 1; ; outcome++) {
      sum = cusumAfter(sum, random.next() < rate, chart);
      if (sum >= chart.limit) return outcome;
    }
  });
  const mean = lengths.reduce((all, length) => all + length, 0) / repeats;
  const variance = lengths.reduce((all, length) => all + (length - mean) ** 2, 0) / (repeats - 1);
  return { mean, error: Math.sqrt(variance / repeats) };
}

describe('the CUSUM chart', () => {
  it.each([
    [0.01, 6_150, 500],
    [0.05, 102, 2_000],
    [0.1, 39, 2_000],
    [0.2, 17, 2_000],
  ])('of the reference (.01, .05, limit 4.5) takes, at failure rate %s, about %s outcomes', (rate, about, repeats) => {
    const { mean, error } = runLength({ good: 0.01, bad: 0.05, limit: 4.5 }, rate, repeats);
    expect(Math.abs(mean - about)).toBeLessThan(4 * error + 0.01 * about);
  });

  it('is never below 0, rises with a failure and falls with a success', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 10, noNaN: true }), fc.constantFrom(...cusumLimits.keys()), (sum, p0) => {
        const rates = cusumRates(p0);
        expect(cusumAfter(sum, true, rates)).toBeGreaterThan(sum);
        expect(cusumAfter(sum, false, rates)).toBeLessThanOrEqual(sum);
        expect(cusumAfter(sum, false, rates)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('notices three times the failures that a level allows, and never asks for certainty', () => {
    expect(cusumChart(0.99)).toEqual({ good: expect.closeTo(0.01, 9), bad: expect.closeTo(0.03, 9), limit: 3.6 });
    expect(cusumRates(0.6).bad).toBe(0.98);
  });
});

describe('the limit of a chart', () => {
  it('is found again by another simulation, within what chance and the steps of a chart leave', () => {
    for (const [p0, limit] of cusumLimits) {
      // Where failures weigh much the chart leaps, and a limit a little higher is as good as one well below.
      const found = findCusumLimit(cusumRates(p0), lcg(3n), 2_000_000);
      expect(found, String(p0)).toBeGreaterThanOrEqual(limit - 0.05);
      expect(found, String(p0)).toBeLessThanOrEqual(limit + 0.6);
    }
  });

  it('of a target that stands in no table lies between those of its neighbours, and is the same each time', () => {
    const { limit } = cusumChart(0.97);
    expect(limit).toBeGreaterThan(cusumChart(0.98).limit);
    expect(limit).toBeLessThan(cusumChart(0.95).limit);
    expect(cusumChart(0.97).limit).toBe(limit);
  });

  it.each([
    { good: 0, bad: 0.1 },
    { good: 0.2, bad: 0.1 },
    { good: 0.2, bad: 1 },
    { good: Number.NaN, bad: 0.5 },
  ])('does not exist for %o', (rates) => {
    let thrown: unknown;
    try {
      findCusumLimit(rates, lcg(1n), 1_000);
    } catch (error) {
      thrown = error;
    }
    expect(isAndonError(thrown, 'config.invalid')).toBe(true);
  });

  it('is not guessed from a simulation that saw too few false alarms', () => {
    expect(() => findCusumLimit({ good: 0.01, bad: 0.05 }, lcg(1n), 50_000)).toThrow('false alarms');
  });
});
