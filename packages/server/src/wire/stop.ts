/** Stops. */

import { stopCauses } from '@andon/core';
import { z } from 'zod';
import { actor, named, scope, stamp } from './basics.ts';

export const stop = named(
  'Stop',
  z.object({
    id: z.string(),
    scope,
    epoch: z.number(),
    pressedBy: actor,
    pressedAt: stamp,
    reason: z.string(),
    resetBy: actor.nullable(),
    resetAt: stamp.nullable(),
    resetCause: z.enum(stopCauses).nullable(),
  }),
);
