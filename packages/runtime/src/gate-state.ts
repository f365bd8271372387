/**
 * Puts together what the gate looks at. Everything is at hand already: the gate is asked in one tick.
 */

import type { TagCache } from '@andon/connect';
import {
  type AuthoritySnapshot,
  because,
  type Cap,
  type Effect,
  type GateState,
  type Grant,
  isWithin,
  type Readings,
  type RecordPort,
  type RiskClass,
} from '@andon/core';
import { epochOver } from './authority.ts';
import type { RuntimeContext } from './context.ts';
import { readingOf } from './observation.ts';

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

/** What was done before, as the record counts it for the gate. */
export type Recent = Awaited<ReturnType<RecordPort['effects']['recent']>>;

/** Acts of the same kind that left for the same asset and material; an effect does not count itself. */
export function recentActs(
  { record, plant }: RuntimeContext,
  act: Act,
  exceptEffectId: string | null,
): Promise<Recent> {
  const { agentId, actionType, command } = act;
  const { asset, material } = command;
  return record.effects.recent({ agentId, actionType, asset, material, nowMs: plant.plantMs(), exceptEffectId });
}

type Caps = Pick<RuntimeContext, 'signer' | 'evidence' | 'caps'>;

export function gateState(
  context: Pick<RuntimeContext, 'authority' | 'sink' | 'tags'> & Caps,
  snapshot: AuthoritySnapshot,
  question: GateQuestion,
  recent: Recent,
): GateState {
  const { authority, sink, tags } = context;
  const grant = grantFor(snapshot, question);
  return {
    stop: authority.stopOver(question.asset, snapshot),
    stopEpoch: epochOver(question.asset, snapshot),
    grant,
    fingerprint: question.fingerprint,
    sink: sink.capabilities(),
    caps: capsNow(context, grant, recent.unverified),
    readings: readingsOf(tags),
    recent,
  };
}

/** Caps besides those that the gate sees by itself. */
export function capsNow(
  { signer, evidence, caps: site }: Caps,
  grant: Grant | null,
  unverified: number,
): readonly Cap[] {
  const caps: Cap[] = [...site];
  if (grant && !signer.holds(grant)) {
    caps.push({ source: 'grant', level: 'off', because: because('grant.signature') });
  }
  const limit = evidence.maxUnverified;
  if (unverified >= limit) {
    const reason = because('exposure.unverified', { count: unverified, limit, level: 'approve' });
    caps.push({ source: 'exposure', level: 'approve', because: reason });
  }
  return caps;
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
    return sample === null ? null : readingOf(sample);
  };
}
