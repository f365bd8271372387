/**
 * Puts together what the gate looks at. Everything is at hand already: the gate is asked in one tick.
 */

import type { TagCache } from '@andon/connect';
import {
  type AuthoritySnapshot,
  type Effect,
  type GateState,
  type Grant,
  isWithin,
  type Readings,
  type RecentActs,
  type RiskClass,
} from '@andon/core';
import { epochOver } from './authority.ts';
import type { RuntimeContext } from './context.ts';

export interface GateQuestion {
  readonly agentId: string;
  readonly actionType: string;
  readonly riskClass: RiskClass;
  readonly asset: string;
  readonly fingerprint: string;
}

/** What a proposal and an effect have in common, as far as the gate asks. */
export type Act = Pick<Effect, 'agentId' | 'actionType' | 'riskClass' | 'command'>;

export function questionOf({ agentId, actionType, riskClass, command }: Act, fingerprint: string): GateQuestion {
  return { agentId, actionType, riskClass, asset: command.asset, fingerprint };
}

/** Acts of the same kind that left for the same asset and material; an effect does not count itself. */
export function recentActs({ record, plant }: RuntimeContext, act: Act, exceptEffectId: string | null) {
  const { agentId, actionType, command } = act;
  const { asset, material } = command;
  return record.effects.recent({ agentId, actionType, asset, material, nowMs: plant.plantMs(), exceptEffectId });
}

export function gateState(
  { authority, sink, tags }: Pick<RuntimeContext, 'authority' | 'sink' | 'tags'>,
  snapshot: AuthoritySnapshot,
  question: GateQuestion,
  recent: RecentActs,
): GateState {
  return {
    stop: authority.stopOver(question.asset, snapshot),
    stopEpoch: epochOver(question.asset, snapshot),
    grant: grantFor(snapshot, question),
    fingerprint: question.fingerprint,
    sink: sink.capabilities(),
    caps: [],
    readings: readingsOf(tags),
    recent,
  };
}

export function grantFor(snapshot: AuthoritySnapshot, question: GateQuestion): Grant | null {
  const { agentId, actionType, riskClass, asset } = question;
  return (
    snapshot.grants.find(
      (grant) =>
        grant.agentId === agentId &&
        grant.actionType === actionType &&
        grant.riskClass === riskClass &&
        isWithin(asset, grant.scope),
    ) ?? null
  );
}

export function readingsOf(tags: TagCache): Readings {
  return (tag) => {
    const sample = tags.latest(tag);
    if (sample === null) return null;
    const { value, quality, status, sourceTs } = sample;
    return { value, quality, status, sourceTs };
  };
}
