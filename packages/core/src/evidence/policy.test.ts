import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { because } from '../because.ts';
import { isAndonError } from '../errors.ts';
import { type Level, levels, rank } from '../ladder.ts';
import type { Grant } from '../record.ts';
import { alphaOf, checkEvidencePolicy, defaultEvidencePolicy, heldLevel, lowerOf, nextLevel } from './policy.ts';
import type { EvidencePolicy } from './types.ts';

const person = { id: 'li-wei', name: 'Li Wei', roles: ['operator'], authenticatedBy: 'local' } as const;

function aPolicy(over: {
  readonly targets?: Partial<EvidencePolicy['targets']>;
  readonly alpha?: Partial<EvidencePolicy['alpha']>;
  readonly maxUnverified?: number;
}): EvidencePolicy {
  const { targets, alpha, maxUnverified } = defaultEvidencePolicy;
  return {
    targets: { ...targets, ...over.targets },
    alpha: { ...alpha, ...over.alpha },
    maxUnverified: over.maxUnverified ?? maxUnverified,
  };
}

function problemOf(policy: EvidencePolicy, path?: string): unknown {
  try {
    checkEvidencePolicy(policy, path);
    return null;
  } catch (error) {
    return isAndonError(error, 'config.invalid') ? error.details.path : error;
  }
}

describe('a site’s demands on evidence', () => {
  it('are accepted as shipped, and as the demo lowers them', () => {
    expect(checkEvidencePolicy(defaultEvidencePolicy)).toBe(defaultEvidencePolicy);
    expect(problemOf(aPolicy({ targets: { advise: 0.7, approve: 0.74, veto: 0.78, autonomous: 0.82 } }))).toBeNull();
    expect(problemOf(aPolicy({ targets: { advise: 0.95, approve: 0.95, veto: 0.95, autonomous: 0.999 } }))).toBeNull();
  });

  it.each<[Parameters<typeof aPolicy>[0], string]>([
    [{ targets: { advise: 0.69 } }, 'evidence.targets.advise'],
    [{ targets: { autonomous: 0.9995 } }, 'evidence.targets.autonomous'],
    [{ targets: { veto: Number.NaN } }, 'evidence.targets.veto'],
    [{ targets: { approve: 0.89 } }, 'evidence.targets.approve'],
    [{ alpha: { reversible: 0 } }, 'evidence.alpha.reversible'],
    [{ alpha: { irreversible: 0.5 } }, 'evidence.alpha.irreversible'],
    [{ alpha: { irreversible: Number.NaN } }, 'evidence.alpha.irreversible'],
    [{ maxUnverified: 0 }, 'evidence.maxUnverified'],
    [{ maxUnverified: 1.5 }, 'evidence.maxUnverified'],
    [{ maxUnverified: Number.POSITIVE_INFINITY }, 'evidence.maxUnverified'],
  ])('are refused with the path of the key: %o', (over, path) => {
    expect(problemOf(aPolicy(over))).toBe(path);
  });

  it('are named as the caller’s configuration names them', () => {
    expect(problemOf(aPolicy({ maxUnverified: 0 }), 'site.evidence')).toBe('site.evidence.maxUnverified');
  });

  it('halve α with every demotion, so that all trials together stay below twice α', () => {
    fc.assert(
      fc.property(fc.constantFrom('reversible' as const, 'irreversible' as const), fc.nat(40), (riskClass, trial) => {
        const alphas = Array.from({ length: trial + 1 }, (_, at) => alphaOf(defaultEvidencePolicy, riskClass, at));
        for (const [at, alpha] of alphas.entries()) if (at > 0) expect(alpha).toBe((alphas[at - 1] ?? 0) / 2);
        const all = alphas.reduce((sum, alpha) => sum + alpha, 0);
        expect(all).toBeLessThan(2 * defaultEvidencePolicy.alpha[riskClass]);
      }),
    );
  });
});

describe('levels that evidence leads to', () => {
  it.each<[Level, Level | null]>([
    ['off', null],
    ['shadow', 'advise'],
    ['advise', 'approve'],
    ['approve', 'veto'],
    ['veto', 'autonomous'],
    ['autonomous', null],
  ])('from %s: %s', (level, next) => {
    expect(nextLevel(level)).toBe(next);
  });

  it('hold what was signed, or less', () => {
    fc.assert(
      fc.property(fc.constantFrom(...levels), fc.constantFrom(...levels), (level, to) => {
        const lowered: Grant['lowered'] = { to, because: because('fingerprint.changed'), by: person, atMs: 0 };
        expect(heldLevel({ level, lowered: null })).toBe(level);
        expect(rank(heldLevel({ level, lowered }))).toBe(Math.min(rank(level), rank(to)));
        expect(lowerOf(level, to)).toBe(lowerOf(to, level));
      }),
    );
  });
});
