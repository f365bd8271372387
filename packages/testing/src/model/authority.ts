/** Authority snapshots in the memory record. */

import type { AuthorityPort } from '@andon/core';
import { listAgents } from './agents.ts';
import { listGrants } from './grants.ts';
import { isOver, type State } from './state.ts';
import { activeStops, epochsByScope, lastEpoch } from './stops.ts';

export function authorityOf(state: State): AuthorityPort {
  return {
    async renew(holder, leaseMs) {
      state.authority.set(holder, { leaseEndsMs: state.processMs() + leaseMs, epoch: lastEpoch(state) });
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
      const rows = [...state.authority].filter(
        ([holder, row]) => holder !== except && !isOver(state, row.leaseEndsMs) && row.epoch < epoch,
      );
      return rows.map(([holder]) => holder).sort();
    },
  };
}
