/** Effects in the memory record: the intent, the claim with its counters, and what became of it. */

import {
  type Actor,
  type Because,
  because,
  type Claim,
  type Effect,
  type EffectEvent,
  type EffectState,
  type EffectsPort,
  effectAfter,
  effectTable,
  type NewEffect,
  type Settle,
  type Stamp,
  settledInThePlant,
  terminalEffectStates,
} from '@andon/core';
import { isOutcomeUnjudged, openOutcome } from './outcomes.ts';
import { andon, asStored, type EffectRow, isOver, latestOf, type State, tally, tell } from './state.ts';

const hourMs = 3_600_000;

export function effectsOf(state: State): EffectsPort {
  return {
    async get(id) {
      return state.effects.get(id)?.effect ?? null;
    },
    async unsettled(line) {
      return all(state).filter((effect) => !isTerminal(effect) && (line === undefined || effect.line === line));
    },
    async latest(limit) {
      return latestOf(all(state), limit);
    },
    async claim(claim) {
      const row = state.effects.get(claim.effectId);
      if (!row) return { kind: 'not-found' };
      const { effect } = row;
      if (!holdsLane(state, effect.line, claim)) return { kind: 'lane-lost' };
      if (!isClaimable(effect, claim)) return { kind: 'not-claimable', effect };
      const tooSoon = limitOf(state, effect, claim);
      if (tooSoon) return { kind: 'limited', because: tooSoon };
      return { kind: 'claimed', effect: take(state, effect, claim) };
    },
    async settle(settle) {
      const row = state.effects.get(settle.effectId);
      if (!row) return { kind: 'not-found' };
      const { effect } = row;
      if (settle.fence !== effect.fence) return { kind: 'fenced', effect };
      const target = targets.get(settle.event);
      if (effect.state === target && !needsPersonNow(effect, settle)) return { kind: 'settled', effect };
      const next = effect.state === target ? target : effectAfter(effect.state, settle.event);
      if (next === null) return { kind: 'fenced', effect };
      return { kind: 'settled', effect: end(state, row, next, asStored(settle)) };
    },
    async recent({ agentId, actionType, asset, material, nowMs, exceptEffectId }) {
      const like = { agentId, actionType, asset, material };
      const unverified = all(state).filter((effect) => effect.id !== exceptEffectId && isUnverified(state, effect));
      const alike = unverified.filter((effect) => effect.agentId === agentId && effect.actionType === actionType);
      return { ...recentActs(state, like, nowMs, exceptEffectId), unverified: alike.length };
    },
    async wake(limit) {
      const open = all(state).filter((effect) => !isTerminal(effect) && !effect.needsPerson);
      return open.slice(0, limit).map((effect) => replace(state, { ...effect, wake: effect.wake + 1 }));
    },
    async count() {
      return tally(all(state).map((effect) => effect.state));
    },
  };
}

/** By whom and with what an effect came to be intended. */
export interface Cause {
  readonly at: Stamp;
  readonly actor: Actor;
  readonly refs: Readonly<Record<string, string>>;
}

/** Writes the intent of an effect; the caller's change and this are one. */
export function intend(state: State, intent: NewEffect, { at, actor, refs }: Cause): void {
  if (state.effects.has(intent.id)) return;
  const effect: Effect = {
    ...asStored(intent),
    intendedMs: at.plantMs,
    state: 'intended',
    fence: 0,
    seq: all(state).length + 1,
    wake: 0,
    because: null,
    before: null,
    after: null,
    needsPerson: false,
    settledMs: null,
  };
  state.effects.set(effect.id, { effect, claimedMs: null });
  const { id: effectId, proposalId, agentId, grantId, ...told } = intent;
  tell(state, {
    type: 'effect.intended',
    at,
    actor,
    scope: effect.command.asset,
    refs: { effectId, proposalId, agentId, grantId, ...refs },
    data: { ...told, seq: effect.seq },
  });
}

export function isTerminal({ state: at }: Effect): boolean {
  return terminalEffectStates.includes(at);
}

function all(state: State): Effect[] {
  return [...state.effects.values()].map((row) => row.effect);
}

function replace(state: State, effect: Effect, claimedMs = state.effects.get(effect.id)?.claimedMs ?? null): Effect {
  state.effects.set(effect.id, { effect, claimedMs });
  return effect;
}

function holdsLane(state: State, line: string, { holder, laneToken }: Claim): boolean {
  const lane = state.lanes.get(line);
  return lane?.holder === holder && lane.token === laneToken && !isOver(state, lane.leaseEndsMs);
}

