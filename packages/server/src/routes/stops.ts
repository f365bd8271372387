/** GET /api/stops, POST /api/stops, POST /api/stops/reset. A stop stops agents; it is not a safety function. */

import { AndonError, isAndonError, isWithin, parseScope, type Scope, stopCauses } from '@andon/core';
import { z } from 'zod';
import type { Routes } from '../app.ts';
import type { ApiOptions } from '../options.ts';
import { personWithId } from '../people.ts';
import { answering } from '../problem.ts';
import { list } from '../wire/basics.ts';
import { id, nothing, reason } from '../wire/request.ts';
import { stop } from '../wire/stop.ts';

const scope = z.string().min(1).max(500);

export function addStops(app: Routes, { record, runtime, people, site }: ApiOptions): void {
  app.get(
    '/api/stops',
    {
      schema: {
        operationId: 'listStops',
        summary: 'Stops that are pressed',
        querystring: nothing,
        response: answering(z.object({ stops: list(stop) })),
      },
    },
    async () => ({ stops: await record.stops.active() }),
  );
  app.post(
    '/api/stops',
    {
      schema: {
        operationId: 'pressStop',
        summary: 'Stop agents: nothing leaves for the scope. Answers once every live gateway knows',
        querystring: nothing,
        body: z.strictObject({ scope, by: id, reason }),
        response: answering(z.object({ stop, acknowledgedMs: z.number() })),
      },
    },
    async ({ body }) => {
      const by = personWithId(people, body.by);
      checkStopsSomething(body.scope, site.lines);
      try {
        return await runtime.pressStop({ ...body, by });
      } catch (error) {
        throw isAndonError(error, 'database.unreachable') ? untold(body.scope, error) : error;
      }
    },
  );
  app.post(
    '/api/stops/reset',
    {
      schema: {
        operationId: 'resetStop',
        summary: 'Release a stop; nothing from before it is sent',
        querystring: nothing,
        body: z.strictObject({ scope, by: id, cause: z.enum(stopCauses), reason }),
        response: answering(z.object({ stop })),
      },
    },
    async ({ body }) => ({ stop: await runtime.resetStop({ ...body, by: personWithId(people, body.by) }) }),
  );
}

/** A stop at a place that is none would be acknowledged and stop nothing. */
function checkStopsSomething(wanted: Scope, lines: ApiOptions['site']['lines']): void {
  parseScope(wanted);
  if (lines.some((line) => isWithin(line.scope, wanted) || isWithin(wanted, line.scope))) return;
  throw new AndonError('stop.nowhere', { scope: wanted, lines: lines.map((line) => line.scope) });
}

/** It latched here before the record was asked (see the runtime's `pressStop`). */
function untold(wanted: Scope, error: AndonError): AndonError {
  return new AndonError('stop.untold', { scope: wanted, problem: error.details.problem }, { cause: error });
}
