/** Calls on what one process holds at a time: a lane, and the authority to act. */

import { aGrant } from '../../src/builders.ts';
import { call } from './call.ts';
import { claimable } from './effects.ts';
import { holders, lines, longMs, scopes } from './pools.ts';
import type { Make } from './world.ts';

export const laneCalls = {
  async hold(world, choices) {
    const wanted = (await claimable(world)).map(({ line }) => line);
    const line = choices.mostly(choices.among(wanted, lines[0]), ...lines);
    const lease = choices.mostly(longMs, 0);
    return call('lanes', 'hold', line, choices.mostly(holders[0], holders[1]), lease);
  },
  release: (_, choices) => call('lanes', 'release', choices.of(...lines), choices.of(...holders)),
} satisfies Record<string, Make>;

export const authorityCalls = {
  renew: (_, choices) => call('authority', 'renew', choices.of(...holders), choices.of(longMs, longMs, 0)),
  yield: (_, choices) => call('authority', 'yield', choices.of(...holders)),
  async unaware(world, choices) {
    const epochs = await Promise.all(scopes.map((scope) => world.model.stops.epoch(scope)));
    const epoch = Math.max(...epochs) + choices.of(0, 0, 1, -1);
    return call('authority', 'unaware', epoch, choices.of<string>('nobody', ...holders));
  },
  async unawareOfGrant(world, choices) {
    const { agentId, revision } = choices.among(await world.model.grants.list(), aGrant());
    const asked = { agentId, revision: revision + choices.of(0, 0, 1, -1) };
    return call('authority', 'unawareOfGrant', asked, choices.of<string>('nobody', ...holders));
  },
} satisfies Record<string, Make>;
