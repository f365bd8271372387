import type { AuditEvent, Authorisation, Effect, Level } from '@andon/core';
import { describe, expect, it } from 'vitest';
import { anEvent } from '../../test/demo-builders.ts';
import { anEffect } from '../../test/view-builders.ts';
import { countAboveGrant } from './above-grant.ts';

const signed = (level: Level, riskClass = 'reversible') => anEvent('grant.signed', { level, riskClass });
const lowered = (to: Level) => anEvent('grant.lowered', { to });
const claimed = anEvent('effect.claimed', {}, { refs: { effectId: 'eff_1' } });

function left(kind: Authorisation['kind'], over: Partial<Effect> = {}): Effect[] {
  return [anEffect({ authorisation: { kind, by: 'lin-mei', revisionHash: 'hash-1', stopEpoch: 0 }, ...over })];
}

describe('an act is counted as above its grant', () => {
  it.each<[Authorisation['kind'], Level, number]>([
    ['approval', 'shadow', 1],
    ['approval', 'advise', 1],
    ['approval', 'approve', 0],
    ['window-closed', 'approve', 1],
    ['window-closed', 'veto', 0],
    ['standing', 'veto', 1],
    ['standing', 'autonomous', 0],
  ])('%s at %s: %i', (kind, level, above) => {
    expect(countAboveGrant([signed(level), claimed], left(kind))).toBe(above);
  });

  const both = (...events: AuditEvent[]) => countAboveGrant([signed('autonomous'), ...events], left('standing'));

  it('when it was claimed after a lowering, and not when before', () => {
    expect(both(lowered('approve'), claimed)).toBe(1);
    expect(both(claimed, lowered('approve'))).toBe(0);
    expect(both(lowered('approve'), signed('autonomous'), claimed)).toBe(0);
  });

  it('when nothing was signed for its risk class or its agent', () => {
    expect(countAboveGrant([claimed], left('approval'))).toBe(1);
    expect(countAboveGrant([signed('autonomous'), claimed], left('standing', { riskClass: 'irreversible' }))).toBe(1);
    expect(countAboveGrant([signed('autonomous'), claimed], left('standing', { agentId: 'other' }))).toBe(1);
  });

  it('only when it came to the plant', () => {
    expect(countAboveGrant([signed('shadow'), claimed], left('approval', { state: 'refused' }))).toBe(0);
    expect(countAboveGrant([signed('shadow'), claimed], left('approval', { state: 'clamped' }))).toBe(1);
  });
});
