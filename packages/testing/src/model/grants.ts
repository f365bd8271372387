/** Grants in the memory record. */

import type { Grant, GrantsPort } from '@andon/core';
import { andon, asStored, keyOf, type State, tell } from './state.ts';

export function grantsOf(state: State): GrantsPort {
  return {
    async sign(grant, at) {
      const before = state.grants.get(grant.id);
      if (before) return before;
      const key = keyOf(grant.agentId, grant.scope, grant.actionType, grant.riskClass);
      const replaced = state.grants.get(state.standing.get(key) ?? '');
      const signed: Grant = { ...asStored(grant), revision: lastRevision(state, grant.agentId) + 1 };
      state.grants.set(signed.id, signed);
      state.standing.set(key, signed.id);
      const { id: grantId, agentId, scope, signedBy, ...data } = signed;
      tell(state, {
        type: 'grant.signed',
        at,
        actor: signedBy[0] ?? andon,
        scope,
        refs: { grantId, agentId },
        data: { ...data, signedBy, replaces: replaced ? briefly(replaced) : null },
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
  const listed = [...state.grants.values()].filter((grant) => standing.has(grant.id));
  return listed.sort((a, b) => (a.agentId === b.agentId ? a.revision - b.revision : a.agentId < b.agentId ? -1 : 1));
}

function briefly({ id: grantId, level, notAfterMs }: Grant) {
  return { grantId, level, notAfterMs };
}

function lastRevision(state: State, agentId: string): number {
  const revisions = [...state.grants.values()].filter((grant) => grant.agentId === agentId);
  return Math.max(0, ...revisions.map((grant) => grant.revision));
}
