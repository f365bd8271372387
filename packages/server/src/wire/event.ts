/** An event of the sealed trail, as the stream's `data` carries it. */

import type { SealedEvent } from '@andon/core';
import { z } from 'zod';
import { actor, jsonObject, named, scope, stamp } from './basics.ts';

/** Under this name the document has it: a stream's answer is text to it. */
export const EVENT_DATA = 'SealedEvent';

named(
  EVENT_DATA,
  z.object({
    seq: z.int(),
    id: z.string(),
    type: z.string(),
    at: stamp,
    actor,
    scope: scope.nullable(),
    refs: z.record(z.string(), z.string()),
    data: jsonObject,
    /** Lower-case hex SHA-256, over the event and the hash before it. */
    hash: z.string(),
  }) satisfies z.ZodType<SealedEvent>,
);
