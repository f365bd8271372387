/**
 * How an outcome will be judged: planned when a proposal is made, where it can be judged without being executed, or when
 * its effect settles.
 */

import {
  digest,
  type Effect,
  type EvidenceStamp,
  type Grant,
  heldLevel,
  lowerOf,
  type OutcomePlan,
  type Scope,
} from '@andon/core';
import type { Verify } from '@andon/sdk';

export interface Planning {
  /** Of the agent. */
  readonly scope: Scope;
  readonly material: string | null;
  /** Plant time of the proposal, or of the settlement, in ms. */
  readonly fromMs: number;
  readonly evidence: EvidenceStamp | null;
}

export function planOutcome(verify: Verify<never>, { scope, material, fromMs, evidence }: Planning): OutcomePlan {
  const { when } = verify;
  const horizonMs = fromMs + verify.horizonMs;
  if ('afterMs' in when) return { tag: null, material: null, dueMs: fromMs + when.afterMs, horizonMs, evidence };
  // What is measured at the very instant of the act shows the plant as it was before.
  return { tag: `${scope}/${when.sample}`, material, dueMs: fromMs + 1, horizonMs, evidence };
}

/** For what a person kept from being tried: it is due at once, and nothing can show what would have come of it. */
export function planUntried(nowMs: number, evidence: EvidenceStamp): OutcomePlan {
  return { tag: null, material: null, dueMs: nowMs, horizonMs: nowMs, evidence };
}

/** What an act under this grant counts towards. Under a grant for another fingerprint an agent is at most in *shadow*. */
export function stampOf(grant: Grant, fingerprint: string): EvidenceStamp {
  const { actionType, riskClass, demotions } = grant;
  const held = heldLevel(grant);
  return grant.fingerprint === fingerprint
    ? { fingerprint, actionType, riskClass, demotions, level: held }
    : { fingerprint, actionType, riskClass, demotions: 0, level: lowerOf(held, 'shadow') };
}

/** Key of the effect of a proposal's revision: one revision has one effect for ever. */
export function effectIdOf(proposalId: string, revision: number): string {
  return `eff_${digest([proposalId, revision])}`;
}

/** Whether the agent wrote what was executed: every later revision is a person's. */
export function isAgentsOwn({ id, proposalId }: Pick<Effect, 'id' | 'proposalId'>): boolean {
  return id === effectIdOf(proposalId, 1);
}
