/** Opens the queue on the server that is asked for. */

import { AndonError } from '@andon/core';
import { BullMqBus } from './bullmq-bus.ts';
import type { Driver } from './driver.ts';
import type { JobBus, JobBusOptions } from './job-bus.ts';
import { openPostgresDriver } from './postgres-driver.ts';
import { openRedisDriver } from './redis-driver.ts';
import { createReporter, type Report } from './reporter.ts';

const defaults = { prefix: 'andon_queue', drainMs: 5_000, lockMs: 10_000, stalledCheckMs: 3_000 };

const PREFIX = /^[a-z_][a-z0-9_]{0,62}$/;

/**
 * Connects, and on PostgreSQL brings the queue's schema up to date; two processes may do so at once.
 *
 * @throws AndonError('queue.unreachable') when the server does not answer
 * @throws AndonError('redis.eviction') when Redis would drop jobs to save memory
 */
export async function openJobBus(options: JobBusOptions): Promise<JobBus> {
  const { backend, logger, onError } = options;
  const prefix = options.prefix ?? defaults.prefix;
  if (!PREFIX.test(prefix)) {
    throw new AndonError('config.invalid', {
      path: `queue prefix "${prefix}"`,
      problem: 'it must be lower-case letters, digits and _, at most 63, not starting with a digit',
    });
  }
  const report = createReporter(onError);
  const driver = await openDriver(backend, prefix, report);
  logger?.info({ backend: driver.kind, prefix }, 'queue.opened');
  return new BullMqBus({
    driver,
    report,
    logger,
    drainMs: options.drainMs ?? defaults.drainMs,
    lockMs: options.lockMs ?? defaults.lockMs,
    stalledCheckMs: options.stalledCheckMs ?? defaults.stalledCheckMs,
  });
}

function openDriver(backend: JobBusOptions['backend'], prefix: string, report: Report): Promise<Driver> {
  switch (backend.kind) {
    case 'redis':
      return openRedisDriver({ connection: backend.connection, prefix, report });
    case 'postgres':
      return openPostgresDriver({ settings: backend, schema: prefix, report });
  }
}
