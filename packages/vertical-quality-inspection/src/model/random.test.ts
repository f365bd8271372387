import { describe, expect, it } from 'vitest';
import { seededRandom, shuffle } from './random.ts';

const take = (seed: number, stream?: number): number[] => {
  const random = seededRandom(seed, stream);
  return Array.from({ length: 5 }, () => random.next());
};

describe('seededRandom', () => {
  it('repeats itself from a seed, and differs between seeds and streams', () => {
    expect(take(7)).toEqual(take(7));
    expect(take(7)).not.toEqual(take(8));
    expect(take(7, 1)).not.toEqual(take(7, 2));
    expect(take(1, 2)).not.toEqual(take(2, 1));
  });

  it('never changes its sequence: models made from a seed depend on it', () => {
    const random = seededRandom(1);
    expect([random.below(1000), random.below(1000), random.below(1000)]).toEqual([623, 82, 245]);
  });

  it('spreads evenly over its range', () => {
    const random = seededRandom(3);
    const counts = new Array<number>(10).fill(0);
    for (let draw = 0; draw < 100_000; draw += 1) {
      const slot = random.below(10);
      counts[slot] = (counts[slot] as number) + 1;
    }
    // Chi-square with 9 degrees of freedom exceeds 27.9 once in a thousand times.
    expect(counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)).toBeLessThan(27.9);
  });
});

describe('shuffle', () => {
  it('keeps every item', () => {
    const items = Array.from({ length: 50 }, (_, index) => index);
    shuffle(items, seededRandom(1));
    expect(items).not.toEqual(items.toSorted((a, b) => a - b));
    expect(items.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, index) => index));
  });
});
