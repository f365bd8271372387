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
  type Proposal,
  type Scope,
} from '@andon/core';
import type { Verify } from '@andon/sdk';
import { knownAction, type RuntimeContext } from './context.ts';

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

/**
 * For what people kept from being tried: due at once, since nothing can show what would have come of it. So nobody can
 * hold an agent's failures back from being counted. `null` where the proposal itself is judged, and for what a person
 * wrote. What people let stand is no evidence.
 */
export function planUntried(
  { agents, plant }: Pick<RuntimeContext, 'agents' | 'plant'>,
  { agentId, actionType, revision, made }: Proposal,
): OutcomePlan | null {
  // A version that has no such action any more cannot say by what it would be judged: then it is not shown either.
  const loaded = agents.get(agentId);
  const judges = loaded && knownAction(loaded, actionType)?.verify.judges;
  if (judges === 'proposal' || revision !== 1 || !made) return null;
  const nowMs = plant.plantMs();
  return { tag: null, material: null, dueMs: nowMs, horizonMs: nowMs, evidence: made };
}

/** What a proposal under this grant counts towards. Under a grant for another fingerprint an agent is at most in *shadow*. */
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
