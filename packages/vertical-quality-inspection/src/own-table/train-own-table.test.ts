import { describe, expect, it } from 'vitest';
import { type CsvOptions, csvFile } from '../../test/own-tables.ts';
import { loadArtefact } from '../model/artefact.ts';
import { predictProba } from '../model/model.ts';
import { type OwnTableResult, type OwnTableTraining, trainOnOwnTable } from './train-own-table.ts';

const train = (csv: CsvOptions = {}, more: Partial<OwnTableTraining> = {}): Promise<OwnTableResult> =>
  trainOnOwnTable({
    file: csvFile(csv),
    classes: { kind: 'target', column: 'class' },
    id: null,
    error: 0.2,
    seed: 1,
    date: null,
    ...more,
  });

/** Widths far apart by class: nothing is mistaken. */
const plain: CsvOptions['change'] = (cells, row) =>
  row < 0 ? cells : cells.with(0, String({ dent: 0, scratch: 10, stain: 20 }[cells[4] as string] ?? Number.NaN));

describe('trainOnOwnTable', { timeout: 60_000 }, () => {
  it('tells how good it is on rows not learned from, and counts each row once', async () => {
    const found = await train({ rows: 300 });
    expect(found.accuracy).toBeGreaterThan(0.75);
    expect(found.macroF1).toBeGreaterThan(0.75);
    expect(found).toMatchObject({ rows: 300, features: 4, treatments: [] });
    expect(found.confusion.classes).toEqual(['dent', 'scratch', 'stain']);
    const counts = found.confusion.counts.map((row) => row.reduce((sum, count) => sum + count, 0));
    expect(counts).toEqual([100, 100, 100]);
    expect(found.certified.judged).toBe(90);
    const right = found.confusion.counts.reduce((sum, row, label) => sum + (row[label] as number), 0);
    expect(found.accuracy).toBeCloseTo(right / 300, 12);
  });

  it('is no better than a guess where there is nothing to learn, and certifies nothing', async () => {
    // The class no longer belongs to its row.
    const change: CsvOptions['change'] = (cells, row) =>
      row < 0 ? cells : cells.with(4, ['dent', 'scratch', 'stain'][Math.floor(row / 7) % 3] as string);
    const found = await train({ rows: 240, change });
    expect(found.accuracy).toBeLessThan(0.5);
    expect(found.certified).toMatchObject({ share: 0, threshold: null });
  });

  it('decides nearly all alone where classes are plain', async () => {
    const { certified, accuracy } = await train({ rows: 300, change: plain }, { error: 0.05 });
    expect(accuracy).toBe(1);
    expect(certified).toMatchObject({ needed: 59, judged: 90, wrong: 0 });
    expect(certified.share).toBeGreaterThan(0.8);
  });

  it('certifies nothing where fewer were judged than it takes', async () => {
    const { certified } = await train({ rows: 120, change: plain }, { error: 0.05 });
    expect(certified.judged).toBeLessThan(59);
    expect(certified).toMatchObject({ needed: 59, share: 0, decided: 0, threshold: null });
  });

  it('gives the same bytes for the same table and seed, and says where they come from', async () => {
    const [one, two, other] = await Promise.all([train(), train(), train({}, { seed: 2, date: '2026-11-24' })]);
    expect(two.model).toBe(one.model);
    expect(other.model).not.toBe(one.model);
    const { ownTable, estimate } = loadArtefact(one.model);
    expect(ownTable).toMatchObject({ file: 'parts.csv', rows: 120, date: null, certificate: one.certified });
    expect(estimate).toMatchObject({ folds: 10, rows: 120, accuracy: one.accuracy });
    expect(loadArtefact(other.model).ownTable?.date).toBe('2026-11-24');
    expect(one.model).not.toMatch(/andon-own-table-/);
  });

  it('keeps in the model how to read a row: its columns, and what takes the place of a hole', async () => {
    const change: CsvOptions['change'] = (cells, row) => {
      const shift = row < 0 ? 'shift' : ['A', 'B'][row % 2];
      return [shift as string, ...(row % 10 === 3 ? cells.with(1, '') : cells)];
    };
    const { model, treatments } = await train({ change });
    const { ownTable, featureNames } = loadArtefact(model);
    expect(featureNames).toEqual(['shift=A', 'shift=B', 'width', 'depth', 'steel', 'noise']);
    expect(ownTable?.columns).toEqual([
      { kind: 'category', name: 'shift', values: ['A', 'B'] },
      ...['width', 'depth', 'steel', 'noise'].map((name) => ({ kind: 'number', name })),
    ]);
    expect(ownTable?.fills).toHaveLength(6);
    expect(ownTable?.treatments).toEqual(treatments.map(({ text }) => text.en));
  });

  /** Ten copies of each row under one id, with labels of their own: split apart, they would be known by heart. */
  it('does not learn rows of one id by heart', async () => {
    const change = (_: string[], row: number) => {
      if (row < 0) return ['coil', 'x', 'class'];
      const coil = Math.floor(row / 10);
      return [`c${coil}`, String(((coil * 7919) % 101) + (row % 10) / 1e4), (coil * 31) % 17 < 8 ? 'dent' : 'stain'];
    };
    const apart = await train({ rows: 400, change }, { id: 'coil' });
    expect(apart.accuracy).toBeLessThan(0.75);
    expect(apart.certified.judged).toBeLessThan(20);
    expect(apart.treatments.map(({ kind }) => kind)).toContain('one-row-of-each');
    const byHeart = await train({ rows: 400, change: (cells, row) => change(cells, row).slice(1) });
    expect(byHeart.accuracy).toBeGreaterThan(0.95);
  });

  it('tells of each of its trainings', async () => {
    const told: number[] = [];
    await train({}, { onProgress: (done, total) => told.push(done / total) });
    expect(told).toHaveLength(13);
    expect(told.at(-1)).toBe(1);
  });

  it('answers in the order of the classes', async () => {
    const model = loadArtefact((await train({ rows: 300, change: plain })).model);
    for (const [label, width] of [0, 10, 20].entries()) {
      expect(predictProba(model, [width, 1, 1, 0])[label]).toBeGreaterThan(0.5);
    }
  });

  it('refuses an error that is no share', async () => {
    await expect(train({}, { error: 0 })).rejects.toThrow(expect.objectContaining({ code: 'config.invalid' }));
  });
});
