/**
 * The gateway: the only code that holds an action sink. It brings one effect from its intent to a settled state.
 *
 * ```
 * claim (new fence) ─▶ authority ─▶ gate + send, one tick ─▶ acknowledgement ─▶ read back ─▶ settle
 *        ▲                                                        │ none in time
 *        └──────── absent, still in time ◀── read back ◀── unknown ┘
 * ```
 *
 * It is called for one effect of a line at a time (see `lane.ts`).
 */

import { isDeepStrictEqual } from 'node:util';
import type { Acknowledgement, Command, ReadBack } from '@andon/connect';
import {
  type Because,
  because,
  type Effect,
  type EffectEvent,
  type EvidenceStamp,
  type Grant,
  gate,
  isAndonError,
  type Json,
  type OutcomePlan,
  terminalEffectStates,
  type Verdict,
} from '@andon/core';
import { actionOf, rulesOf } from '@andon/sdk';
import { andon, knownAction, type LoadedAgent, type RuntimeContext, stamp } from './context.ts';
import { lowerForBreach } from './demotion.ts';
import { gateState, grantFor, questionOf, recentActs } from './gate-state.ts';
import { isAgentsOwn, planOutcome } from './outcome-plan.ts';

/**
 * @param laneToken of the line's lease, checked again by the claim
 * @returns the effect as it stands; `unknown` when the plant cannot be asked now: call again later
 */
export async function perform(context: RuntimeContext, effectId: string, laneToken: number): Promise<Effect | null> {
  let effect = await context.record.effects.get(effectId);
  if (!effect) return null;
  if (effect.state === 'claimed') {
    // We hold the line and are not at this effect: whoever claimed it is gone. What it did is not known.
    effect = await settle(context, effect, { event: 'lose-sight' });
  }
  if (effect.state === 'unknown') return recover(context, effect, laneToken);
  return effect.state === 'intended' ? claimAndSend(context, effect, laneToken, false) : effect;
}

async function claimAndSend(
  context: RuntimeContext,
  effect: Effect,
  laneToken: number,
  again: boolean,
): Promise<Effect> {
  const loaded = context.agents.get(effect.agentId);
  const action = loaded && knownAction(loaded, effect.actionType);
  if (!loaded || !action) return settle(context, effect, { event: 'refuse', because: because('agent.gone') });
  const { coolDownMs, ratePerHour } = action.envelope;
  const claim = await context.record.effects.claim({
    effectId: effect.id,
    holder: context.holder,
    laneToken,
    coolDownMs: coolDownMs ?? null,
    ratePerHour: ratePerHour ?? null,
    again,
    at: stamp(context),
  });
  switch (claim.kind) {
    case 'claimed':
      context.events.tell('effect.claimed', claim.effect);
      return send(context, loaded, claim.effect);
    case 'limited':
      return settle(context, effect, { event: 'refuse', because: claim.because });
    case 'not-claimable':
      return settleLate(context, claim.effect);
    default:
      return effect; // the line is another process's now: it will see to it
  }
}

/** What could not be claimed although it is open is past its deadline. */
async function settleLate(context: RuntimeContext, effect: Effect): Promise<Effect> {
  const open = effect.state === 'intended' || effect.state === 'unknown';
  if (!open || context.plant.plantMs() <= effect.notAfterMs) return effect;
  return settle(context, effect, { event: 'expire', because: because('deadline.passed') });
}

