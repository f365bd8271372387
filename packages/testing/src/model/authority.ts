/** Authority snapshots in the memory record. */

import type { AuthorityPort } from '@andon/core';
import { listAgents } from './agents.ts';
import { grantRevisions, listGrants } from './grants.ts';
import { type AuthorityRow, isOver, type State } from './state.ts';
import { activeStops, epochsByScope, lastEpoch } from './stops.ts';

export function authorityOf(state: State): AuthorityPort {
  return {
    async renew(holder, leaseMs) {
      const leaseEndsMs = state.processMs() + leaseMs;
      state.authority.set(holder, { leaseEndsMs, epoch: lastEpoch(state), revisions: grantRevisions(state) });
      return {
        stops: activeStops(state),
        epochs: epochsByScope(state),
        grants: listGrants(state),
        agents: listAgents(state),
      };
    },
    async yield(holder) {
      state.authority.delete(holder);
    },
    async unaware(epoch, except) {
      return actingOn(state, except, (row) => row.epoch < epoch);
    },
    async unawareOfGrant({ agentId, revision }, except) {
      return actingOn(state, except, ({ revisions }) => (revisions.get(agentId) ?? 0) < revision);
    },
  };
}

/** Others whose lease is not over, and who act on such a snapshot. */
function actingOn(state: State, except: string, isSuch: (row: AuthorityRow) => boolean): readonly string[] {
  const rows = [...state.authority].filter(
    ([holder, row]) => holder !== except && !isOver(state, row.leaseEndsMs) && isSuch(row),
  );
  return rows.map(([holder]) => holder).sort();
}
