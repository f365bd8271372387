/**
 * What a site demands of evidence, and which level it can lead to. The demands belong to the agent's fingerprint, so
 * changing them begins its evidence anew.
 */

import { AndonError } from '../errors.ts';
import { type Level, levels, rank } from '../ladder.ts';
import type { Grant, RiskClass } from '../record.ts';
import { type EarnedLevel, type EvidencePolicy, earnedLevels } from './types.ts';

export const defaultEvidencePolicy: EvidencePolicy = {
  targets: { advise: 0.9, approve: 0.95, veto: 0.98, autonomous: 0.99 },
  alpha: { reversible: 0.05, irreversible: 0.01 },
  maxUnverified: 50,
};

/**
 * @param path how the caller's configuration names the policy, for the error
 * @throws AndonError('config.invalid') naming the first key that does not hold
 */
export function checkEvidencePolicy(policy: EvidencePolicy, path = 'evidence'): EvidencePolicy {
  const demand = (holds: boolean, key: string, problem: string): void => {
    if (!holds) throw new AndonError('config.invalid', { path: `${path}.${key}`, problem });
  };
  let below = 0;
  for (const level of earnedLevels) {
    const target = policy.targets[level];
    // Asked this way round, what is no number does not hold.
    demand(target >= 0.7 && target <= 0.999, `targets.${level}`, `${target} is not between 0.7 and 0.999`);
    demand(target >= below, `targets.${level}`, `${target} is lower than the target of the level below, ${below}`);
    below = target;
  }
  for (const riskClass of ['reversible', 'irreversible'] as const) {
    const alpha = policy.alpha[riskClass];
    demand(alpha > 0 && alpha < 0.5, `alpha.${riskClass}`, `${alpha} is not above 0 and below 0.5`);
  }
  const { maxUnverified } = policy;
  demand(
    Number.isSafeInteger(maxUnverified) && maxUnverified >= 1,
    'maxUnverified',
    `${maxUnverified} is not a whole number of at least 1`,
  );
  return policy;
}

/** Error probability of one trial: every demotion halves it, so that all trials of a level together stay below twice α. */
export function alphaOf(policy: EvidencePolicy, riskClass: RiskClass, demotions: number): number {
  return policy.alpha[riskClass] / 2 ** demotions;
}

/**
 * What evidence gathered at a level can lead to. `null` at *autonomous*, the top, and at *off*: there nothing runs that
 * could be judged, and *shadow* is commissioned, not earned.
 */
export function nextLevel(level: Level): EarnedLevel | null {
  return level === 'off' ? null : (earnedLevels[rank(level) - 1] ?? null);
}

/** The level of a grant as it stands: as it was signed, or as far as it was lowered since. */
export function heldLevel({ level, lowered }: Pick<Grant, 'level' | 'lowered'>): Level {
  return lowered ? lowerOf(level, lowered.to) : level;
}

export function lowerOf(one: Level, other: Level): Level {
  return levels[Math.min(rank(one), rank(other))] as Level;
}
