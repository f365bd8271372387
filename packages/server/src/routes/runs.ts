/** GET /api/runs, /api/runs/:id */

import { AndonError } from '@andon/core';
import { z } from 'zod';
import type { Routes } from '../app.ts';
import type { ApiOptions } from '../options.ts';
import { nextAfter } from '../paging.ts';
import { answering } from '../problem.ts';
import { list } from '../wire/basics.ts';
import { byId, id, limit, nothing } from '../wire/request.ts';
import { listedRun, toWholeRun, wholeRun } from '../wire/run.ts';

const answer = z.object({
  runs: list(listedRun),
  /** For `before`; `null` on the last page. */
  next: z.string().nullable(),
});

export function addRuns(app: Routes, { record }: Pick<ApiOptions, 'record'>): void {
  app.get(
    '/api/runs',
    {
      schema: {
        operationId: 'listRuns',
        summary: 'Runs, the latest opened first, without what they saw',
        querystring: z.strictObject({ before: id.optional(), limit }),
        response: answering(answer),
      },
    },
    async ({ query: { before = null, limit: rows } }) => {
      const runs = await record.runs.page({ before, limit: rows });
      if (!runs) throw new AndonError('request.cursor', { cursor: before, path: 'before' });
      return { runs, next: nextAfter(runs, rows) };
    },
  );
  app.get(
    '/api/runs/:id',
    {
      schema: {
        operationId: 'readRun',
        summary: 'A run with everything that came of it, as of one moment',
        params: byId,
        querystring: nothing,
        response: answering(wholeRun),
      },
    },
    async ({ params: { id: runId } }) => {
      const whole = await record.runs.whole(runId);
      if (!whole) throw new AndonError('run.unknown', { runId });
      return toWholeRun(whole);
    },
  );
}
