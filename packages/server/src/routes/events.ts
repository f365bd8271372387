/**
 * GET /api/events: the sealed trail, as server-sent events, for as long as the client stays.
 *
 * Written to Node's own response: `@fastify/sse` waits for 'drain' alone, which never comes from a client that left with
 * its buffer full, and writes heartbeats into a buffer that is full.
 */

import { AndonError } from '@andon/core';
import { z } from 'zod';
import type { Routes } from '../app.ts';
import { streamTrail } from '../events/stream.ts';
import type { Trail } from '../events/trail.ts';
import { limits } from '../options.ts';
import { problems } from '../problem.ts';
import { EVENT_DATA } from '../wire/event.ts';

const place = z.string().regex(/^\d{1,15}$/);

const schema = {
  operationId: 'followEvents',
  summary: 'The audit trail as it is sealed: events after a place, or after the present end',
  description:
    `Server-sent events: "id" is the place in the trail, "event" the type, "data" a ${EVENT_DATA}. ` +
    '"Last-Event-ID" goes before "after".',
  querystring: z.strictObject({ after: place.optional() }),
  // Empty: a client that has no event yet.
  headers: z.looseObject({ 'last-event-id': z.union([place, z.literal('')]).optional() }),
  response: {
    200: { description: 'As long as the client stays', content: { 'text/event-stream': { schema: z.string() } } },
    ...problems,
  },
};

/** Its connection is of no use for another request; what stands between must not gather what is to be seen at once. */
const streamHeaders = { 'content-type': 'text/event-stream', connection: 'close', 'x-accel-buffering': 'no' };

export function addEvents(app: Routes, trail: Trail): void {
  const closing = new AbortController();
  const streams = new Set<Promise<void>>();
  app.addHook('preClose', async () => closing.abort());

  app.get('/api/events', { schema, exposeHeadRoute: false }, async (request, reply) => {
    const head = await trail.head();
    const after = Number(request.headers['last-event-id'] || (request.query.after ?? head));
    if (after > head) throw new AndonError('events.ahead', { after, head });
    if (streams.size >= limits.streams) throw new AndonError('events.busy', { most: limits.streams });

    reply.hijack();
    reply.raw.writeHead(200, { ...(reply.getHeaders() as Record<string, string>), ...streamHeaders });
    const unfollow = trail.follow(head);
    const { log } = request;
    const stream = streamTrail({ trail, out: reply.raw, after, log, signal: closing.signal, ...limits });
    streams.add(stream);
    await stream;
    streams.delete(stream);
    unfollow();
  });
}
