import { type TestedProposal, testVertical } from '@andon/sdk';
import { describe, expect, it } from 'vitest';
import { decide, good, labelledRegions, nowMs, regionOf, report } from '../test/coils.ts';
import { trainInspectionModel } from './inspection-model.ts';
import { qualityInspection } from './vertical.ts';

const { value: model } = trainInspectionModel(labelledRegions(350), { seed: 1, source: 'test' });
const tester = testVertical(qualityInspection, { model });
const tag = 'surface-inspection/result';
const readings = { 'surface-inspection/remote-control': true };

async function proposalFor(changes: Readonly<Record<string, unknown>>): Promise<TestedProposal | undefined> {
  const proposals = await tester.observe({ tag, value: report(changes), readings, plantMs: nowMs });
  expect(proposals.length).toBeLessThanOrEqual(1);
  return proposals[0];
}
const codes = (proposal: TestedProposal | undefined) => proposal?.reasons.map(({ code }) => code);

describe('the disposition of a coil', () => {
  it('is release when the camera saw no region', async () => {
    const proposal = await proposalFor({ features: null });
    expect(proposal).toMatchObject({
      actionType: 'dispose',
      params: { coil: 'C000007', disposition: 'release' },
      riskClass: 'reversible',
      outside: null,
      decidedByRole: 'quality-inspector',
      command: {
        asset: 'test/site/area/line/surface-inspection',
        target: 'test/site/area/line/surface-inspection/disposition',
        value: 'release',
        material: 'C000007',
      },
    });
    expect(codes(proposal)).toEqual(['no-region']);
  });

  it('is what class and grade deserve when the class is clear, with reasons and the numbers behind them', async () => {
    const proposal = await proposalFor({ features: regionOf('k-scratch'), grade: '65Mn' });
    expect(proposal?.params).toEqual({ coil: 'C000007', disposition: 'downgrade' });
    expect(codes(proposal)).toEqual(['class', 'known-surface', 'quality-rule', 'least-cost']);
    expect(proposal?.reasons[0]?.text.en).toMatch(/looks like K-scratch \(\d+\.\d %\), next .+ margin of/);
    expect(proposal?.reasons[0]?.text['zh-CN']).toMatch(/区域最像K 形划痕/);
    expect(proposal?.evidence).toMatchObject({
      classes: [{ class: 'k-scratch', probability: expect.any(Number) }, {}, {}],
      novelty: expect.any(Number),
      margin: expect.any(Number),
      cheapest: 'downgrade',
      model: { name: 'surface-defects', version: '1.0.0', checksum: model.checksum },
      rollWear: 0.4,
      seenTemperatureC: 1207,
      forceResidual: 0,
    });
  });

  it('cannot be undone when it is scrap', async () => {
    const proposal = await proposalFor({ features: regionOf('k-scratch'), grade: 'GCr15' });
    expect(proposal).toMatchObject({ params: { disposition: 'scrap' }, riskClass: 'irreversible' });
  });

  it('is hold when two classes are as probable and lead different ways', async () => {
    const proposal = await proposalFor({ features: regionOf('bumps'), grade: 'GCr15' });
    expect(proposal?.params).toMatchObject({ disposition: 'hold' });
    expect(codes(proposal)).toContain('too-uncertain');
  });

  it('is not hold when the same two classes lead one way', async () => {
    const proposal = await proposalFor({ features: regionOf('bumps'), grade: '65Mn' });
    expect(proposal?.params).toMatchObject({ disposition: 'downgrade' });
  });

  it('is hold when the region is unlike all that the model knows, however sure the class', async () => {
    const proposal = await proposalFor({ features: regionOf('k-scratch').map((value) => value * 60), grade: '65Mn' });
    expect(proposal?.params).toMatchObject({ disposition: 'hold' });
    expect(proposal?.evidence.novelty).toBeGreaterThan(1);
    expect(codes(proposal)).toEqual(['unknown-surface', 'class']);
  });

  it.each([
    ['features are missing', { features: undefined }],
    ['a feature is no number', { features: regionOf('bumps').with(0, Number.NaN) }],
    ['there are too few features', { features: [1, 2, 3] }],
    ['the grade is unknown', { grade: 'Q235' }],
  ])('is hold when %s', async (_name, changes) => {
    const proposal = await proposalFor(changes);
    expect(proposal?.params).toEqual({ coil: 'C000007', disposition: 'hold' });
    expect(codes(proposal)).toEqual(['report-unreadable']);
  });

  it('is left to people when they have decided by now, or nobody knows which coil it is', async () => {
    expect(await proposalFor({ decideBy: nowMs })).toBeUndefined();
    expect(await proposalFor({ coil: 7 })).toBeUndefined();
    expect(await proposalFor({ coil: '' })).toBeUndefined();
  });

  it.each(['uncertain', 'bad', 'stale'] as const)('is not made of a report whose quality is %s', async (quality) => {
    const reading = { ...good(report()), quality, status: 'Bad' };
    expect(await decide({ tag, reading }, {}, model)).toEqual([]);
  });

  it('lies outside of the envelope while people have the line in local control', async () => {
    for (const remote of [false, undefined]) {
      const given = remote === undefined ? {} : { 'surface-inspection/remote-control': remote };
      const [proposal] = await tester.observe({ tag, value: report(), readings: given, plantMs: nowMs });
      expect(proposal?.outside?.code).toBe(remote === undefined ? 'input.bad' : 'precondition.false');
    }
  });

  it('can be decided on only before people do it themselves', async () => {
    const proposal = await proposalFor({});
    expect(proposal?.approvalUntilMs).toBeLessThan(proposal?.notAfterMs ?? 0);
    expect(proposal?.notAfterMs).toBeLessThan(report().decideBy as number);
  });
});
