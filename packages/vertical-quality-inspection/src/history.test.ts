import { type RecordedRow, testVertical } from '@andon/sdk';
import { describe, expect, it } from 'vitest';
import { labelledRegions, regionOf } from '../test/coils.ts';
import { surfaceHistory } from './history.ts';
import { trainInspectionModel } from './inspection-model.ts';
import { featureNames } from './model/index.ts';
import { qualityInspection } from './vertical.ts';

const regions = labelledRegions(210);
const { value: model } = trainInspectionModel(regions, { seed: 1, source: 'test' });
const tester = testVertical(qualityInspection, { model });
type Cells = Record<string, number | string | null>;

const cellsOf = (features: readonly (number | null)[]): Cells =>
  Object.fromEntries(featureNames.map((name, at) => [name, features[at] ?? null]));
const rowOf = (cells: Cells): RecordedRow => ({
  material: 'C1',
  seenMs: 1_000,
  cells: surfaceHistory.row.parse(cells) as Cells,
});

async function proposed(row: RecordedRow) {
  const samples = new Map(surfaceHistory.observed(row).map(({ tag, value }) => [tag, value]));
  const [proposal] = await tester.observe({
    tag: 'surface-inspection/record',
    value: samples.get('surface-inspection/record'),
    readings: Object.fromEntries(samples),
  });
  return proposal;
}

describe('the history of surface features', () => {
  it('is proposed by the region alone, within the envelope, and says that no look was weighed', async () => {
    const proposal = await proposed(rowOf(cellsOf(regionOf('k-scratch'))));
    expect(proposal).toMatchObject({ params: { coil: 'C1', disposition: 'scrap' }, outside: null });
    expect(proposal?.reasons.map(({ code }) => code)).toEqual([
      'class',
      'known-surface',
      'no-look',
      'quality-rule',
      'least-cost',
    ]);
    expect(proposal?.evidence).toMatchObject({ look: null, grade: 'GCr15' });
  });

  it('takes the grade of the row where there is one', async () => {
    const proposal = await proposed(rowOf({ ...cellsOf(regionOf('k-scratch')), grade: '65Mn' }));
    expect(proposal?.params).toMatchObject({ disposition: 'downgrade' });
    const codes = (columns: string[]) => surfaceHistory.assumed(new Set(columns)).map(({ code }) => code);
    expect(codes([])).toContain('grade-assumed');
    expect(codes(['grade'])).not.toContain('grade-assumed');
  });

  it('holds a row with a gap in its measurements, and takes one without any for a coil without a region', async () => {
    const [, ...rest] = regionOf('k-scratch');
    const gap = await proposed(rowOf(cellsOf([null, ...rest])));
    expect(gap?.params).toMatchObject({ disposition: 'hold' });
    expect(gap?.reasons.map(({ code }) => code)).toEqual(['report-unreadable']);
    const clean = await proposed(rowOf(cellsOf([])));
    expect(clean?.params).toMatchObject({ disposition: 'release' });
  });

  it('leaves a line’s own record without a look on hold', async () => {
    const [proposal] = await tester.observe({
      tag: 'surface-inspection/record',
      value: { coil: 'C1', grade: 'GCr15', features: regionOf('k-scratch'), look: null },
    });
    expect(proposal?.reasons.map(({ code }) => code)).toEqual(['report-unreadable']);
  });

  it('judges by the class and the rules of the grade', () => {
    const row = rowOf(cellsOf(regionOf('stains')));
    const judge = (disposition: string, label: string) => {
      const [sample] = surfaceHistory.labelled(row, surfaceHistory.label.parse(label));
      const judged = tester.judge('dispose', { coil: 'C1', disposition }, { sample: sample?.value });
      return judged === 'not-yet' ? judged : judged.kind;
    };
    expect(judge('rework', 'stains')).toBe('achieved');
    expect(judge('rework', 'Stains_Fault')).toBe('achieved');
    expect(judge('release', 'K_Scatch_Fault')).toBe('critical');
    expect(judge('release', 'none')).toBe('achieved');
    expect(surfaceHistory.label.safeParse('rust').success).toBe(false);
  });

  it('reads what people did as a disposition or as the class they named', () => {
    const row = rowOf(cellsOf(regionOf('stains')));
    const did = (said: string) => surfaceHistory.people?.did(row, surfaceHistory.people.entry.parse(said)).params;
    expect(did('hold')).toEqual({ coil: 'C1', disposition: 'hold' });
    expect(did('K_Scatch')).toEqual({ coil: 'C1', disposition: 'scrap' });
  });

  it('learns from whole rows of a defect alone, and knows those that it holds', () => {
    const records = regions.map(({ features, label }, at) => ({
      row: rowOf(cellsOf(at % 3 === 0 ? [null, ...features.slice(1)] : features)),
      label,
    }));
    const { models } = surfaceHistory;
    if (!models) throw new TypeError('it has models');
    const trained = models.train([...records, { row: rowOf(cellsOf([])), label: 'none' }], { seed: 1, source: 't' });
    expect(trained.rows).toBe(140);
    expect(models.holds(trained.value, rowOf(cellsOf(regions[1]?.features ?? [])))).toBe(true);
    expect(models.holds(trained.value, rowOf(cellsOf(regions[0]?.features ?? [])))).toBe(false);
    expect(() => models.train(records.slice(0, 10), { seed: 1, source: 't' })).toThrow(
      expect.objectContaining({ code: 'history.untrainable' }),
    );
  });
});
