/**
 * Pages of jobs. The server orders jobs by index, and an index moves with every job that comes or goes; so a page goes on
 * from where a job stands in time, which does not.
 */

import type { Job } from 'bullmq';
import type { JobPage, JobPlace, JobState, ListedJob } from './job-bus.ts';
import type { QueueName } from './names.ts';

/** BullMQ's names of what we call a state. */
export const bullStates = {
  active: ['active'],
  waiting: ['waiting', 'prioritized'],
  delayed: ['delayed'],
  failed: ['failed'],
} as const satisfies Record<JobState, readonly string[]>;

export function toListed(queue: QueueName, state: JobState, job: Job): ListedJob {
  return {
    queue,
    state,
    id: job.id ?? '',
    name: job.name,
    data: job.data,
    addedMs: job.timestamp,
    dueMs: state === 'delayed' ? job.timestamp + job.delay : null,
    endedMs: state === 'failed' ? (job.finishedOn ?? null) : null,
    attempts: job.attemptsStarted,
    failure: state === 'failed' ? job.failedReason : null,
  };
}

export function placeOf({ id, addedMs, dueMs, endedMs }: ListedJob): JobPlace {
  return { atMs: dueMs ?? endedMs ?? addedMs, id };
}

/** The page of these jobs, which may be given in any order. */
export function pageOf(jobs: readonly ListedJob[], { after, limit }: JobPage): readonly ListedJob[] {
  return jobs
    .map((job) => ({ job, place: placeOf(job) }))
    .filter(({ place }) => after === null || compare(place, after) > 0)
    .sort((a, b) => compare(a.place, b.place))
    .slice(0, Math.max(0, limit))
    .map(({ job }) => job);
}

function compare(a: JobPlace, b: JobPlace): number {
  return a.atMs - b.atMs || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
