import { describe, expect, it } from 'vitest';
import { cloudSchema, clouds } from '../../test/clouds.ts';
import { classifierTraining } from './classifier.ts';
import { crossValidate } from './cross-validate.ts';
import { assignFolds } from './folds.ts';
import { rowOf, type Table, tableOf } from './table.ts';

describe('assignFolds', () => {
  it('spreads every class evenly', () => {
    const table = tableOf(clouds(93), cloudSchema);
    const folds = assignFolds(table, { folds: 10, seed: 1 });
    for (let label = 0; label < 3; label += 1) {
      for (let fold = 0; fold < 10; fold += 1) {
        const here = folds.filter((of, row) => of === fold && table.labels[row] === label).length;
        expect([3, 4]).toContain(here);
      }
    }
  });

  it('never splits a group', () => {
    const table = tableOf(clouds(120, { groupSize: 7 }), cloudSchema);
    const folds = assignFolds(table, { folds: 5, seed: 1 });
    const foldsOfGroup = new Map<number, Set<number>>();
    for (const [row, group] of table.groups.entries()) {
      foldsOfGroup.set(group, (foldsOfGroup.get(group) ?? new Set()).add(folds[row] as number));
    }
    for (const seen of foldsOfGroup.values()) expect(seen.size).toBe(1);
    expect(new Set(folds).size).toBe(5);
  });

  it('refuses more folds than groups', () => {
    const table = tableOf(clouds(30, { groupSize: 10 }), cloudSchema);
    expect(() => assignFolds(table, { folds: 5, seed: 1 })).toThrow(/5 folds need as many groups/);
  });
});

describe('crossValidate', () => {
  const table = tableOf(clouds(150), cloudSchema);

  it('never asks a model about a row that it was trained on', () => {
    const seen = (inside: Table): Set<string> =>
      new Set(Array.from({ length: inside.rows }, (_, row) => rowOf(inside, row).join()));
    let asked = 0;
    crossValidate(
      table,
      (training) => {
        const known = seen(training);
        return (row) => {
          asked += 1;
          expect(known.has(row.join())).toBe(false);
          return Float64Array.of(1, 0, 0);
        };
      },
      { folds: 5, seed: 1 },
    );
    expect(asked).toBe(table.rows);
  });

  it('judges a guess by what it is: one class in three', () => {
    const guess = crossValidate(table, () => () => Float64Array.of(1 / 3, 1 / 3, 1 / 3), { folds: 5, seed: 1 });
    expect(guess.accuracy).toBeCloseTo(1 / 3, 12);
    expect(guess.logLoss).toBeCloseTo(Math.log(3), 12);
  });

  it('judges the classifier well above it, and the same way twice', () => {
    const train = classifierTraining({ seed: 1, extraTrees: { trees: 20 }, boosting: { rounds: 20 } });
    const result = crossValidate(table, train, { folds: 5, seed: 1 });
    expect(result.accuracy).toBeGreaterThan(0.8);
    expect(crossValidate(table, train, { folds: 5, seed: 1 })).toEqual(result);
  });
});
