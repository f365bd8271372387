import { describe, expect, it } from 'vitest';
import { cloudSchema, clouds } from '../../test/clouds.ts';
import { boostingProba, trainBoosting } from './boosting.ts';
import { binTable } from './histogram-bins.ts';
import { metricsOf } from './metrics.ts';
import { rowOf, type Table, tableOf } from './table.ts';

const table = tableOf(clouds(150), cloudSchema);
const unseen = tableOf(clouds(300, { seed: 2 }), cloudSchema);

const judge = (rounds: number, on: Table): { accuracy: number; logLoss: number } => {
  const model = trainBoosting(table, { rounds, seed: 1 });
  const given = Float64Array.from(
    Array.from({ length: on.rows }, (_, row) => Array.from(boostingProba(model, rowOf(on, row)))).flat(),
  );
  return metricsOf(on.labels, given, 3);
};

describe('trainBoosting', () => {
  it('gives the same trees for the same seed and others for another', () => {
    const model = trainBoosting(table, { rounds: 5, seed: 1 });
    expect(trainBoosting(table, { rounds: 5, seed: 1 })).toEqual(model);
    expect(trainBoosting(table, { rounds: 5, seed: 2 }).nodes).not.toEqual(model.nodes);
  });

  it('lowers the loss on its own rows from round to round', () => {
    const losses = [1, 5, 20, 60].map((rounds) => judge(rounds, table).logLoss);
    expect(losses).toEqual(losses.toSorted((a, b) => b - a));
    expect(losses[0]).toBeLessThan(Math.log(3));
  });

  it('predicts rows that it has not seen', () => {
    expect(judge(40, unseen).accuracy).toBeGreaterThan(0.8);
  });

  it('sums to 1 and finds a class that has no rows improbable', () => {
    const two = tableOf(
      clouds(90).filter((row) => row.label !== 'stain'),
      cloudSchema,
    );
    const shares = boostingProba(trainBoosting(two, { rounds: 20, seed: 1 }), rowOf(two, 0));
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(shares[2]).toBeLessThan(0.05);
  });

  it.each([{ rounds: 0 }, { depth: 13 }, { rate: 0 }, { rowShare: 1.1 }, { maxBins: 257 }, { seed: 0.5 }])(
    'refuses %j',
    (wrong) => {
      expect(() => trainBoosting(table, { seed: 1, ...wrong })).toThrow(/boosting option/);
    },
  );
});

describe('binTable', () => {
  it('keeps the order of values, and equal ones together', () => {
    const { bins, edges } = binTable(table, 8);
    const column = table.columns.subarray(0, table.rows);
    for (let row = 0; row < table.rows; row += 1) {
      for (let other = 0; other < table.rows; other += 1) {
        if ((column[row] as number) <= (column[other] as number)) {
          expect(bins[row]).toBeLessThanOrEqual(bins[other] as number);
        }
      }
    }
    expect(edges[0]?.length).toBe(7);
    expect(edges[2]?.length).toBe(1);
  });
});
