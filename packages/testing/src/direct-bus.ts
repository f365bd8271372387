/**
 * A job bus inside this process, for unit tests: hints are handled in the order in which they were told, one queue's
 * one at a time, with no timer and no server. Told to, it loses every hint, keeps them back, or brings each twice, as a
 * real queue may.
 *
 *     const bus = new DirectBus({ processMs: () => clock.monotonicMs() });
 *     bus.delivery = 'drop';
 */

import type {
  AddOptions,
  JobBus,
  JobContracts,
  JobCounts,
  JobHandlers,
  JobName,
  JobPage,
  JobState,
  ListedJob,
  QueueName,
} from '@andon/queue';
import { jobContracts, pageOfJobs } from '@andon/queue';

/**
 * What becomes of the hints told from now on: `once`, as they should be; `twice`, as from a worker that stalled;
 * `hold`, kept back until `release`; `drop`, lost with the queue's memory.
 */
export type Delivery = 'once' | 'twice' | 'hold' | 'drop';

export interface DirectBusOptions {
  /** The clock that delays run on; a delayed hint waits for `deliverDue` after its time. */
  readonly processMs: () => number;
}

interface Job {
  readonly queue: QueueName;
  readonly name: JobName;
  readonly data: JobContracts[JobName];
  readonly id: string;
  readonly addedMs: number;
}

interface FailedJob extends Job {
  readonly endedMs: number;
  readonly failure: string;
}

interface Place {
  readonly handlers: JobHandlers[];
  readonly waiting: Job[];
  tail: Promise<void>;
  active: Job | null;
  /** Whether it is being drained, between two jobs too. */
  isDraining: boolean;
  readonly failed: FailedJob[];
  turn: number;
}

export class DirectBus implements JobBus {
  readonly backend = 'redis';
  delivery: Delivery = 'once';
  /** What handlers threw, in order. */
  readonly failures: unknown[] = [];
  /** Ids of everything that was told, also of what was ignored or dropped. */
  readonly told: string[] = [];

  readonly #processMs: () => number;
  readonly #places = new Map<QueueName, Place>();
  /** Ids that a queue still holds, done or not. */
  readonly #known = new Set<string>();
  readonly #held: Job[] = [];
  #delayed: { readonly job: Job; readonly dueMs: number }[] = [];
  readonly #closing = new AbortController();

  constructor({ processMs }: DirectBusOptions) {
    this.#processMs = processMs;
  }

  async add<N extends JobName>(
    queue: QueueName,
    name: N,
    data: JobContracts[N],
    { id, delayMs = 0 }: AddOptions,
  ): Promise<void> {
    const read = jobContracts[name].parse(data) as JobContracts[N];
    this.told.push(id);
    if (this.delivery === 'drop' || this.#known.has(`${queue} ${id}`)) return;
    this.#known.add(`${queue} ${id}`);
    const job = { queue, name, data: read, id, addedMs: this.#processMs() };
    if (delayMs > 0) this.#delayed.push({ job, dueMs: this.#processMs() + delayMs });
    else if (this.delivery === 'hold') this.#held.push(job);
    else this.#deliver(job);
  }

  async work(queue: QueueName, handlers: JobHandlers): Promise<{ close(): Promise<void> }> {
    const place = this.#place(queue);
    place.handlers.push(handlers);
    this.#run(place);
    return {
      close: async () => {
        const at = place.handlers.indexOf(handlers);
        if (at >= 0) place.handlers.splice(at, 1);
        await place.tail;
      },
    };
  }

  /** Delivers what was held back, in order. */
  release(): void {
    for (const job of this.#held.splice(0)) this.#deliver(job);
  }

  /** Delivers the delayed hints whose time has come, in the order of their times. */
  deliverDue(): void {
    const nowMs = this.#processMs();
    const due = this.#delayed.filter(({ dueMs }) => dueMs <= nowMs).sort((a, b) => a.dueMs - b.dueMs);
    this.#delayed = this.#delayed.filter(({ dueMs }) => dueMs > nowMs);
    for (const { job } of due) this.#deliver(job);
  }

  /** Loses everything, as a queue does that is gone with its memory; it knows no id any more. */
  forget(): void {
    this.#held.length = 0;
    this.#delayed = [];
    this.#known.clear();
    for (const place of this.#places.values()) place.waiting.length = 0;
  }

  async counts(queue: QueueName): Promise<JobCounts> {
    const { waiting, active, failed } = this.#place(queue);
    const delayed = this.#delayed.filter(({ job }) => job.queue === queue).length;
    return { waiting: waiting.length, active: active ? 1 : 0, delayed, failed: failed.length };
  }

  async list(queue: QueueName, state: JobState, page: JobPage): Promise<readonly ListedJob[]> {
    return pageOfJobs(this.#listed(queue, state), page);
  }

  async close(): Promise<void> {
    this.forget();
    this.#closing.abort();
    await Promise.all([...this.#places.values()].map(({ tail }) => tail));
  }

  #place(queue: QueueName): Place {
    let place = this.#places.get(queue);
    if (!place) {
      place = {
        handlers: [],
        waiting: [],
        tail: Promise.resolve(),
        active: null,
        isDraining: false,
        failed: [],
        turn: 0,
      };
      this.#places.set(queue, place);
    }
    return place;
  }

  #listed(queue: QueueName, state: JobState): readonly ListedJob[] {
    const { waiting, active, failed } = this.#place(queue);
    const plain = { queue, state, dueMs: null, endedMs: null, failure: null };
    switch (state) {
      case 'waiting':
        return waiting.map((job) => ({ ...plain, ...job, attempts: 0 }));
      case 'active':
        return active ? [{ ...plain, ...active, attempts: 1 }] : [];
      case 'failed':
        return failed.map((job) => ({ ...plain, ...job, attempts: 1 }));
      case 'delayed':
        return this.#delayed
          .filter(({ job }) => job.queue === queue)
          .map(({ job, dueMs }) => ({ ...plain, ...job, dueMs, attempts: 0 }));
    }
  }

  #deliver(job: Job): void {
    const place = this.#place(job.queue);
    place.waiting.push(job);
    if (this.delivery === 'twice') place.waiting.push(job);
    this.#run(place);
  }

  /** Handles what waits, as long as somebody works the queue; several workers take turns. */
  #run(place: Place): void {
    if (place.isDraining || place.handlers.length === 0 || place.waiting.length === 0) return;
    place.isDraining = true;
    place.tail = this.#drain(place);
  }

  async #drain(place: Place): Promise<void> {
    while (place.handlers.length > 0) {
      const job = place.waiting.shift();
      if (!job) break;
      place.active = job;
      const handlers = place.handlers[place.turn++ % place.handlers.length];
      const handle = handlers?.[job.name] as ((data: unknown, context: unknown) => Promise<void>) | undefined;
      try {
        await handle?.(job.data, { signal: this.#closing.signal, jobId: job.id, attempt: 1 });
      } catch (error) {
        place.failed.push({ ...job, endedMs: this.#processMs(), failure: String(error) });
        this.failures.push(error);
      }
    }
    // In the same tick as the last look: a hint told from now on starts anew.
    place.active = null;
    place.isDraining = false;
  }
}
