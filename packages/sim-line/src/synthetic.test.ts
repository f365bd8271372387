import { describe, expect, it } from 'vitest';
import { defectClasses, Features, featureNames } from './payloads.ts';
import type { LabelledRegion } from './synthetic.ts';
import { syntheticRows } from './synthetic.ts';

/** Gaussian naive Bayes on nine features that describe a region's size, shape, light and place. */
function naiveBayes(train: readonly LabelledRegion[]): (features: readonly number[]) => string {
  const used = [
    'Log_X_Index',
    'Log_Y_Index',
    'Empty_Index',
    'Luminosity_Index',
    'Minimum_of_Luminosity',
    'Maximum_of_Luminosity',
    'Edges_Index',
    'Steel_Plate_Thickness',
    'TypeOfSteel_A300',
  ] as const;
  const view = (features: readonly number[]) => used.map((name) => features[featureNames.indexOf(name)] ?? 0);
  const classes = defectClasses.map((label) => {
    const rows = train.filter((row) => row.label === label).map((row) => view(row.features));
    const mean = used.map((_, at) => rows.reduce((sum, row) => sum + (row[at] ?? 0), 0) / rows.length);
    const variance = used.map(
      (_, at) => rows.reduce((sum, row) => sum + ((row[at] ?? 0) - (mean[at] ?? 0)) ** 2, 0) / rows.length + 1e-4,
    );
    return { label, mean, variance, prior: Math.log(rows.length / train.length) };
  });
  return (features) => {
    const seen = view(features);
    const scored = classes.map(({ label, mean, variance, prior }) => ({
      label,
      score: seen.reduce((sum, value, at) => {
        const spread = variance[at] ?? 1;
        return sum - (value - (mean[at] ?? 0)) ** 2 / (2 * spread) - Math.log(spread) / 2;
      }, prior),
    }));
    return scored.reduce((best, one) => (one.score > best.score ? one : best)).label;
  };
}

describe('synthetic regions', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(syntheticRows({ seed: 1, count: 50 })).toEqual(syntheticRows({ seed: 1, count: 50 }));
    expect(syntheticRows({ seed: 1, count: 50 })).not.toEqual(syntheticRows({ seed: 2, count: 50 }));
    expect(syntheticRows({ seed: 1, count: 50 }).slice(0, 20)).toEqual(syntheticRows({ seed: 1, count: 20 }));
  });

  it('have 27 finite features that hang together', () => {
    const at = (row: LabelledRegion, name: (typeof featureNames)[number]) =>
      row.features[featureNames.indexOf(name)] ?? Number.NaN;
    for (const row of syntheticRows({ seed: 3, count: 500 })) {
      Features.parse(row.features);
      expect(row.features.every(Number.isFinite)).toBe(true);
      expect(at(row, 'X_Maximum')).toBeGreaterThan(at(row, 'X_Minimum'));
      expect(at(row, 'Y_Maximum')).toBeGreaterThan(at(row, 'Y_Minimum'));
      expect(at(row, 'LogOfAreas')).toBeCloseTo(Math.log10(at(row, 'Pixels_Areas')), 3);
      expect(at(row, 'TypeOfSteel_A300') + at(row, 'TypeOfSteel_A400')).toBe(1);
      expect(at(row, 'Minimum_of_Luminosity')).toBeLessThan(at(row, 'Maximum_of_Luminosity'));
    }
  });

  it('can be told apart by a decent classifier four times in five, not always', () => {
    const classify = naiveBayes(syntheticRows({ seed: 1, count: 3000 }));
    const test = syntheticRows({ seed: 2, count: 3000 });
    const accuracy = test.filter(({ features, label }) => classify(features) === label).length / test.length;
    expect(accuracy).toBeGreaterThan(0.75);
    expect(accuracy).toBeLessThan(0.9);
  });
});
