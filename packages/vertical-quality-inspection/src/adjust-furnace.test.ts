import type { Judgement, Reading } from '@andon/sdk';
import { describe, expect, it } from 'vitest';
import { forceAt, good, nowMs } from '../test/coils.ts';
import { adjustFurnaceSetpoint } from './adjust-furnace.ts';

const before = { forAimC: 1205, forceDeviationC: -20 };
const pass = (offC: number, aimC = 1205) => ({ coil: 'C1', forceKn: forceAt(offC), expectedForceKn: 17_500, aimC });

function judge(reading: Reading | null, evidence: Record<string, number> = before): Judgement | 'not-yet' {
  const readings = (tag: string) => (tag === 'mill/pass' ? reading : null);
  const params = { setpointC: 1236 };
  return adjustFurnaceSetpoint.verify.judge({
    params,
    before: 1220,
    after: 1235,
    sample: null,
    readings,
    evidence,
    nowMs,
  });
}

describe('the judgement of a move', () => {
  it.each([
    [-5, 'achieved'],
    [12, 'achieved'],
    [-27, 'missed'],
    [33, 'missed'],
  ])('when slabs were 20 °C too cold and are %d °C off is %s', (offC, kind) => {
    expect(judge(good(pass(offC)))).toMatchObject({
      kind,
      measures: { deviationBeforeC: -20, deviationAfterC: offC },
      reasons: [
        { text: { en: expect.stringContaining('-20 °C from the aim'), 'zh-CN': expect.stringContaining('轧制力') } },
      ],
    });
  });

  it('waits when no slab has come, for another aim, on a bad reading or without the numbers of the proposal', () => {
    expect(judge(null)).toBe('not-yet');
    expect(judge(good(pass(-5), nowMs - 7 * 60_000))).toBe('not-yet');
    expect(judge(good(pass(-5, 1245)))).toBe('not-yet');
    expect(judge({ ...good(pass(-5)), quality: 'bad', status: 'Bad' })).toBe('not-yet');
    expect(judge(good(pass(-5)), {})).toBe('not-yet');
  });

  it('is given up at a horizon', () => {
    expect(adjustFurnaceSetpoint.verify).toMatchObject({ when: { afterMs: 1_200_000 }, horizonMs: 1_800_000 });
  });
});
