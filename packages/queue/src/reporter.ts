/** Tells the owner of the bus what went wrong, without flooding it while a server is down. */

import { AndonError } from '@andon/core';
import type { ErrorPlace, JobBusOptions } from './job-bus.ts';

const REPEAT_AFTER_MS = 5_000;
const REMEMBERED = 100;

export type Report = (error: AndonError, where: ErrorPlace) => void;

/** Lets a connection's problem through only once in a while; failed jobs are always told. */
export function createReporter(onError: JobBusOptions['onError']): Report {
  const lastAtMs = new Map<string, number>();
  return (error, where) => {
    if (where.during === 'connection') {
      const key = error.message;
      const nowMs = performance.now();
      if (nowMs - (lastAtMs.get(key) ?? Number.NEGATIVE_INFINITY) < REPEAT_AFTER_MS) return;
      if (lastAtMs.size >= REMEMBERED) lastAtMs.clear();
      lastAtMs.set(key, nowMs);
    }
    onError(error, where);
  };
}

export function unreachable(backend: 'redis' | 'postgres', cause: unknown): AndonError {
  return new AndonError('queue.unreachable', { backend, problem: problemOf(cause) }, { cause });
}

/** Node reports a host with several addresses as one error without a message that holds the others. */
export function problemOf(cause: unknown): string {
  if (cause instanceof AggregateError && cause.message === '') return cause.errors.map(problemOf).join('; ');
  return cause instanceof Error ? cause.message : String(cause);
}
