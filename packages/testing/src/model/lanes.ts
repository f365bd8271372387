/** Lanes in the memory record. */

import type { LanesPort } from '@andon/core';
import { isOver, type State } from './state.ts';

export function lanesOf(state: State): LanesPort {
  return {
    async hold(line, holder, leaseMs) {
      const lane = state.lanes.get(line);
      if (lane && lane.holder !== holder && !isOver(state, lane.leaseEndsMs)) {
        return { kind: 'busy', holder: lane.holder };
      }
      // A lane keeps its last holder, so that its token tells one holder from the next.
      const token = lane?.holder === holder ? lane.token : (lane?.token ?? 0) + 1;
      state.lanes.set(line, { holder, token, leaseEndsMs: state.processMs() + leaseMs });
      return { kind: 'held', token };
    },
    async release(line, holder) {
      const lane = state.lanes.get(line);
      if (lane?.holder === holder) state.lanes.set(line, { ...lane, leaseEndsMs: Number.NEGATIVE_INFINITY });
    },
  };
}