function isClaimable(effect: Effect, { again, at }: Claim): boolean {
  if ((effect.state === 'unknown') !== again) return false;
  return effectAfter(effect.state, 'claim') !== null && at.plantMs <= effect.notAfterMs;
}

function limitOf(state: State, effect: Effect, { coolDownMs, ratePerHour, at }: Claim): Because | null {
  const { id, agentId, actionType, command } = effect;
  const like = { agentId, actionType, asset: command.asset, material: command.material };
  const { lastAtMs, withinHour } = recentActs(state, like, at.plantMs, id);
  if (coolDownMs !== null && lastAtMs !== null && at.plantMs - lastAtMs < coolDownMs) {
    return because('envelope.cool-down', { actionType, limitMs: coolDownMs });
  }
  if (ratePerHour !== null && withinHour >= ratePerHour) {
    return because('envelope.rate', { actionType, limit: ratePerHour });
  }
  return null;
}

interface Likeness {
  readonly agentId: string;
  readonly actionType: string;
  readonly asset: string;
  readonly material: string | null;
}

function recentActs(state: State, like: Likeness, nowMs: number, exceptEffectId: string | null) {
  const left = [...state.effects.values()].flatMap(({ effect, claimedMs }) => {
    const { id, agentId, actionType, command } = effect;
    if (claimedMs === null || id === exceptEffectId) return [];
    if (effect.state === 'refused' || effect.state === 'expired') return [];
    const isLike = agentId === like.agentId && actionType === like.actionType && command.asset === like.asset;
    return isLike ? [{ claimedMs, material: command.material }] : [];
  });
  const same = left.filter((act) => act.material === like.material).map((act) => act.claimedMs);
  return {
    lastAtMs: same.length > 0 ? Math.max(...same) : null,
    withinHour: left.filter((act) => act.claimedMs > nowMs - hourMs).length,
  };
}

/** Perhaps in the plant; or certainly, and neither its own outcome nor that of what was proposed is judged. */
function isUnverified(state: State, { id, proposalId, state: at }: Effect): boolean {
  if (at === 'unknown') return true;
  if (!settledInThePlant.includes(at)) return false;
  return isOutcomeUnjudged(state.outcomes.get(id)) || isOutcomeUnjudged(state.outcomes.get(proposalId));
}

function take(state: State, effect: Effect, claim: Claim): Effect {
  const { holder, laneToken, coolDownMs, ratePerHour, at } = claim;
  const { asset } = effect.command;
  const fence = (state.fences.get(asset) ?? 0) + 1;
  state.fences.set(asset, fence);
  const claimed = replace(state, { ...effect, state: 'claimed', fence, because: null, needsPerson: false }, at.plantMs);
  tell(state, {
    type: 'effect.claimed',
    at,
    actor: andon,
    scope: asset,
    refs: refsOf(effect),
    data: {
      from: effect.state,
      fence,
      line: effect.line,
      laneToken,
      holder,
      command: effect.command,
      notAfterMs: effect.notAfterMs,
      coolDownMs,
      ratePerHour,
    },
  });
  return claimed;
}

/** Where each event leads; no event leads to two states. */
const targets: ReadonlyMap<EffectEvent, EffectState> = new Map(effectTable.map(({ event, to }) => [event, to]));

/** The one step that is no change of state: what is out of sight turns out to need a person. */
function needsPersonNow(effect: Effect, { event, needsPerson }: Settle): boolean {
  return event === 'lose-sight' && needsPerson && !effect.needsPerson;
}

function end(state: State, { effect, claimedMs }: EffectRow, next: EffectState, settle: Settle): Effect {
  const { because: why, before, after, needsPerson, by, at } = settle;
  const settledMs = terminalEffectStates.includes(next) ? at.plantMs : null;
  const settled: Effect = { ...effect, state: next, because: why, before, after, needsPerson, settledMs };
  replace(state, settled, claimedMs);
  const outcome = settledInThePlant.includes(next) ? settle.outcome : null;
  const { id, proposalId, agentId } = effect;
  if (outcome) openOutcome(state, { id, proposalId, effectId: id, agentId }, outcome);
  tell(state, {
    type: next === 'unknown' ? 'effect.lost-sight' : 'effect.settled',
    at,
    actor: by,
    scope: effect.command.asset,
    refs: refsOf(effect),
    data: {
      from: effect.state,
      state: next,
      fence: effect.fence,
      because: why,
      before,
      after,
      needsPerson,
      command: effect.command,
      outcome,
    },
  });
  return settled;
}

function refsOf({ id, proposalId, agentId, grantId }: Effect): Record<string, string> {
  return { effectId: id, proposalId, agentId, grantId };
}
