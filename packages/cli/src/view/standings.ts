/**
 * How far each kind of action has come, as the runtime tells it. A grant that is signed or lowered shows at once, not
 * only with the next outcome that is counted.
 */

import {
  alphaOf,
  because,
  bindingCap,
  type Cap,
  driftChartOf,
  type EvidencePolicy,
  type Grant,
  heldLevel,
  isAtLeast,
  nextLevel,
  outcomesNeeded,
  type Standing,
} from '@andon/core';

type Subject = Pick<Standing, 'agentId' | 'actionType' | 'riskClass'>;

/** Those that the runtime told of, as `setStanding` takes them. */
export function standingsOf(told: readonly Standing[]): readonly Standing[] {
  return told.map(unstopped);
}

/** In its old place, or last. */
export function setStanding(standings: readonly Standing[], told: Standing): readonly Standing[] {
  const standing = unstopped(told);
  const at = standings.findIndex((known) => isSame(known, standing));
  return at < 0 ? [...standings, standing] : standings.with(at, standing);
}

/** The standing as it is once `grant` is in force; unchanged where the grant is for something else. */
export function underGrant(standing: Standing, grant: Grant, policy: EvidencePolicy): Standing {
  if (!isSame(standing, grant)) return standing;
  const held = heldLevel(grant);
  const cap: Cap = grant.lowered
    ? { source: 'demotion', level: held, because: grant.lowered.because }
    : { source: 'grant', level: held, because: because('grant.level', { level: held }) };
  const others = standing.caps.filter(({ source }) => source !== 'grant' && source !== 'demotion');
  const binding = bindingCap([cap, ...others]);
  const now = { ...standing, grant, fingerprint: grant.fingerprint, caps: [cap, ...others], binding };
  // What was counted belongs to a level, a trial and a fingerprint; a lease that is renewed changes none.
  if (standing.grant && isRenewal(standing.grant, grant)) return { ...now, level: binding.level };
  const chart = driftChartOf(held, policy);
  return {
    ...now,
    level: binding.level,
    next: nextOf(standing, grant, policy),
    drift: chart ? { sum: 0, limit: chart.limit } : null,
  };
}

/** As it is but for a stop: stops come and go between two outcomes, and the view knows them anyway. */
function unstopped(standing: Standing): Standing {
  const [first, ...rest] = standing.caps.filter(({ source }) => source !== 'stop');
  if (!first || rest.length + 1 === standing.caps.length) return standing;
  const binding = bindingCap([first, ...rest]);
  return { ...standing, caps: [first, ...rest], binding, level: binding.level };
}

/** Those that a reader wants first: one of each action type, the one that can be undone before the other. */
export function inOrder(standings: readonly Standing[]): readonly Standing[] {
  const byRisk = standings.toSorted((a, b) => Number(isIrreversible(a)) - Number(isIrreversible(b)));
  const leads = byRisk.filter(
    (one, at) =>
      byRisk.findIndex((other) => other.agentId === one.agentId && other.actionType === one.actionType) === at,
  );
  return [...leads, ...byRisk.filter((one) => !leads.includes(one))];
}

function nextOf({ ceiling }: Standing, grant: Grant, policy: EvidencePolicy): Standing['next'] {
  const level = nextLevel(heldLevel(grant));
  if (level === null) return null;
  const target = policy.targets[level];
  const alpha = alphaOf(policy, grant.riskClass, grant.demotions);
  const nothing = { successes: 0, failures: 0 };
  return {
    level,
    target,
    alpha,
    judged: 0,
    ...nothing,
    needed: outcomesNeeded(nothing, target, alpha),
    lowerBound: 0,
    passed: false,
    possible: isAtLeast(ceiling, level),
  };
}

function isRenewal(before: Grant, after: Grant): boolean {
  return (
    heldLevel(before) === heldLevel(after) &&
    before.fingerprint === after.fingerprint &&
    before.demotions === after.demotions
  );
}

function isIrreversible({ riskClass }: Standing): boolean {
  return riskClass === 'irreversible';
}

function isSame(one: Subject, other: Subject): boolean {
  return one.agentId === other.agentId && one.actionType === other.actionType && one.riskClass === other.riskClass;
}
