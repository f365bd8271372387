/** What must hold for a call to get anywhere, and what is done first where it does not. */

import { claimable, sent } from './effects.ts';
import type { kinds } from './kinds.ts';
import { allRuns } from './runs.ts';
import type { World } from './world.ts';

interface Need {
  readonly holds: (world: World) => Promise<boolean>;
  /** What is done instead while it does not hold; that may need something in turn. */
  readonly first: keyof typeof kinds;
}

/** What a kind of call needs to get anywhere. */
export const needs: Partial<Record<keyof typeof kinds, Need>> = {
  lower: { holds: async (world) => (await world.model.grants.list()).length > 0, first: 'sign' },
  lease: { holds: async (world) => (await allRuns(world)).some(({ state }) => state === 'queued'), first: 'open' },
  finish: { holds: async (world) => (await allRuns(world)).some(({ state }) => state === 'leased'), first: 'lease' },
  decide: { holds: async (world) => (await world.model.proposals.open()).length > 0, first: 'finish' },
  expire: { holds: async (world) => (await world.model.proposals.open()).length > 0, first: 'finish' },
  closeWindow: { holds: async (world) => (await world.model.proposals.open()).length > 0, first: 'finish' },
  hold: { holds: async (world) => (await claimable(world)).length > 0, first: 'finish' },
  claim: {
    holds: async (world) => (await claimable(world)).some(({ line }) => world.lanes.get(line)?.over === false),
    first: 'hold',
  },
  settle: { holds: async (world) => (await sent(world)).length > 0, first: 'claim' },
  offer: { holds: async (world) => ((await world.model.outcomes.count()).open ?? 0) > 0, first: 'settle' },
  takeDue: { holds: async (world) => ((await world.model.outcomes.count()).open ?? 0) > 0, first: 'settle' },
  judge: { holds: async (world) => ((await world.model.outcomes.count()).offered ?? 0) > 0, first: 'takeDue' },
  reset: { holds: async (world) => (await world.model.stops.active()).length > 0, first: 'press' },
};
