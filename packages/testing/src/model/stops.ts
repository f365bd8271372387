/** Stops in the memory record. */

import { type Scope, type Stop, type StopsPort, selfAndAbove } from '@andon/core';
import { asStored, type State, tell } from './state.ts';

export function stopsOf(state: State): StopsPort {
  return {
    async press(press) {
      const before = state.stops.get(press.id) ?? latchedOn(state, press.scope);
      if (before) return before;
      const stop: Stop = {
        ...asStored(press),
        epoch: lastEpoch(state) + 1,
        resetBy: null,
        resetAt: null,
        resetCause: null,
      };
      state.stops.set(stop.id, stop);
      tell(state, {
        type: 'stop.pressed',
        at: stop.pressedAt,
        actor: stop.pressedBy,
        scope: stop.scope,
        refs: { stopId: stop.id },
        data: { epoch: stop.epoch, reason: stop.reason },
      });
      return stop;
    },
    async reset(scope, cause, reason, by, at) {
      const latched = latchedOn(state, scope);
      if (!latched) return null;
      const stop: Stop = { ...latched, resetBy: asStored(by), resetAt: asStored(at), resetCause: cause };
      state.stops.set(stop.id, stop);
      tell(state, {
        type: 'stop.reset',
        at,
        actor: by,
        scope,
        refs: { stopId: stop.id },
        data: { epoch: stop.epoch, cause, reason, pressedAt: stop.pressedAt },
      });
      return stop;
    },
    async active() {
      return activeStops(state);
    },
    async epoch(scope) {
      const above = selfAndAbove(scope);
      const over = [...state.stops.values()].filter((stop) => above.includes(stop.scope));
      return Math.max(0, ...over.map((stop) => stop.epoch));
    },
  };
}

export function activeStops(state: State): readonly Stop[] {
  return [...state.stops.values()].filter((stop) => stop.resetAt === null);
}

/** Of the latest stop of all; 0 when there was none. */
export function lastEpoch(state: State): number {
  return state.stops.size;
}

/** Highest epoch of every scope that ever had a stop. */
export function epochsByScope(state: State): Record<Scope, number> {
  const epochs: Record<Scope, number> = {};
  for (const { scope, epoch } of state.stops.values()) epochs[scope] = Math.max(epochs[scope] ?? 0, epoch);
  return epochs;
}

function latchedOn(state: State, scope: Scope): Stop | undefined {
  return activeStops(state).find((stop) => stop.scope === scope);
}
