/** Jobs on Redis or Valkey: one connection for everything, and one more for each worker, which waits on it. */

import { AndonError } from '@andon/core';
import { type ConnectionOptions, createRedisBackend, type RedisQueueBackend } from 'bullmq';
import type { Redis, RedisOptions } from 'ioredis';
import type { Driver } from './driver.ts';
import { guardBackend } from './guarded-backend.ts';
import { type Report, unreachable } from './reporter.ts';
import { settlesWithin, within } from './within.ts';

const CONNECT_MS = 5_000;
const END_MS = 1_000;
/** BullMQ advises against blocking reads of more than 10 s. */
const WAIT_SECONDS = 10;

export async function openRedisDriver(options: {
  readonly connection: string | RedisOptions;
  readonly prefix: string;
  readonly report: Report;
}): Promise<Driver> {
  const { connection, prefix, report } = options;
  const onProblem = (problem: unknown): void => report(unreachable('redis', problem), { during: 'connection' });
  const client = await createClient(connection);
  client.on('error', onProblem);
  try {
    await within(
      CONNECT_MS,
      client.connect(),
      () => new AndonError('queue.unreachable', { backend: 'redis', problem: `no answer within ${CONNECT_MS} ms` }),
    );
    await refuseEviction(client);
  } catch (problem) {
    client.disconnect();
    throw problem instanceof AndonError ? problem : unreachable('redis', problem);
  }

  return {
    kind: 'redis',
    waitSeconds: WAIT_SECONDS,
    createBackend: (name, workerOptions, extra) => {
      const options = { ...workerOptions, connection: client as ConnectionOptions, prefix };
      return guardBackend(endWaitingWhenLost(createRedisBackend(name, options, extra)), onProblem);
    },
    problem: () => (client.status === 'ready' ? null : `the connection is ${client.status}`),
    onReturn: (listener) => void client.on('ready', listener),
    end: async () => {
      if (client.status === 'ready') await settlesWithin(END_MS, client.quit());
      client.disconnect();
    },
  };
}

/** Loaded only here, so that whoever carries jobs on PostgreSQL does not hold it in memory. */
async function createClient(connection: string | RedisOptions): Promise<Redis> {
  const { Redis } = await import('ioredis');
  const ours = {
    lazyConnect: true,
    // BullMQ reads replies in the old shape.
    replyMapping: 'legacy',
    // BullMQ insists: commands wait for the connection to come back, and `problem()` keeps new ones from queueing up.
    maxRetriesPerRequest: null,
    connectTimeout: CONNECT_MS,
    retryStrategy: (attempt: number) => Math.min(50 * 2 ** Math.min(attempt, 10), 1_000),
  } satisfies RedisOptions;
  return typeof connection === 'string' ? new Redis(connection, ours) : new Redis({ ...connection, ...ours });
}

/**
 * ioredis told to disconnect while it is between two attempts to connect cancels the next attempt and stops there: what
 * waits for an answer waits for ever, and BullMQ's timer of 11 s beside it keeps the process up. One more attempt ends
 * it, whether it fails or not.
 */
function endWaitingWhenLost(backend: RedisQueueBackend): RedisQueueBackend {
  const disconnectBlocking = backend.disconnectBlocking.bind(backend);
  backend.disconnectBlocking = async (wait) => {
    const waiting = await backend.blockingClient;
    if (waiting?.status !== 'reconnecting') return await disconnectBlocking(wait);
    waiting.disconnect();
    await waiting.connect().then(
      () => waiting.disconnect(),
      () => {},
    );
  };
  return backend;
}

async function refuseEviction(client: Redis): Promise<void> {
  const info = await client.info('memory');
  const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1];
  if (policy === undefined || policy === 'noeviction') return;
  const { host, port, path } = client.options;
  throw new AndonError('redis.eviction', { redis: path ?? `${host}:${port}`, policy });
}
