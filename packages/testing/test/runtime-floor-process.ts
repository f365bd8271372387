/** Processes that can die where they stand, and what may stand around their calls. */

import type { JobBus, JobContext } from '@andon/queue';
import type { DirectBus } from '../src/index.ts';

/** Stands around every call to the record: may do something before or after it, or throw in its place. */
export type Around = (call: string, next: () => Promise<unknown>) => Promise<unknown>;

/** What a process that dies no longer does: call the record, tell hints, or keep the ones it was given. */
export class Process {
  readonly #death = Promise.withResolvers<void>();
  /** Resolves when the process dies: then nothing it was asked for will ever be answered. */
  readonly death: Promise<void> = this.#death.promise;
  readonly #workers: { close(): Promise<void> }[] = [];
  #isDead = false;

  kill(): void {
    this.#isDead = true;
    this.#death.resolve();
    for (const worker of this.#workers) worker.close().catch(() => {});
  }

  unlessDead<T>(call: () => Promise<T>): Promise<T> {
    return this.#isDead ? never() : call();
  }

  surrounding(bus: DirectBus): JobBus {
    return {
      backend: bus.backend,
      add: (...args) => this.unlessDead(() => bus.add(...args)),
      work: async (queue, handlers) => {
        const mortal = Object.entries(handlers).map(([name, handle]) => [
          name,
          (data: never, context: JobContext) => Promise.race([handle(data, context), this.death]),
        ]);
        const worker = await bus.work(queue, Object.fromEntries(mortal));
        this.#workers.push(worker);
        return worker;
      },
      counts: (queue) => bus.counts(queue),
      list: (...args) => bus.list(...args),
      close: () => bus.close(),
    };
  }
}

export function never(): Promise<never> {
  return new Promise(() => {});
}
