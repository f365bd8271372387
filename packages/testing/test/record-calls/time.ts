/** Time that passes, and what it makes due. */

import { call } from './call.ts';
import { coolDownMs, hourMs } from './pools.ts';
import type { Make } from './world.ts';

export const time = {
  /** Time passes; often right up to what is due next, or a millisecond before or after. */
  async pass(world, choices) {
    const due = (await world.model.agenda.nextDue(world.nowMs)) ?? world.nowMs + 60_000;
    const near = choices.of(
      world.nowMs + 1_000,
      due,
      due - 1,
      due + 1,
      world.lastClaimMs + coolDownMs,
      world.lastClaimMs + coolDownMs,
      world.lastClaimMs + hourMs,
    );
    const to = choices.mostly(near, world.nowMs + 600_000, world.nowMs + hourMs);
    world.nowMs = Math.max(world.nowMs, to);
    return null;
  },
} satisfies Record<string, Make>;

export const agendaCalls = {
  unsettled: (world) => call('agenda', 'unsettled', world.nowMs),
  nextDue: (world) => call('agenda', 'nextDue', world.nowMs),
} satisfies Record<string, Make>;
