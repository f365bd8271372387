import { type TestedProposal, testVertical } from '@andon/sdk';
import { describe, expect, it } from 'vitest';
import { decide, good, labelledRegions, nowMs, record, regionOf } from '../test/coils.ts';
import { trainInspectionModel } from './inspection-model.ts';
import { qualityInspection } from './vertical.ts';

const { value: model } = trainInspectionModel(labelledRegions(350), { seed: 1, source: 'test' });
const tester = testVertical(qualityInspection, { model });
const tag = 'surface-inspection/record';
const readings = { 'surface-inspection/remote-control': true };

async function proposalFor(changes: Readonly<Record<string, unknown>>): Promise<TestedProposal | undefined> {
  const proposals = await tester.observe({ tag, value: record(changes), readings, plantMs: nowMs });
  expect(proposals.length).toBeLessThanOrEqual(1);
  return proposals[0];
}
const codes = (proposal: TestedProposal | undefined) => proposal?.reasons.map(({ code }) => code);
const saidBy = (proposal: TestedProposal | undefined, code: string) =>
  proposal?.reasons.find((reason) => reason.code === code)?.text;

describe('the disposition of a coil', () => {
  it('is release when neither the camera nor the inspector saw anything', async () => {
    const proposal = await proposalFor({ features: null, look: 'none' });
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
    expect(codes(proposal)).toEqual(['no-region', 'look-agrees', 'quality-rule', 'least-cost']);
  });

  it('is hold when the inspector saw what the camera did not, and says that they disagree', async () => {
    const proposal = await proposalFor({ features: null, look: 'bumps' });
    expect(proposal?.params).toMatchObject({ disposition: 'hold' });
    expect(codes(proposal)).toEqual(['no-region', 'look-disagrees', 'quality-rule', 'too-uncertain']);
    expect(saidBy(proposal, 'look-disagrees')?.en).toMatch(
      /inspector saw bumps, the camera no defect: the look takes bumps from 0\.2 % to \d+\.\d %/,
    );
    expect(saidBy(proposal, 'look-disagrees')?.['zh-CN']).toMatch(/检验员目视为凸块，相机为无缺陷，二者不一致/);
  });

  it('is what class and grade deserve when the class is clear, with reasons and the numbers behind them', async () => {
    const proposal = await proposalFor({ features: regionOf('k-scratch'), grade: '65Mn', look: 'k-scratch' });
    expect(proposal?.params).toEqual({ coil: 'C000007', disposition: 'downgrade' });
    expect(codes(proposal)).toEqual(['class', 'known-surface', 'look-agrees', 'quality-rule', 'least-cost']);
    expect(proposal?.reasons[0]?.text.en).toMatch(/looks like K-scratch \(\d+\.\d %\), next .+ margin of/);
    expect(proposal?.reasons[0]?.text['zh-CN']).toMatch(/区域最像K 形划痕/);
    expect(saidBy(proposal, 'look-agrees')?.['zh-CN']).toMatch(/检验员目视同为K 形划痕/);
    expect(proposal?.evidence).toMatchObject({
      classes: [{ class: 'k-scratch', probability: expect.any(Number) }, {}, {}],
      surfaces: [{ class: 'k-scratch', probability: expect.any(Number) }, {}, {}],
      look: 'k-scratch',
      novelty: expect.any(Number),
      margin: expect.any(Number),
      cheapest: 'downgrade',
      model: { name: 'surface-defects', version: '1.0.0', checksum: model.checksum },
      rollWear: 0.4,
      seenTemperatureC: 1207,
      forceResidual: 0,
    });
  });

  it('follows a camera that is sure against an inspector who saw nothing, and says so', async () => {
    const proposal = await proposalFor({ features: regionOf('k-scratch'), grade: '65Mn', look: 'none' });
    expect(proposal?.params).toMatchObject({ disposition: 'downgrade' });
    expect(codes(proposal)).toContain('look-disagrees');
  });

  it('cannot be undone when it is scrap', async () => {
    const proposal = await proposalFor({ features: regionOf('k-scratch'), grade: 'GCr15', look: 'k-scratch' });
    expect(proposal).toMatchObject({ params: { disposition: 'scrap' }, riskClass: 'irreversible' });
  });

  it('is hold when two classes are as probable, lead different ways, and the look is of a third', async () => {
    const proposal = await proposalFor({ features: regionOf('bumps'), grade: 'GCr15', look: 'stains' });
    expect(proposal?.params).toMatchObject({ disposition: 'hold' });
    expect(codes(proposal)).toContain('too-uncertain');
  });

  it.each([
    ['bumps', 'downgrade'],
    ['pastry', 'scrap'],
  ])('is decided by the look of %s when the camera cannot tell two classes apart', async (look, disposition) => {
    const proposal = await proposalFor({ features: regionOf('bumps'), grade: 'GCr15', look });
    expect(proposal?.params).toMatchObject({ disposition });
  });

  it('is not hold when the same two classes lead one way', async () => {
    const proposal = await proposalFor({ features: regionOf('bumps'), grade: '65Mn', look: 'stains' });
    expect(proposal?.params).toMatchObject({ disposition: 'downgrade' });
  });

  it('is hold when the region is unlike all that the model knows, however sure the class', async () => {
    const proposal = await proposalFor({ features: regionOf('k-scratch').map((value) => value * 60), grade: '65Mn' });
    expect(proposal?.params).toMatchObject({ disposition: 'hold' });
    expect(proposal?.evidence.novelty).toBeGreaterThan(1);
    expect(codes(proposal)).toEqual(['unknown-surface', 'class', 'look']);
  });

  it.each([
    ['features are missing', { features: undefined }],
    ['a feature is no number', { features: regionOf('bumps').with(0, Number.NaN) }],
    ['there are too few features', { features: [1, 2, 3] }],
    ['the grade is unknown', { grade: 'Q235' }],
    ['nobody has looked', { look: undefined }],
    ['the look is of no class that is known', { look: 'rust' }],
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

  it.each(['uncertain', 'bad', 'stale'] as const)('is not made of a record whose quality is %s', async (quality) => {
    const reading = { ...good(record()), quality, status: 'Bad' };
    expect(await decide({ tag, reading }, {}, model)).toEqual([]);
  });

  it('lies outside of the envelope while people have the line in local control', async () => {
    for (const remote of [false, undefined]) {
      const given = remote === undefined ? {} : { 'surface-inspection/remote-control': remote };
      const [proposal] = await tester.observe({ tag, value: record(), readings: given, plantMs: nowMs });
      expect(proposal?.outside?.code).toBe(remote === undefined ? 'input.bad' : 'precondition.false');
    }
  });

  it('has left before people take the coil themselves, five minutes after the look', async () => {
    const proposal = await proposalFor({});
    expect(proposal?.approvalUntilMs).toBeLessThan(proposal?.notAfterMs ?? 0);
    expect(proposal?.notAfterMs).toBeLessThanOrEqual(nowMs + 5 * 60_000);
  });
});
