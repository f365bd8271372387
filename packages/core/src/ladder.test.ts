import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { because } from './because.ts';
import { bindingCap, type Cap, type CapSource, isAtLeast, levelNames, levels, rank } from './ladder.ts';
import { locales } from './locale.ts';

const sources: readonly CapSource[] = ['stop', 'grant', 'action-type', 'sink', 'presence', 'health'];
const cap: fc.Arbitrary<Cap> = fc.record({
  source: fc.constantFrom(...sources),
  level: fc.constantFrom(...levels),
  because: fc.constant(because('approval.needed')),
});
const caps = fc.tuple(cap, fc.array(cap)).map(([first, rest]): [Cap, ...Cap[]] => [first, ...rest]);

describe('the ladder', () => {
  it('goes from off to autonomous', () => {
    expect(levels.map(rank)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(isAtLeast('approve', 'approve')).toBe(true);
    expect(isAtLeast('advise', 'approve')).toBe(false);
  });

  it('names every level in every language, no two alike', () => {
    for (const locale of locales) {
      const names = levels.map((level) => levelNames[level][locale]);
      expect(new Set(names).size).toBe(levels.length);
      expect(names.every((name) => name.trim() !== '')).toBe(true);
    }
  });
});

describe('bindingCap', () => {
  it('is one of the caps, and none is lower', () => {
    fc.assert(
      fc.property(caps, (given) => {
        const binding = bindingCap(given);
        expect(given).toContain(binding);
        for (const other of given) expect(rank(binding.level)).toBeLessThanOrEqual(rank(other.level));
      }),
    );
  });

  it('is the first given of those that are equally low', () => {
    fc.assert(
      fc.property(caps, (given) => {
        const binding = bindingCap(given);
        expect(given.find((other) => other.level === binding.level)).toBe(binding);
      }),
    );
  });

  it('never rises by a further cap', () => {
    fc.assert(
      fc.property(caps, cap, (given, further) => {
        expect(rank(bindingCap([...given, further]).level)).toBeLessThanOrEqual(rank(bindingCap(given).level));
      }),
    );
  });
});
