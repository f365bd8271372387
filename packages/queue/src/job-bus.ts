/** The port to the queue: what the framework may ask of it, whatever carries the jobs. */

import type { AndonError } from '@andon/core';
import type { RedisOptions } from 'ioredis';
import type pg from 'pg';
import type { JobContracts, JobName } from './contracts.ts';
import type { QueueName } from './names.ts';

/**
 * Carries hints that work is due. A job may be lost (its server gone with its memory), delivered twice (a worker that
 * stalls), delivered late, and out of order after a crash. So whoever handles one reads the record first, and a
 * sweeper makes the jobs again that the record still calls for.
 */
export interface JobBus {
  readonly backend: 'redis' | 'postgres';

  /**
   * Adds a job. An id that the queue still holds, done or not, is silently ignored.
   *
   * @throws AndonError('job.invalid') when payload or id do not fit
   * @throws AndonError('queue.unreachable') within 2 s when the server does not answer; the job may still have arrived
   * @throws AndonError('queue.closed') after `close`
   */
  add<N extends JobName>(queue: QueueName, name: N, data: JobContracts[N], options: AddOptions): Promise<void>;

  /**
   * Takes jobs from a queue until closed. A handler that throws is reported and its job marked failed; nothing is
   * tried again here. A job without a handler, or with a payload that does not fit, is reported and dropped.
   */
  work(queue: QueueName, handlers: JobHandlers, options?: WorkOptions): Promise<WorkHandle>;

  counts(queue: QueueName): Promise<JobCounts>;

  /**
   * Jobs of a queue in one state, as the server holds them now: those waiting and active by when they were added, the
   * delayed by when they are due, the failed by when they ended. For people to look at, never to act on: a job may be in
   * another state, or gone, by the time it is read, and be met twice or not at all by who walks from state to state.
   * Of a state that holds more than `MOST_LISTED`, those that are next in the queue are listed; `counts` counts all.
   */
  list(queue: QueueName, state: JobState, page: JobPage): Promise<readonly ListedJob[]>;

  /**
   * Takes no more jobs, lets the running ones end (at most `drainMs`, then their signal is aborted), and lets go of the
   * server. Ends within `drainMs` + 4 s even when the server is gone, and leaves nothing that keeps the process up.
   */
  close(): Promise<void>;
}

export interface AddOptions {
  /** Always ours, never the queue's: an effect's id and its wake number, for example. */
  readonly id: string;
  /** Not before. A hint: what is due when stands in the record. */
  readonly delayMs?: number;
  /** 1 to 2 097 151, lower is sooner. A job without one goes before all that have one. */
  readonly priority?: number;
}

export type JobHandlers = {
  readonly [N in JobName]?: (data: JobContracts[N], context: JobContext) => Promise<void>;
};

export interface JobContext {
  /** Aborted when the bus closes and the time to drain is over, or when another worker may hold the job by now. */
  readonly signal: AbortSignal;
  readonly jobId: string;
  /** 1 at first; more when a worker before this one died or stalled with it. Restarts when the queue is rebuilt. */
  readonly attempt: number;
}

export interface WorkOptions {
  /** Jobs at once in this process; 1 by default. A line's queue always runs one at a time in all processes together. */
  readonly concurrency?: number;
}

export interface WorkHandle {
  /** As `JobBus.close`, for this worker alone. */
  close(): Promise<void>;
}

export interface JobCounts {
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
  /** Kept for an hour, and at most 100 of them. */
  readonly failed: number;
}

export const jobStates = ['active', 'waiting', 'delayed', 'failed'] as const;
export type JobState = (typeof jobStates)[number];

/** Jobs of one state of one queue that are looked at, at most. */
export const MOST_LISTED = 1_000;

/** Where a job stands in a listing. It stays there as long as it is in its state, whatever comes and goes around it. */
export interface JobPlace {
  /** Real time in ms since the epoch by which its state is ordered. */
  readonly atMs: number;
  readonly id: string;
}

export interface JobPage {
  /** The last job of the page before; `null` for the first page. */
  readonly after: JobPlace | null;
  readonly limit: number;
}

/** A job as the server holds it. Times are real ones, in ms since the epoch. */
export interface ListedJob {
  readonly queue: QueueName;
  readonly state: JobState;
  readonly id: string;
  readonly name: string;
  /** As it was added, and not checked again. */
  readonly data: unknown;
  readonly addedMs: number;
  /** Of a delayed one; `null` else. */
  readonly dueMs: number | null;
  /** Of a failed one; `null` else. */
  readonly endedMs: number | null;
  /** How often a worker took it. */
  readonly attempts: number;
  /** What a failed one failed of; `null` else. */
  readonly failure: string | null;
}

/** Where something went wrong that no caller is waiting for. */
export interface ErrorPlace {
  readonly during: 'connection' | 'job' | 'close';
  readonly queue?: QueueName;
  readonly name?: string;
  readonly jobId?: string;
}

/** What pino offers, and all that is used of it. */
export interface QueueLogger {
  info(fields: object, event: string): void;
  warn(fields: object, event: string): void;
}

export type JobBusBackend =
  | {
      readonly kind: 'redis';
      /** `redis://…`, `rediss://…`, the path of a unix socket, or ioredis' own options. */
      readonly connection: string | RedisOptions;
    }
  | {
      readonly kind: 'postgres';
      /** `postgres://…`. Not through a transaction pooler: the bus listens, and sets a search path of its own. */
      readonly url: string;
    }
  | {
      readonly kind: 'postgres';
      /** Only its settings are used: every connection of the queue has a search path of its own. */
      readonly pool: pg.Pool;
    };

export interface JobBusOptions {
  readonly backend: JobBusBackend;
  /** Prefix of every key on Redis, name of the schema on PostgreSQL; `andon_queue` by default. */
  readonly prefix?: string;
  readonly logger?: QueueLogger;
  /** Hears of everything that no caller waits for; the same problem at most every 5 s. Must not throw. */
  onError(error: AndonError, where: ErrorPlace): void;
  /** How long running jobs may take to end when closing; 5 000 by default. */
  readonly drainMs?: number;
  /**
   * How long a worker that says nothing keeps its jobs; 10 000 by default. With `stalledCheckMs` it bounds the time
   * until the jobs of a killed process run elsewhere; an event loop blocked for longer has its jobs run twice.
   */
  readonly lockMs?: number;
  /** How often to look for jobs of silent workers; 3 000 by default. */
  readonly stalledCheckMs?: number;
}
