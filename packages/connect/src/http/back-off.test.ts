import { describe, expect, it } from 'vitest';
import { backOffMs } from './back-off.ts';

const always = (share: number) => ({ next: () => share });

describe('backing off', () => {
  it('doubles up to its longest', () => {
    const waits = [1, 2, 3, 8, 1_000].map((failures) => backOffMs(failures, always(1)));
    expect(waits).toEqual([100, 200, 400, 10_000, 10_000]);
  });

  it('spreads over the upper half', () => {
    expect([0, 0.5].map((share) => backOffMs(3, always(share)))).toEqual([200, 300]);
  });
});
