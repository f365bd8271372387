import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pickWeighted, seededRandom, shuffled } from './random.ts';

describe('seededRandom', () => {
  it('gives the same stream for the same seed, and numbers in [0, 1)', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const [a, b] = [seededRandom(seed), seededRandom(seed)];
        for (let draw = 0; draw < 20; draw += 1) {
          const value = a.next();
          expect(value).toBe(b.next());
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThan(1);
        }
      }),
    );
  });

  it('forks by name, whatever was drawn before', () => {
    const [used, fresh] = [seededRandom(7), seededRandom(7)];
    used.next();
    used.normal();
    expect(used.fork('camera').next()).toBe(fresh.fork('camera').next());
    expect(fresh.fork('camera').next()).not.toBe(fresh.fork('furnace').next());
  });

  it('is uniform and normal enough for a line', () => {
    const random = seededRandom(1);
    const count = 20_000;
    let sum = 0;
    let square = 0;
    let normal = 0;
    let spread = 0;
    for (let draw = 0; draw < count; draw += 1) {
      const u = random.next();
      sum += u;
      square += u * u;
      const n = random.normal();
      normal += n;
      spread += n * n;
    }
    expect(sum / count).toBeCloseTo(1 / 2, 1);
    expect(square / count).toBeCloseTo(1 / 3, 1);
    expect(normal / count).toBeCloseTo(0, 1);
    expect(spread / count).toBeCloseTo(1, 1);
  });

  it('picks in proportion to weights, and never a weight of nought', () => {
    expect(pickWeighted(0, [0, 1, 1])).toBe(1);
    expect(pickWeighted(0.49, [0, 1, 1])).toBe(1);
    expect(pickWeighted(0.51, [0, 1, 1])).toBe(2);
    expect(pickWeighted(0.999_999, [1, 0, 3])).toBe(2);
  });

  it('shuffles without losing anything', () => {
    const items = Array.from({ length: 50 }, (_, index) => index);
    const mixed = shuffled(items, seededRandom(3));
    expect(mixed).not.toEqual(items);
    expect(mixed.toSorted((a, b) => a - b)).toEqual(items);
  });
});
