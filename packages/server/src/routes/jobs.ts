/** GET /api/jobs: what the queue holds. For people to look at: what is to be done stands in the record. */

import { type Agent, AndonError, lineOf } from '@andon/core';
import { type JobState, jobStates, type ListedJob, pageOfJobs, placeOfJob, type QueueName } from '@andon/queue';
import { lineQueue, verticalQueue } from '@andon/runtime';
import { z } from 'zod';
import type { Routes } from '../app.ts';
import { readCursor, writeCursor } from '../cursor.ts';
import type { ApiOptions } from '../options.ts';
import { answering } from '../problem.ts';
import { json, list, named } from '../wire/basics.ts';
import { limit } from '../wire/request.ts';

const job = named(
  'Job',
  z.object({
    queue: z.string(),
    state: z.enum(jobStates),
    id: z.string(),
    name: z.string(),
    data: json,
    addedMs: z.number(),
    dueMs: z.number().nullable(),
    endedMs: z.number().nullable(),
    attempts: z.number(),
    failure: z.string().nullable(),
  }),
);

const answer = z.object({
  jobs: list(job),
  /** For `after`; `null` on the last page. */
  next: z.string().nullable(),
  /** Of each queue asked for. */
  counts: list(
    z.object({
      queue: z.string(),
      waiting: z.number(),
      active: z.number(),
      delayed: z.number(),
      failed: z.number(),
    }),
  ),
});

const query = z.strictObject({
  queue: z.string().min(1).max(600).optional(),
  state: z.enum(jobStates).default('waiting'),
  after: z.string().min(1).max(1_000).optional(),
  limit,
});

export function addJobs(app: Routes, { record, bus }: Pick<ApiOptions, 'record' | 'bus'>): void {
  app.get(
    '/api/jobs',
    {
      schema: {
        operationId: 'listJobs',
        summary: 'Jobs of one state, of one queue or of all, and how many there are',
        querystring: query,
        response: answering(answer),
      },
    },
    async ({ query: { queue = null, state, after, limit: rows } }) => {
      const asked = { queue, state };
      const queues = chosen(queuesOf(await record.agents.list()), queue);
      const page = { after: after === undefined ? null : readCursor(asked, after), limit: rows };
      const [listed, counts] = await Promise.all([
        Promise.all(queues.map((name) => bus.list(name, state, page))),
        Promise.all(queues.map(async (name) => ({ queue: name, ...(await bus.counts(name)) }))),
      ]);
      const jobs = pageOfJobs(listed.flat(), page);
      return { jobs: jobs.map(toJob), next: nextOf(asked, jobs, rows), counts };
    },
  );
}

function queuesOf(agents: readonly Agent[]): readonly QueueName[] {
  const lines = agents.map(({ scope }) => lineQueue(lineOf(scope)));
  return [...new Set<QueueName>([...agents.map(({ vertical }) => verticalQueue(vertical)), ...lines, 'later'])];
}

function chosen(queues: readonly QueueName[], queue: string | null): readonly QueueName[] {
  if (queue === null) return queues;
  const found = queues.find((name) => name === queue);
  if (!found) throw new AndonError('queue.unknown', { queue, known: queues });
  return [found];
}

function nextOf(asked: { queue: string | null; state: JobState }, jobs: readonly ListedJob[], rows: number) {
  const last = jobs.at(-1);
  return last && jobs.length === rows ? writeCursor(asked, placeOfJob(last)) : null;
}

function toJob(from: ListedJob): z.output<typeof job> {
  return { ...from, data: from.data as z.output<typeof json> };
}
