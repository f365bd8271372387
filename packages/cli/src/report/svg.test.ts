import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linear, ticks } from './svg.ts';

describe('ticks', () => {
  it.each([
    [[0, 10], 5, [0, 2, 4, 6, 8, 10]],
    [[-300, 1_250], 6, [0, 500, 1_000]],
    [[0.12, 0.48], 4, [0.2, 0.3, 0.4]],
    [[7, 7], 4, [7]],
  ] as const)('of %j, about %d', (range, count, wanted) => {
    const shown = ticks(range, count);
    expect(shown).toHaveLength(wanted.length);
    shown.forEach((value, at) => {
      expect(value).toBeCloseTo(wanted[at] ?? Number.NaN, 9);
    });
  });

  it('stand within the range, in order, and are never many', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e9, max: 1e9, noNaN: true }),
        fc.double({ min: 1e-3, max: 1e9, noNaN: true }),
        (from, span) => {
          const shown = ticks([from, from + span], 6);
          expect(shown.length).toBeLessThanOrEqual(8);
          expect(shown.every((value, at) => at === 0 || value > (shown[at - 1] ?? value))).toBe(true);
          const slack = 1e-6 * (Math.abs(from) + span);
          expect(shown.every((value) => value >= from - slack && value <= from + span + slack)).toBe(true);
        },
      ),
    );
  });
});

describe('a scale', () => {
  it('maps the ends of the range to the ends of the picture, and a range of nothing to its start', () => {
    const x = linear([10, 20], [100, 300]);
    expect([x(10), x(15), x(20)]).toEqual([100, 200, 300]);
    expect(linear([5, 5], [100, 300])(5)).toBe(100);
  });
});