async function send(context: RuntimeContext, loaded: LoadedAgent, effect: Effect): Promise<Effect> {
  const { command } = effect;
  const recent = await recentActs(context, effect, effect.id);
  const question = questionOf(effect, loaded.agent.fingerprint);
  const rules = rulesOf(actionOf(loaded.vertical, effect.actionType), loaded.agent.scope);
  const before = heldBefore(context, command);
  await context.authority.ensure();

  // From here to the send nothing waits: what the gate sees is what the command leaves under.
  const snapshot = context.authority.current();
  if (!snapshot) return settle(context, effect, { event: 'refuse', because: because('lease.ended'), before });
  const nowMs = context.plant.plantMs();
  const verdict = gate({
    proposal: effect,
    rules,
    state: gateState(context, snapshot, question, recent),
    authorisation: effect.authorisation,
    nowMs,
  });
  if (verdict.kind !== 'execute') return settle(context, effect, { ...notLet(verdict), before });
  const outgoing: Command = {
    key: effect.id,
    ...command,
    fence: effect.fence,
    validUntil: Math.min(
      effect.notAfterMs,
      nowMs + context.authority.remainingMs(),
      lastOf(grantFor(snapshot, question)),
    ),
  };
  let acknowledged: Promise<Acknowledgement>;
  try {
    acknowledged = context.sink.send(outgoing);
  } catch (error) {
    if (isAndonError(error, 'link.down')) {
      const reason = because('link.down', { target: command.target });
      return settle(context, effect, { event: 'refuse', because: reason, before });
    }
    // The one thing a sink may throw says that nothing left; after anything else that is not known.
    context.events.tell('trouble', 'sink.send', error);
    return settle(context, effect, { event: 'lose-sight', before });
  }
  return follow(context, effect, acknowledged, before);
}

async function follow(
  context: RuntimeContext,
  effect: Effect,
  acknowledged: Promise<Acknowledgement>,
  before: Json,
): Promise<Effect> {
  let answer: Acknowledgement;
  try {
    answer = await acknowledged;
  } catch (error) {
    // Silence is not failure: it may have arrived.
    context.log.warn({ effectId: effect.id, err: error }, 'effect.unacknowledged');
    return settle(context, effect, { event: 'lose-sight', before });
  }
  if (answer.kind === 'refused') return settle(context, effect, { ...refusedBySink(answer), before });
  if (!context.sink.capabilities().readBack) return settleAsTold(context, effect, answer, before);
  const seen = await readBack(context, effect, effect.fence);
  return seen && seen.kind !== 'absent'
    ? settleAsSeen(context, effect, seen, before)
    : settle(context, effect, { event: 'lose-sight', before });
}

/**
 * All there is where nothing can be read back. A key that arrived before was executed or refused then; whoever does not say
 * which leaves it to a person.
 */
function settleAsTold(
  context: RuntimeContext,
  effect: Effect,
  answer: Exclude<Acknowledgement, { kind: 'refused' }>,
  before: Json,
): Promise<Effect> {
  if (answer.kind === 'taken' || answer.became?.kind === 'present') {
    return settle(context, effect, { event: 'accept', before });
  }
  if (answer.became) return settle(context, effect, { ...refusedBySink(answer.became), before });
  return settle(context, effect, { event: 'lose-sight', needsPerson: true, before });
}

/**
 * Settles an effect whose fate is not known, by asking the plant for its key. The question raises the asset's fence
 * above the old claim's, so that a command still under way can no longer land.
 */
async function recover(context: RuntimeContext, effect: Effect, laneToken: number): Promise<Effect> {
  if (effect.needsPerson) return effect;
  const sink = context.sink.capabilities();
  if (!sink.readBack || !sink.honoursKey) return settle(context, effect, { event: 'lose-sight', needsPerson: true });
  const seen = await readBack(context, effect, effect.fence + 1);
  if (!seen) return effect;
  if (seen.kind !== 'absent') return settleAsSeen(context, effect, seen, effect.before);
  // Where neither a fence nor its own clock keeps the old command out, it may land at any time.
  if (!sink.honoursFence && !sink.checksValidUntil) {
    return settle(context, effect, { event: 'lose-sight', needsPerson: true });
  }
  if (context.plant.plantMs() > effect.notAfterMs) {
    return settle(context, effect, { event: 'expire', because: because('deadline.passed') });
  }
  // The question raised no fence there, so the old command may still land: until its time is over nothing else is settled.
  if (!sink.honoursFence) return effect;
  // Sent now, an older set-point would undo a newer one.
  const { lastAtMs } = await recentActs(context, effect, effect.id);
  if (lastAtMs !== null && lastAtMs >= effect.intendedMs) {
    return settle(context, effect, { event: 'refuse', because: because('act.superseded') });
  }
  return claimAndSend(context, effect, laneToken, true);
}

