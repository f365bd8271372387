import { describe, expect, it } from 'vitest';
import { metricsOf } from './metrics.ts';

describe('metricsOf', () => {
  const metrics = metricsOf(
    Uint8Array.of(0, 0, 1, 1),
    Float64Array.of(0.9, 0.1, 0, 0.4, 0.6, 0, 0.2, 0.8, 0, 0.5, 0.5, 0),
    3,
  );

  it('counts true classes in rows and called ones in columns', () => {
    expect(metrics.confusion).toEqual([
      [1, 1, 0],
      [1, 1, 0],
      [0, 0, 0],
    ]);
    expect(metrics.accuracy).toBe(0.5);
  });

  it('leaves a class that is not there out of the mean', () => {
    expect(metrics.f1).toEqual([0.5, 0.5, null]);
    expect(metrics.macroF1).toBe(0.5);
  });

  it('takes the mean logarithm of what the true class was given', () => {
    expect(metrics.logLoss).toBeCloseTo(-(Math.log(0.9) + Math.log(0.4) + Math.log(0.8) + Math.log(0.5)) / 4, 12);
  });

  it('gives the interval of Wilson', () => {
    // 8 of 10: the textbook interval is .490 … .943.
    const [low, high] = metricsOf(
      new Uint8Array(10),
      Float64Array.from({ length: 20 }, (_, at) => Number((at % 2 === 0) === at < 16)),
      2,
    ).accuracyInterval;
    expect(low).toBeCloseTo(0.49, 2);
    expect(high).toBeCloseTo(0.943, 2);
  });

  it('gives an interval of shares where every row is right, or none, of however many', () => {
    for (let rows = 1; rows <= 300; rows += 1) {
      for (const right of [1, 0]) {
        const called = Float64Array.from({ length: 2 * rows }, (_, at) => (at % 2 === 0 ? right : 1 - right));
        const [low, high] = metricsOf(new Uint8Array(rows), called, 2).accuracyInterval;
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
      }
    }
  });
});
