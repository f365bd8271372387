import { describe, expect, it } from 'vitest';
import { pairedDifference, smallerGap, verdictOf } from './order.ts';

describe('a paired difference', () => {
  it('varies as the differences do, not as what is compared', () => {
    const { pairs, mean, standardError } = pairedDifference([101, 203, 305, 403], [100, 200, 300, 400]);
    expect({ pairs, mean }).toEqual({ pairs: 4, mean: 3 });
    // Differences 1, 3, 5, 3: variance 8/3, over four of them.
    expect(standardError).toBeCloseTo(Math.sqrt(8 / 3 / 4), 12);
  });

  it('has no standard error with one pair', () => {
    expect(pairedDifference([5], [3])).toEqual({ pairs: 1, mean: 2, standardError: null });
  });
});

describe('the order', () => {
  const whole = { manual: 1, copilot: 2, agent: 4 };
  const turned = { manual: 1, copilot: 5, agent: 4 };

  it('hangs on the smaller gap', () => {
    expect(smallerGap(whole)).toBe(1);
    expect(smallerGap(turned)).toBe(-1);
  });

  it('holds, breaks at either end, or is not there to begin with', () => {
    expect(verdictOf(whole, whole, whole)).toBe('holds');
    expect(verdictOf(whole, turned, whole)).toBe('breaks');
    expect(verdictOf(whole, whole, turned)).toBe('breaks');
    expect(verdictOf(turned, whole, whole)).toBe('no-order');
  });
});
