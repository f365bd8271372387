/** Grants in the memory record. */

import type { Grant, GrantsPort } from '@andon/core';
import { andon, asStored, keyOf, type State, tell } from './state.ts';

export function grantsOf(state: State): GrantsPort {
  return {
    async sign(grant, at) {
      const before = state.grants.get(grant.id);
      if (before) return before;
      const signed: Grant = { ...asStored(grant), revision: lastRevision(state, grant.agentId) + 1 };
      state.grants.set(signed.id, signed);
      state.standing.set(keyOf(signed.agentId, signed.scope, signed.actionType, signed.riskClass), signed.id);
      const { actionType, riskClass, level, revision, reason, notAfterMs, fingerprint } = signed;
      tell(state, {
        type: 'grant.signed',
        at,
        actor: signed.signedBy.at(-1) ?? andon,
        scope: signed.scope,
        refs: { grantId: signed.id, agentId: signed.agentId },
        data: { actionType, riskClass, level, revision, reason, notAfterMs, fingerprint },
      });
      return signed;
    },
    async list(agentId) {
      return listGrants(state).filter((grant) => agentId === undefined || grant.agentId === agentId);
    },
  };
}

export function listGrants(state: State): readonly Grant[] {
  const standing = new Set(state.standing.values());
  return [...state.grants.values()].filter((grant) => standing.has(grant.id));
}

function lastRevision(state: State, agentId: string): number {
  const revisions = [...state.grants.values()].filter((grant) => grant.agentId === agentId);
  return Math.max(0, ...revisions.map((grant) => grant.revision));
}
