/** One worker: takes the jobs of one queue, checks them, and hands them to their handlers. */

import { AndonError } from '@andon/core';
import { type IQueueBackend, type Job, Worker } from 'bullmq';
import { isJobName, readJob } from './contracts.ts';
import type { Driver } from './driver.ts';
import type { JobContext, JobHandlers, QueueLogger } from './job-bus.ts';
import { encodeQueueName, type QueueName } from './names.ts';
import { problemOf, type Report } from './reporter.ts';
import { settlesWithin } from './within.ts';

/** A job whose worker died goes on elsewhere as often as it takes: dying is no verdict on the job. */
const STALLS_ALLOWED = 1_000_000;
/** How long an aborted handler may take to notice. */
const GRACE_MS = 500;
/** How long BullMQ may take to write down the last result and let go, once no handler runs. */
const LET_GO_MS = 1_000;

export interface WorkerSettings {
  readonly queue: QueueName;
  readonly handlers: JobHandlers;
  readonly concurrency: number;
  readonly driver: Driver;
  readonly report: Report;
  readonly logger: QueueLogger | undefined;
  readonly drainMs: number;
  readonly lockMs: number;
  readonly stalledCheckMs: number;
}

export class JobWorker {
  readonly #settings: WorkerSettings;
  readonly #worker: AbandonableWorker;
  readonly #running = new Map<string, string>();
  readonly #waitingForIdle = new Set<() => void>();
  #closing: Promise<void> | undefined;

  constructor(settings: WorkerSettings) {
    const { queue, driver, report, logger } = settings;
    this.#settings = settings;
    this.#worker = new AbandonableWorker(
      encodeQueueName(queue),
      // BullMQ makes a signal only for a function with three parameters.
      async (job, _token, signal) => this.#run(job, signal ?? new AbortController().signal),
      {
        connection: {},
        concurrency: settings.concurrency,
        lockDuration: settings.lockMs,
        stalledInterval: settings.stalledCheckMs,
        maxStalledCount: STALLS_ALLOWED,
        drainDelay: driver.waitSeconds,
        // While it waits for this, closing waits too.
        runRetryDelay: 500,
      },
      driver.createBackend,
    );
    this.#worker.on('error', (error) =>
      report(
        new AndonError('queue.unreachable', { backend: driver.kind, problem: problemOf(error) }, { cause: error }),
        {
          during: 'connection',
          queue,
        },
      ),
    );
    this.#worker.on('lockRenewalFailed', (jobIds) => {
      for (const jobId of jobIds) this.#worker.cancelJob(jobId, 'another worker may hold this job by now');
    });
    this.#worker.on('stalled', (jobId) => logger?.warn({ queue, jobId }, 'job.stalled'));
  }

  /** Resolves once jobs are taken. */
  async start(): Promise<void> {
    await this.#worker.waitUntilReady();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const { queue, report, drainMs } = this.#settings;
    // Ends the look-out for stalled jobs at once; closing alone would end it only when everything else has ended.
    await this.#worker.pause(true);
    const closed = this.#worker.close();
    if (await this.#drains(drainMs, closed)) return;
    if (this.#running.size > 0) {
      this.#worker.cancelAllJobs('the queue is closing');
      if (await this.#drains(GRACE_MS, closed)) return;
    }
    for (const [jobId, name] of this.#running) {
      report(new AndonError('job.abandoned', { queue, name, jobId, drainMs }), { during: 'close', queue, name, jobId });
    }
    await settlesWithin(LET_GO_MS, this.#worker.abandon());
  }

  /** Waits `ms` for the handlers, but for a server that may be gone only as long as letting go of it takes. */
  async #drains(ms: number, closed: Promise<void>): Promise<boolean> {
    const untilMs = performance.now() + ms;
    do {
      const leftMs = Math.max(untilMs - performance.now(), 0);
      if (this.#running.size > 0) await settlesWithin(leftMs, Promise.race([closed, this.#idle()]));
      if (await settlesWithin(this.#running.size > 0 ? 0 : LET_GO_MS, closed)) return true;
      // A job that was on its way when closing began may have started since.
    } while (this.#running.size > 0 && performance.now() < untilMs);
    return false;
  }

  #idle(): Promise<void> {
    if (this.#running.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#waitingForIdle.add(resolve));
  }

  async #run(job: Job, signal: AbortSignal): Promise<void> {
    const jobId = job.id ?? '';
    const { name } = job;
    this.#running.set(jobId, name);
    try {
      await this.#handle(name, job.data, { signal, jobId, attempt: Math.max(job.attemptsStarted, 1) });
    } catch (problem) {
      const { queue, report } = this.#settings;
      const error =
        problem instanceof AndonError && problem.code === 'job.invalid'
          ? problem
          : new AndonError('job.failed', { queue, name, jobId, problem: problemOf(problem) }, { cause: problem });
      report(error, { during: 'job', queue, name, jobId });
      throw error;
    } finally {
      this.#running.delete(jobId);
      if (this.#running.size === 0) {
        for (const resolve of this.#waitingForIdle) resolve();
        this.#waitingForIdle.clear();
      }
    }
  }

  async #handle(name: string, data: unknown, context: JobContext): Promise<void> {
    const { queue, handlers } = this.#settings;
    const handler = isJobName(name) ? handlers[name] : undefined;
    if (!isJobName(name) || handler === undefined) {
      throw new AndonError('job.invalid', { queue, name, path: 'name', problem: 'no handler takes it here' });
    }
    const read = readJob(name, data);
    if (read.kind === 'invalid') {
      throw new AndonError('job.invalid', { queue, name, path: read.path, problem: read.problem });
    }
    await (handler as (data: unknown, context: JobContext) => Promise<void>)(read.data, context);
  }
}

/** BullMQ's worker closes only after its last job. This one can also be left alone with it. */
class AbandonableWorker extends Worker<unknown, void, string, IQueueBackend, object, unknown> {
  /** Stops holding on to the running jobs, so that others get them. */
  async abandon(): Promise<void> {
    await this.lockManager.close();
    await this.getBackend().close(true);
  }
}
