/**
 * Lowering a grant: at once, down only, and written before anything else that follows from the same cause, so that a
 * process that dies in between has lowered it and whoever goes on does not lower it again.
 */

import {
  type Actor,
  type Because,
  because,
  demotedTo,
  type Effect,
  type EvidenceStamp,
  type Grant,
  heldLevel,
  type Level,
  type NumberLimit,
  type Proposal,
} from '@andon/core';
import type { Judgement } from '@andon/sdk';
import { andon, knownAction, type RuntimeContext, stamp } from './context.ts';
import { isAgentsOwn } from './outcome-plan.ts';

export interface Lowering {
  readonly to: Level;
  readonly because: Because;
  readonly by: Actor;
}

/** `null` when it is at that level or below already, or was replaced meanwhile. */
export async function lowerGrant(context: RuntimeContext, grant: Grant, lowering: Lowering): Promise<Grant | null> {
  const lowered = await context.record.grants.lower({ grantId: grant.id, ...lowering }, stamp(context));
  if (!lowered) return null;
  // What is gated from now on in this process is gated at the lower level.
  await context.authority.renew();
  context.events.tell('grant.lowered', lowered, heldLevel(grant));
  return lowered;
}

/** The grant for this, as the record has it now; `null` when none was ever signed. Its signature is not looked at. */
export async function grantNow(
  { record }: Pick<RuntimeContext, 'record'>,
  { agentId, actionType, riskClass }: Pick<Grant, 'agentId' | 'actionType' | 'riskClass'>,
): Promise<Grant | null> {
  const grants = await record.grants.list(agentId);
  return grants.find((grant) => grant.actionType === actionType && grant.riskClass === riskClass) ?? null;
}

/** Lowers the grant when an act that the agent itself wrote did harm. */
export async function lowerForHarm(
  context: RuntimeContext,
  effect: Effect,
  { made }: Pick<Proposal, 'made'>,
  { reasons }: Pick<Judgement, 'reasons'>,
): Promise<void> {
  if (!isAgentsOwn(effect)) return;
  const grant = await grantNow(context, effect);
  if (!grant || isFromBefore(grant, effect, made ?? null)) return;
  const to = demotedTo(heldLevel(grant));
  const what = reasons[0]?.text.en ?? 'the judge gave no reason.';
  await lowerGrant(context, grant, { to, because: because('demoted.critical', { level: to, what }), by: andon });
}

/** Lowers the grant when the plant holds a value outside the envelope after an act, whoever wrote it. */
export async function lowerForBreach(
  context: RuntimeContext,
  effect: Effect,
  { after, made }: { readonly after: unknown; readonly made: EvidenceStamp | null },
): Promise<void> {
  if (typeof after !== 'number' || !limitsOf(context, effect).some(({ min, max }) => after < min || after > max))
    return;
  const grant = await grantNow(context, effect);
  if (!grant || isFromBefore(grant, effect, made)) return;
  const to = demotedTo(heldLevel(grant));
  await lowerGrant(context, grant, { to, because: because('demoted.breach', { value: after, level: to }), by: andon });
}

/** Limits of the parameters that the command wrote. */
function limitsOf({ agents }: RuntimeContext, { agentId, actionType, params, command }: Effect): NumberLimit[] {
  const loaded = agents.get(agentId);
  const limits = (loaded && knownAction(loaded, actionType)?.envelope.numbers) ?? [];
  return limits.filter(({ param }) => params[param] === command.value);
}

/**
 * What was done before the last lowering was paid for by it; what was proposed after it never was, however soon. Of a
 * grant that was signed anew since, nobody knows when it was lowered; then the trial of the proposal alone tells.
 */
function isFromBefore(grant: Grant, { intendedMs }: Effect, made: EvidenceStamp | null): boolean {
  if (made && made.fingerprint !== grant.fingerprint) return true;
  if (made && made.demotions >= grant.demotions) return false;
  return grant.lowered ? intendedMs <= grant.lowered.atMs : made !== null;
}
