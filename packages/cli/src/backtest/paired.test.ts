import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clopperPearson } from './counts.ts';
import { exactMcNemar } from './paired.ts';

/** By the definition, for counts small enough for exact numbers. */
function byDefinition(one: number, other: number): number {
  const all = one + other;
  const choose = (k: number): number => (k === 0 ? 1 : (choose(k - 1) * (all - k + 1)) / k);
  const tail = Array.from({ length: Math.min(one, other) + 1 }, (_, k) => choose(k)).reduce(
    (sum, ways) => sum + ways,
    0,
  );
  return Math.min(1, (2 * tail) / 2 ** all);
}

describe('the exact McNemar test', () => {
  it('is what its definition says', () => {
    const count = fc.integer({ min: 0, max: 25 });
    fc.assert(
      fc.property(count, count, (one, other) => {
        expect(exactMcNemar(one, other)).toBeCloseTo(byDefinition(one, other), 10);
        expect(exactMcNemar(one, other)).toBe(exactMcNemar(other, one));
      }),
    );
  });

  it('knows published values, and says nothing of no difference', () => {
    // 5 against 15: 2 · P(X ≤ 5), X binomial with 20 and one half.
    expect(exactMcNemar(5, 15)).toBeCloseTo(0.041389, 6);
    expect(exactMcNemar(0, 0)).toBe(1);
    expect(exactMcNemar(7, 7)).toBe(1);
    expect(exactMcNemar(0, 5000)).toBe(0);
    expect(exactMcNemar(2400, 2600)).toBeGreaterThan(0.004);
  });
});

describe('Clopper and Pearson’s interval', () => {
  it('is the published one, and open at neither end', () => {
    expect(clopperPearson(8, 10).map((bound) => Number(bound.toFixed(4)))).toEqual([0.4439, 0.9748]);
    expect(clopperPearson(0, 20)[0]).toBe(0);
    expect(clopperPearson(0, 20)[1]).toBeCloseTo(0.1684, 4);
    expect(clopperPearson(20, 20)[1]).toBe(1);
  });
});
