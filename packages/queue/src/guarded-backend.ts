/**
 * Keeps BullMQ's worker loop from running hot. It assumes a server that answers:
 *
 * - when fetching fails with anything but ECONNREFUSED (a unix socket that is gone, a server shutting down), it asks
 *   again at once, for ever;
 * - on PostgreSQL a queue at its global concurrency has waiting jobs that nobody may take, so "is one waiting?" and
 *   "give me one" answer yes and no in turn without a pause;
 * - when looking for stalled jobs fails, it holds a timer of 5 s that closing cannot cancel.
 */

import type { IQueueBackend } from 'bullmq';

const FAILURE_PAUSE_MS = 500;
const AT_ONCE_MS = 20;
const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 200;

/** Replaces the three operations of the worker loop on this backend with patient ones. */
export function guardBackend<B extends IQueueBackend>(backend: B, onProblem: (problem: unknown) => void): B {
  const pauses = new Pauses();
  const waitForJob = backend.waitForJob.bind(backend);
  const moveToActive = backend.moveToActive.bind(backend);
  const moveStalledJobsToWait = backend.moveStalledJobsToWait.bind(backend);
  const disconnectBlocking = backend.disconnectBlocking.bind(backend);
  const reconnectBlocking = backend.reconnectBlocking.bind(backend);
  let wokenAtOnce = false;
  let vainWakes = 0;

  const rest = async (problem: unknown): Promise<void> => {
    // Closing tears the waiting connection down, which is no problem of anybody's.
    if (pauses.ended) return;
    onProblem(problem);
    await pauses.take(FAILURE_PAUSE_MS);
  };

  backend.waitForJob = async (seconds) => {
    if (vainWakes > 1) await pauses.take(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (vainWakes - 1)));
    const startedMs = performance.now();
    try {
      const marker = await waitForJob(seconds);
      wokenAtOnce = marker !== null && performance.now() - startedMs < AT_ONCE_MS;
      if (!wokenAtOnce) vainWakes = 0;
      return marker;
    } catch (problem) {
      await rest(problem);
      throw problem;
    }
  };

  backend.moveToActive = async (token, name) => {
    try {
      const result = await moveToActive(token, name);
      vainWakes = result[0] || !wokenAtOnce ? 0 : vainWakes + 1;
      wokenAtOnce = false;
      return result;
    } catch (problem) {
      await rest(problem);
      throw problem;
    }
  };

  backend.moveStalledJobsToWait = async () => {
    try {
      return await moveStalledJobsToWait();
    } catch (problem) {
      if (!pauses.ended) onProblem(problem);
      return [];
    }
  };

  backend.disconnectBlocking = async (wait) => {
    pauses.end();
    await disconnectBlocking(wait);
  };

  backend.reconnectBlocking = async () => {
    pauses.allow();
    await reconnectBlocking();
  };

  return backend;
}

/** Pauses that closing ends at once. */
class Pauses {
  ended = false;
  readonly #running = new Set<() => void>();

  take(ms: number): Promise<void> {
    if (this.ended) return Promise.resolve();
    return new Promise((resolve) => {
      const finish = (): void => {
        clearTimeout(timer);
        this.#running.delete(finish);
        resolve();
      };
      const timer = setTimeout(finish, ms);
      this.#running.add(finish);
    });
  }

  end(): void {
    this.ended = true;
    for (const finish of [...this.#running]) finish();
  }

  allow(): void {
    this.ended = false;
  }
}
