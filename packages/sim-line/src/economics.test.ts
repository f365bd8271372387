import { describe, expect, it } from 'vitest';
import { bestDisposition, coilPriceCny, dispositionValueCny, economics, serviceDelayH, usableAs } from './economics.ts';
import { dispositions, grades, surfaceClasses } from './payloads.ts';

describe('the economics', () => {
  it.each(surfaceClasses)('make the best disposition of %s worth most, whatever the grade', (surface) => {
    for (const grade of grades) {
      const best = bestDisposition(surface, grade);
      for (const other of dispositions) {
        if (other === best) continue;
        expect(dispositionValueCny(best, surface, grade)).toBeGreaterThanOrEqual(
          dispositionValueCny(other, surface, grade),
        );
      }
    }
  });

  it('make an escape cost money, scrapping a good coil lose its value, and a hold cost less than either', () => {
    for (const grade of grades) {
      const price = coilPriceCny(grade);
      expect(dispositionValueCny('release', 'bumps', grade)).toBeLessThan(0);
      expect(dispositionValueCny('scrap', 'none', grade)).toBeLessThan(0.2 * price);
      expect(dispositionValueCny('hold', 'none', grade)).toBeCloseTo(0.9 * price, 6);
      expect(serviceDelayH('hold', 'none', grade)).toBeGreaterThan(serviceDelayH('release', 'none', grade));
    }
  });

  it('can be others: what is dearer is worth more, and a hold that costs nothing is worth the right way', () => {
    const dearer = { ...economics, priceCnyPerT: { ...economics.priceCnyPerT, GCr15: 12_600 }, holdShare: 0 };
    expect(coilPriceCny('GCr15', dearer)).toBe(2 * coilPriceCny('GCr15'));
    for (const surface of surfaceClasses) {
      const best = dispositionValueCny(bestDisposition(surface, '65Mn'), surface, '65Mn', dearer);
      expect(dispositionValueCny('hold', surface, '65Mn', dearer)).toBe(best);
    }
    expect(serviceDelayH('hold', 'none', '65Mn', { ...economics, delayH: { ...economics.delayH, hold: 1 } })).toBe(1);
  });

  it('depend on the grade, not on the class alone', () => {
    expect(usableAs.stains['65Mn']).toBe('prime');
    expect(usableAs.stains.GCr15).toBe('rework');
    expect(new Set(grades.map((grade) => bestDisposition('k-scratch', grade))).size).toBeGreaterThan(1);
  });
});
