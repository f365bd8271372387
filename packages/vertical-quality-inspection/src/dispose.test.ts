import { testVertical } from '@andon/sdk';
import { describe, expect, it } from 'vitest';
import { dispositions, usabilities } from './payloads.ts';
import { qualityInspection } from './vertical.ts';

const tester = testVertical(qualityInspection);
const lab = (usableAs: string, coil = 'C000007') => ({ coil, class: 'bumps', usableAs, judgedAt: 0 });

const table = {
  release: ['achieved', 'critical', 'critical', 'critical'],
  hold: ['missed', 'achieved', 'achieved', 'achieved'],
  rework: ['missed', 'missed', 'achieved', 'missed'],
  downgrade: ['missed', 'achieved', 'missed', 'missed'],
  scrap: ['missed', 'missed', 'missed', 'achieved'],
} as const;
const cases = dispositions.flatMap((disposition) =>
  usabilities.map((usableAs, index) => [disposition, usableAs, table[disposition][index]] as const),
);

describe('the judgement of a disposition', () => {
  it.each(cases)('of %s, when the laboratory finds %s, is %s', (disposition, usableAs, kind) => {
    const judgement = tester.judge('dispose', { coil: 'C000007', disposition }, { sample: lab(usableAs) });
    expect(judgement).toMatchObject({ kind, measures: { disposition, usableAs } });
    const text = { en: expect.stringContaining('usable as'), 'zh-CN': expect.stringContaining('可用作') };
    expect(judgement).toMatchObject({ reasons: [{ text }] });
  });

  it('calls a released coil that is not prime an escape', () => {
    const judgement = tester.judge('dispose', { coil: 'C000007', disposition: 'release' }, { sample: lab('second') });
    expect(judgement).toMatchObject({ kind: 'critical', reasons: [{ code: 'lab-escape' }] });
  });

  it('waits when the sample is about another coil, or no judgement at all', () => {
    const params = { coil: 'C000007', disposition: 'release' };
    for (const sample of [lab('prime', 'C000008'), null, 'prime', { coil: 'C000007' }]) {
      expect(tester.judge('dispose', params, { sample })).toBe('not-yet');
    }
  });

  it('judges what was proposed, whether anybody executed it or not', () => {
    expect(qualityInspection.actions.dispose?.verify.judges).toBe('proposal');
    expect(qualityInspection.actions['adjust-furnace-setpoint']?.verify.judges ?? 'effect').toBe('effect');
  });

  it('hears of its own coil', () => {
    const { when } = qualityInspection.actions.dispose?.verify ?? {};
    expect(when && 'sample' in when && when.materialOf(lab('prime'))).toBe('C000007');
    expect(when && 'sample' in when && when.materialOf({ coil: 7 })).toBeNull();
  });
});
