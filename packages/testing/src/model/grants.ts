/** Grants in the memory record. */

import { type EvidenceSubject, type Grant, type GrantsPort, type Level, type NewGrant, rank } from '@andon/core';
import { andon, asStored, keyOf, type State, tell } from './state.ts';

export function grantsOf(state: State): GrantsPort {
  return {
    async sign(grant, replaces, at) {
      const before = state.grants.get(grant.id);
      if (before) return { kind: 'signed', grant: before };
      const replaced = standing(state, grant);
      if (replaced?.id !== replaces?.grantId || replaced?.revision !== replaces?.revision) return { kind: 'overtaken' };
      const signed: Grant = {
        ...asStored(grant),
        revision: lastRevision(state, grant.agentId) + 1,
        lowered: null,
        demotions: demotionsOf(state, grant),
      };
      state.grants.set(signed.id, signed);
      state.standing.set(placeOf(signed), signed.id);
      const { id: grantId, agentId, scope, signedBy, lowered: _, ...data } = signed;
      tell(state, {
        type: 'grant.signed',
        at,
        actor: signedBy[0] ?? andon,
        scope,
        refs: { grantId, agentId },
        data: { ...data, signedBy, replaces: replaced ? briefly(replaced) : null },
      });
      return { kind: 'signed', grant: signed };
    },
    async lower({ grantId, to, because, by }, at) {
      const grant = state.grants.get(grantId);
      if (!grant || standing(state, grant)?.id !== grantId || rank(levelNow(grant)) <= rank(to)) return null;
      const lowered: Grant = {
        ...grant,
        revision: lastRevision(state, grant.agentId) + 1,
        lowered: asStored({ to, because, by, atMs: at.plantMs }),
        demotions: demotionsOf(state, grant) + 1,
      };
      state.grants.set(grantId, lowered);
      const { agentId, actionType, riskClass, demotions, revision } = lowered;
      tell(state, {
        type: 'grant.lowered',
        at,
        actor: by,
        scope: grant.scope,
        refs: { grantId, agentId },
        data: { actionType, riskClass, from: levelNow(grant), to, because, demotions, revision },
      });
      return lowered;
    },
    async list(agentId) {
      return listGrants(state).filter((grant) => agentId === undefined || grant.agentId === agentId);
    },
    async demotions(like) {
      return demotionsOf(state, like);
    },
  };
}

/** Of the last change of each agent's grants. */
export function grantRevisions(state: State): ReadonlyMap<string, number> {
  const agents = new Set([...state.grants.values()].map(({ agentId }) => agentId));
  return new Map([...agents].map((agentId) => [agentId, lastRevision(state, agentId)]));
}

export function listGrants(state: State): readonly Grant[] {
  const current = new Set(state.standing.values());
  const listed = [...state.grants.values()].filter((grant) => current.has(grant.id));
  return listed.sort((a, b) => (a.agentId === b.agentId ? a.revision - b.revision : a.agentId < b.agentId ? -1 : 1));
}

function placeOf({ agentId, scope, actionType, riskClass }: NewGrant): string {
  return keyOf(agentId, scope, actionType, riskClass);
}

function standing(state: State, grant: NewGrant): Grant | undefined {
  return state.grants.get(state.standing.get(placeOf(grant)) ?? '');
}

function levelNow({ level, lowered }: Grant): Level {
  return lowered?.to ?? level;
}

function briefly({ id: grantId, level, notAfterMs }: Grant) {
  return { grantId, level, notAfterMs };
}

function lastRevision(state: State, agentId: string): number {
  const revisions = [...state.grants.values()].filter((grant) => grant.agentId === agentId);
  return Math.max(0, ...revisions.map((grant) => grant.revision));
}

/** Of this fingerprint, also where another one stood between: going back to a version revives no trial of it. */
function demotionsOf(state: State, like: Omit<EvidenceSubject, 'demotions'>): number {
  const { agentId, actionType, riskClass, fingerprint } = like;
  const key = keyOf(agentId, actionType, riskClass, fingerprint);
  const alike = [...state.grants.values()].filter(
    (other) => keyOf(other.agentId, other.actionType, other.riskClass, other.fingerprint) === key,
  );
  return Math.max(0, ...alike.map((other) => other.demotions));
}
