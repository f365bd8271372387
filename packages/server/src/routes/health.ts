/** GET /healthz: whether the site can be asked anything at all. For whatever watches the process. */

import type { AuditPort } from '@andon/core';
import { z } from 'zod';
import type { Routes } from '../app.ts';
import { type ApiOptions, limits } from '../options.ts';
import { answering } from '../problem.ts';
import { nothing } from '../wire/request.ts';

const answer = z.object({
  status: z.enum(['ok', 'unavailable']),
  /** Whether the record answered within a second. */
  record: z.enum(['ok', 'unreachable']),
  version: z.string(),
  role: z.enum(['api', 'all']),
  /** As the line last told it. */
  plantTime: z.iso.datetime(),
});

export function addHealth(app: Routes, { record, runtime, version, role }: ApiOptions): void {
  const isReachable = pulse(record.audit, limits.healthMs);
  app.get(
    '/healthz',
    {
      schema: {
        operationId: 'readHealth',
        summary: 'Whether the site can be asked: 503 while its record cannot be reached',
        querystring: nothing,
        response: {
          ...answering(answer),
          503: { description: 'Not as it is', content: { 'application/json': { schema: answer } } },
        },
      },
    },
    async (_, reply) => {
      const plantTime = new Date(runtime.plantMs()).toISOString();
      const common = { version, role, plantTime };
      if (await isReachable()) return { status: 'ok' as const, record: 'ok' as const, ...common };
      return reply.code(503).send({ status: 'unavailable', record: 'unreachable', ...common });
    },
  );
}

/** Asks the record for the least it can tell. However often it is asked meanwhile, one question is under way. */
function pulse(audit: Pick<AuditPort, 'head'>, limitMs: number): () => Promise<boolean> {
  let asking: Promise<boolean> | null = null;
  return async () => {
    asking ??= audit
      .head()
      .then(
        () => true,
        () => false,
      )
      .finally(() => {
        asking = null;
      });
    const { promise: late, resolve } = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => resolve(false), limitMs);
    try {
      return await Promise.race([asking, late]);
    } finally {
      clearTimeout(timer);
    }
  };
}
