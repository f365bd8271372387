/** The port on BullMQ. Queues are opened when first used, and kept; all of them share the driver's connections. */

import { AndonError } from '@andon/core';
import { type IQueueBackend, Queue } from 'bullmq';
import { isJobName, type JobContracts, type JobName, readJob } from './contracts.ts';
import type { Driver } from './driver.ts';
import {
  type AddOptions,
  type JobBus,
  type JobCounts,
  type JobHandlers,
  type JobPage,
  type JobState,
  type ListedJob,
  MOST_LISTED,
  type QueueLogger,
  type WorkHandle,
  type WorkOptions,
} from './job-bus.ts';
import { bullStates, pageOf, toListed } from './listing.ts';
import { encodeQueueName, isLane, problemWithJobId, type QueueName } from './names.ts';
import { type Report, unreachable } from './reporter.ts';
import { within } from './within.ts';
import { JobWorker } from './worker.ts';

const ANSWER_MS = 2_000;
const LONGEST_DELAY_MS = 366 * 24 * 3_600_000;
const LOWEST_PRIORITY = 2_097_151;

/** By age and count, never at once: an id has to be known for a while to be ignored when it comes again. */
const KEEP_COMPLETED = { age: 300, count: 100 };
const KEEP_FAILED = { age: 3_600, count: 100 };
/** BullMQ writes a stream of events that nobody here reads. It cannot be switched off (0 would mean "never trim"). */
const KEEP_EVENTS = 100;

interface Settings {
  readonly driver: Driver;
  readonly report: Report;
  readonly logger: QueueLogger | undefined;
  readonly drainMs: number;
  readonly lockMs: number;
  readonly stalledCheckMs: number;
}

type OpenQueue = Queue<unknown, void, string, unknown, void, string, IQueueBackend, unknown>;

export class BullMqBus implements JobBus {
  readonly #settings: Settings;
  readonly #queues = new Map<QueueName, Promise<OpenQueue>>();
  readonly #workers = new Set<JobWorker>();
  #closing: Promise<void> | undefined;

  constructor(settings: Settings) {
    this.#settings = settings;
    settings.driver.onReturn(() => void this.#restoreLanes());
  }

  get backend(): 'redis' | 'postgres' {
    return this.#settings.driver.kind;
  }

  async add<N extends JobName>(queue: QueueName, name: N, data: JobContracts[N], options: AddOptions): Promise<void> {
    const { id, delayMs, priority } = options;
    const refuse = (path: string, problem: string): AndonError =>
      new AndonError('job.invalid', { queue, name, path, problem });
    if (!isJobName(name)) throw refuse('name', 'there is no such job');
    const read = readJob(name, data);
    if (read.kind === 'invalid') throw refuse(read.path, read.problem);
    const idProblem = problemWithJobId(id);
    if (idProblem !== null) throw refuse('id', idProblem);
    if (delayMs !== undefined && !(delayMs >= 0 && delayMs <= LONGEST_DELAY_MS)) {
      throw refuse('delayMs', 'it must be from 0 to a year');
    }
    if (priority !== undefined && !(Number.isInteger(priority) && priority >= 1 && priority <= LOWEST_PRIORITY)) {
      throw refuse('priority', `it must be a whole number from 1 to ${LOWEST_PRIORITY}`);
    }
    await this.#ask(queue, 'add', async (open) => {
      await open.add(name, read.data, {
        jobId: id,
        ...(delayMs === undefined ? {} : { delay: Math.ceil(delayMs) }),
        ...(priority === undefined ? {} : { priority }),
      });
    });
  }

  async work(queue: QueueName, handlers: JobHandlers, options: WorkOptions = {}): Promise<WorkHandle> {
    // Opens it first: a lane has to be one before anything is taken from it.
    await this.#ask(queue, 'work', async () => {});
    const concurrency = isLane(queue) ? 1 : (options.concurrency ?? 1);
    const worker = new JobWorker({ ...this.#settings, queue, handlers, concurrency });
    this.#workers.add(worker);
    const close = async (): Promise<void> => {
      await worker.close();
      this.#workers.delete(worker);
    };
    try {
      await worker.start();
    } catch (problem) {
      await close();
      throw unreachable(this.backend, problem);
    }
    // Closing may have begun while the worker started.
    if (this.#closing !== undefined) await close();
    return { close };
  }

  counts(queue: QueueName): Promise<JobCounts> {
    return this.#ask(queue, 'counts', async (open) => {
      const counts = await open.getJobCounts('waiting', 'prioritized', 'active', 'delayed', 'failed');
      return {
        waiting: (counts.waiting ?? 0) + (counts.prioritized ?? 0),
        active: counts.active ?? 0,
        delayed: counts.delayed ?? 0,
        failed: counts.failed ?? 0,
      };
    });
  }

  list(queue: QueueName, state: JobState, page: JobPage): Promise<readonly ListedJob[]> {
    return this.#ask(queue, 'list', async (open) => {
      const jobs = await open.getJobs([...bullStates[state]], 0, MOST_LISTED - 1, true);
      return pageOf(
        jobs.map((job) => toListed(queue, state, job)),
        page,
      );
    });
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await Promise.all([...this.#workers].map((worker) => worker.close()));
    // The queues only borrow the driver's connections.
    await this.#settings.driver.end();
    this.#settings.logger?.info({ backend: this.backend }, 'queue.closed');
  }

  /** Bounded: a server that does not answer must not hold up whoever asks. */
  async #ask<T>(queue: QueueName, what: string, question: (open: OpenQueue) => Promise<T>): Promise<T> {
    if (this.#closing !== undefined) throw new AndonError('queue.closed', { what });
    const problem = this.#settings.driver.problem();
    if (problem !== null) throw unreachable(this.backend, problem);
    try {
      return await within(ANSWER_MS, this.#open(queue).then(question), () =>
        unreachable(this.backend, `no answer within ${ANSWER_MS} ms`),
      );
    } catch (error) {
      throw error instanceof AndonError ? error : unreachable(this.backend, error);
    }
  }

  #open(queue: QueueName): Promise<OpenQueue> {
    const known = this.#queues.get(queue);
    if (known !== undefined) return known;
    const opening = this.#openQueue(queue);
    this.#queues.set(queue, opening);
    opening.catch(() => this.#queues.delete(queue));
    return opening;
  }

  async #openQueue(queue: QueueName): Promise<OpenQueue> {
    const { driver, report } = this.#settings;
    const open: OpenQueue = new Queue(
      encodeQueueName(queue),
      {
        connection: {},
        streams: { events: { maxLen: KEEP_EVENTS } },
        defaultJobOptions: {
          attempts: 1,
          removeOnComplete: KEEP_COMPLETED,
          removeOnFail: KEEP_FAILED,
          stackTraceLimit: 1,
        },
      },
      driver.createBackend,
    );
    open.on('error', (error) => report(unreachable(driver.kind, error), { during: 'connection', queue }));
    await open.waitUntilReady();
    if (isLane(queue)) await open.setGlobalConcurrency(1);
    return open;
  }

  /** That a lane is one is known to the server, and it may have come back without its memory. */
  async #restoreLanes(): Promise<void> {
    const { driver, report } = this.#settings;
    for (const [queue, opening] of this.#queues) {
      if (!isLane(queue)) continue;
      try {
        await (await opening).setGlobalConcurrency(1);
      } catch (error) {
        report(unreachable(driver.kind, error), { during: 'connection', queue });
      }
    }
  }
}
