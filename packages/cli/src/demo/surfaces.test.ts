import { runFlatOut, tags } from '@andon/sim-line';
import { describe, expect, it } from 'vitest';
import { trainingRows } from './surfaces.ts';

describe('what the model learns from', () => {
  const { rows, source } = trainingRows(null, 8);

  it('is a thousand regions of another line, the same for the same seed', () => {
    expect(rows).toHaveLength(1_000);
    expect(source).toContain('looks');
    expect(trainingRows(null, 8).rows).toEqual(rows);
    expect(trainingRows(null, 9).rows).not.toEqual(rows);
  });

  it('has none of the regions that the line of the same seed shows', () => {
    const own = new Set<string>();
    runFlatOut({
      ...{ seed: 8, scenario: 'baseline', slabs: 510, people: 'crew' },
      policy: ({ tag, value }) => {
        if (tag === tags.inspectionRecord) own.add(JSON.stringify((value as { features: unknown }).features));
      },
    });
    expect(rows.filter(({ features }) => own.has(JSON.stringify(features)))).toEqual([]);
  });

  it('carries what inspectors believed, which is not always so', () => {
    const truth = new Map<string, string>();
    const seen = new Map<string, { features: string; look: string }>();
    const { world } = runFlatOut({
      ...{ seed: 8 + 1_000_003, scenario: 'baseline', slabs: 3_500, people: 'crew' },
      policy: ({ tag, value }) => {
        if (tag !== tags.inspectionRecord) return;
        const { coil, features, look } = value as { coil: string; features: unknown; look: string };
        seen.set(coil, { features: JSON.stringify(features), look });
      },
    });
    for (const { coil, surface } of world.truth.coils()) {
      const one = seen.get(coil);
      if (one) truth.set(one.features, surface);
    }
    const right = rows.filter(({ features, label }) => truth.get(JSON.stringify(features)) === label).length;
    expect(right / rows.length).toBeGreaterThan(0.8);
    expect(right / rows.length).toBeLessThan(0.97);
  });
});
