import { because } from '@andon/core';
import { describe, expect, it } from 'vitest';
import { anEvent, aPerson, lead, owner } from '../../test/demo-builders.ts';
import { nowMs } from '../../test/view-builders.ts';
import { levelChanges } from './level-changes.ts';

const people = [lead, owner].map(({ id, name }) => ({ id, name }));
const shown = { kind: 'evidence', successes: 33, failures: 4, target: 0.7, alpha: 0.05 };
const signed = (level: string, basis: Record<string, string | number>, data = {}) =>
  anEvent('grant.signed', { level, reason: 'why', signedBy: people, basis, ...data });
const begun = signed('shadow', { kind: 'commissioning' });
const drift = { ...because('demoted.drift', { sum: 6.94, limit: 6.55, level: 'approve' }) };

describe('the changes of level', () => {
  it('say from where to where, when, who signed and what was shown', () => {
    expect(levelChanges([begun, signed('advise', shown)])).toEqual([
      {
        ...{ at: new Date(nowMs).toISOString(), action: 'dispose', riskClass: 'reversible', from: 'off', to: 'shadow' },
        ...{ why: 'why', signedBy: ['wang-jun', 'chen-hua'] },
      },
      expect.objectContaining({
        ...{ from: 'shadow', to: 'advise' },
        why: 'why: 33 of 37 right, shown to be at least 0.7 (error probability 0.05)',
      }),
    ]);
  });

  it('say that a level rests on a rehearsal, and where that was', () => {
    const rehearsal = { ...shown, kind: 'rehearsal', source: 'sim-line baseline' };
    expect(levelChanges([signed('approve', rehearsal)])[0]?.why).toContain(' in a rehearsal on sim-line baseline, ');
  });

  it('say by whom or what it was lowered', () => {
    const lowered = anEvent('grant.lowered', { to: 'approve', because: drift }, { actor: aPerson('Andon') });
    expect(levelChanges([signed('autonomous', shown), lowered])[1]).toMatchObject({
      ...{ from: 'autonomous', to: 'approve', signedBy: ['Andon'] },
      why: expect.stringContaining('CUSUM 6.94, limit 6.55'),
    });
  });

  it('are told apart by action type and risk class, and leave renewals and everything else out', () => {
    const other = signed('shadow', { kind: 'commissioning' }, { riskClass: 'irreversible' });
    const renewed = signed('shadow', { kind: 'renewal' });
    const changes = levelChanges([begun, other, renewed, anEvent('effect.claimed', {})]);
    expect(changes.map(({ riskClass, from, to }) => `${riskClass}: ${from} → ${to}`)).toEqual([
      'reversible: off → shadow',
      'irreversible: off → shadow',
    ]);
  });
});
