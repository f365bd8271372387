import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byCamera, inspection, likeliest, withLook } from './fuse-look.ts';
import { type ClassName, classNames } from './model/index.ts';
import { surfaces } from './payloads.ts';

const anyClasses = fc
  .array(fc.double({ min: 1e-6, max: 1, noNaN: true }), { minLength: 7, maxLength: 7 })
  .map((weights) => {
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return Object.fromEntries(classNames.map((name, index) => [name, (weights[index] ?? 0) / sum] as const)) as Record<
      ClassName,
      number
    >;
  });
const camera = fc.option(anyClasses).map(byCamera);
const total = (shares: Readonly<Record<string, number>>) => Object.values(shares).reduce((sum, one) => sum + one, 0);
const sure = (name: ClassName) =>
  Object.fromEntries(classNames.map((other) => [other, other === name ? 1 : 0])) as Record<ClassName, number>;

describe('camera and look together', () => {
  it('are always shares of one whole', () => {
    fc.assert(
      fc.property(camera, fc.constantFrom(...surfaces), (prior, look) => {
        expect(total(prior)).toBeCloseTo(1, 12);
        expect(total(withLook(prior, look))).toBeCloseTo(1, 12);
      }),
    );
  });

  it('make what was seen likelier, and keep the order of all that was not', () => {
    fc.assert(
      fc.property(camera, fc.constantFrom(...surfaces), (prior, look) => {
        const after = withLook(prior, look);
        expect(after[look]).toBeGreaterThanOrEqual(prior[look]);
        const [one, other] = surfaces.filter((surface) => surface !== look) as ['none', 'pastry'];
        expect(after[one] * prior[other]).toBeCloseTo(after[other] * prior[one], 9);
      }),
    );
  });

  it('give what Bayes gives, worked by hand', () => {
    const prior = byCamera(null);
    const missed = (0.4 * 0.02) / 7;
    expect(prior.none).toBeCloseTo(0.6 / (0.6 + 0.008), 12);
    const after = withLook(prior, 'bumps');
    const weights = { none: (0.6 * 0.12) / 7, bumps: missed * 0.88, each: (missed * 0.12) / 7 };
    expect(after.none).toBeCloseTo(weights.none / (weights.none + weights.bumps + 6 * weights.each), 12);
  });

  it('believe a camera that is sure against a look that saw nothing', () => {
    const prior = byCamera(sure('z-scratch'));
    expect(prior.none).toBeCloseTo(inspection.cleanWithRegion, 12);
    expect(likeliest(withLook(prior, 'none'))).toBe('z-scratch');
    expect(likeliest(withLook(byCamera(null), 'none'))).toBe('none');
  });
});
