/** Calls on stops. */

import { stopCauses } from '@andon/core';
import { aPress } from '../../src/builders.ts';
import { call } from './call.ts';
import { people, scopes } from './pools.ts';
import type { Make } from './world.ts';

export const stopCalls = {
  press(world, choices) {
    const id = choices.mostly(`stp_${world.count()}`, 'stp_same', 'stp_other');
    const [pressedBy, pressedAt] = [choices.of(...people), world.at()];
    return call('stops', 'press', aPress({ id, scope: choices.of(...scopes), pressedBy, pressedAt }));
  },
  async reset(world, choices) {
    const latched = (await world.model.stops.active()).map(({ scope }) => scope);
    const scope = choices.mostly(choices.among(latched, scopes[0]), ...scopes);
    const cause = choices.of(...stopCauses);
    return call('stops', 'reset', scope, cause, 'all clear', choices.of(...people), world.at());
  },
  stops: (_, choices) => choices.of(call('stops', 'active'), call('stops', 'epoch', choices.of(...scopes))),
} satisfies Record<string, Make>;
