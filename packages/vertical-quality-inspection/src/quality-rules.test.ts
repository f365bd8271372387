import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dispositions, grades, type Surface, surfaces, usabilities } from './payloads.ts';
import { chooseDisposition, costs, fitting, type Posterior, usabilityOf } from './quality-rules.ts';

const sure = (surface: Surface, probability = 1): Posterior => {
  const rest = (1 - probability) / (surfaces.length - 1);
  return Object.fromEntries(surfaces.map((name) => [name, name === surface ? probability : rest])) as Posterior;
};
const posteriors = fc
  .array(fc.double({ min: 1e-6, max: 1, noNaN: true }), { minLength: surfaces.length, maxLength: surfaces.length })
  .map((weights) => {
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return Object.fromEntries(surfaces.map((name, index) => [name, (weights[index] ?? 0) / sum])) as Posterior;
  });

describe('the cost table', () => {
  it.each(usabilities)('makes the fitting disposition free and no other, when a coil is %s', (usability) => {
    for (const name of dispositions) {
      const free = costs[name][usability] === 0;
      expect(free, name).toBe(fitting[usability] === name);
    }
  });
});

describe('chooseDisposition', () => {
  it.each([
    ['none', 'GCr15', 'release'],
    ['k-scratch', 'GCr15', 'scrap'],
    ['k-scratch', '65Mn', 'downgrade'],
    ['z-scratch', '60Si2Mn', 'rework'],
    ['stains', '65Mn', 'release'],
    ['stains', '42CrMo', 'rework'],
    ['bumps', '42CrMo', 'rework'],
    ['other', '20CrMnTi', 'downgrade'],
  ] as const)('sends a sure %s on %s to %s', (surface, grade, disposition) => {
    expect(chooseDisposition(sure(surface), grade).disposition).toBe(disposition);
  });

  it('holds when the classes lead different ways and none is sure', () => {
    const half = { ...sure('pastry', 0.5), bumps: 0.5, none: 0, other: 0, stains: 0, dirtiness: 0 };
    const choice = chooseDisposition({ ...half, 'z-scratch': 0, 'k-scratch': 0 }, 'GCr15');
    expect(choice.disposition).toBe('hold');
    expect(choice.expected.hold).toBeLessThan(choice.expected[choice.nextBest]);
  });

  it('does not hold when the classes are not sure but lead one way', () => {
    const half = { ...sure('pastry', 0.5), bumps: 0.5, none: 0, other: 0, stains: 0, dirtiness: 0 };
    expect(chooseDisposition({ ...half, 'z-scratch': 0, 'k-scratch': 0 }, '65Mn').disposition).toBe('downgrade');
  });

  it('never expects to lose more than a hold costs, and holds only when nothing is cheaper', () => {
    fc.assert(
      fc.property(posteriors, fc.constantFrom(...grades), (posterior, grade) => {
        const { disposition, expected } = chooseDisposition(posterior, grade);
        for (const name of dispositions) expect(expected[disposition]).toBeLessThanOrEqual(expected[name]);
      }),
    );
  });

  it('releases a coil with a region only when it is all but surely prime', () => {
    fc.assert(
      fc.property(posteriors, fc.constantFrom(...grades), (posterior, grade) => {
        if (chooseDisposition(posterior, grade).disposition !== 'release') return;
        expect(usabilityOf(posterior, grade).prime).toBeGreaterThan(0.93);
      }),
    );
  });
});