async function readBack(context: RuntimeContext, effect: Effect, fence: number): Promise<ReadBack | null> {
  const { asset, target, material } = effect.command;
  try {
    return await context.sink.readBack({ key: effect.id, asset, target, material, fence });
  } catch (error) {
    context.log.warn({ effectId: effect.id, err: error }, 'effect.not-read-back');
    return null;
  }
}

function settleAsSeen(
  context: RuntimeContext,
  effect: Effect,
  seen: Exclude<ReadBack, { kind: 'absent' }>,
  before: Json,
): Promise<Effect> {
  if (seen.kind === 'refused') return settle(context, effect, { ...refusedBySink(seen), before });
  const event = isDeepStrictEqual(seen.value, effect.command.value) ? 'verify' : 'clamp';
  return settle(context, effect, { event, before, after: jsonOf(seen.value) });
}

interface Settling {
  readonly event: Exclude<EffectEvent, 'claim'>;
  readonly because?: Because;
  readonly before?: Json;
  readonly after?: Json;
  readonly needsPerson?: boolean;
}

async function settle(context: RuntimeContext, effect: Effect, settling: Settling): Promise<Effect> {
  const inPlant = settling.event === 'verify' || settling.event === 'clamp' || settling.event === 'accept';
  const at = stamp(context);
  const made = inPlant ? ((await context.record.proposals.get(effect.proposalId))?.made ?? null) : null;
  if (inPlant) await lowerForBreach(context, effect, { after: settling.after, made });
  const outcome = inPlant ? outcomePlan(context, effect, made, at.plantMs) : null;
  const result = await context.record.effects.settle({
    effectId: effect.id,
    fence: effect.fence,
    event: settling.event,
    because: settling.because ?? null,
    before: settling.before ?? null,
    after: settling.after ?? null,
    needsPerson: settling.needsPerson ?? false,
    outcome,
    by: andon,
    at,
  });
  if (result.kind === 'not-found') return effect;
  if (result.kind === 'settled' && (terminalEffectStates.includes(result.effect.state) || result.effect.needsPerson)) {
    context.events.tell('effect.settled', result.effect);
  }
  return result.effect;
}

function outcomePlan(
  context: RuntimeContext,
  effect: Effect,
  made: EvidenceStamp | null,
  fromMs: number,
): OutcomePlan | null {
  const loaded = context.agents.get(effect.agentId);
  const verify = loaded && knownAction(loaded, effect.actionType)?.verify;
  if (!loaded || !verify) return null;
  // What a person wrote says nothing of the agent; what was judged as proposed is not counted twice.
  const evidence = verify.judges !== 'proposal' && isAgentsOwn(effect) ? made : null;
  return planOutcome(verify, { scope: loaded.agent.scope, material: effect.command.material, fromMs, evidence });
}

function notLet({ because: reason }: Verdict): Settling {
  return { event: reason.code === 'deadline.passed' ? 'expire' : 'refuse', because: reason };
}

function refusedBySink({ code, message }: { code: string; message: string }): Settling {
  return { event: code === 'expired' ? 'expire' : 'reject', because: because('sink.refused', { code, message }) };
}

/** The last instant of a grant: what is under way when it ends does not arrive under it. */
function lastOf(grant: Grant | null): number {
  return grant === null ? Number.POSITIVE_INFINITY : grant.notAfterMs - 1;
}

/** What the target holds now; of a coil or lot it held nothing yet. */
function heldBefore({ tags }: RuntimeContext, { target, material }: Effect['command']): Json {
  return material === null ? jsonOf(tags.latest(target)?.value) : null;
}

function jsonOf(value: unknown): Json {
  return value === undefined ? null : (value as Json);
}
