/** One connection for a few questions, without the retries that a working connection wants. */

import type { Redis, RedisOptions } from 'ioredis';

const answerMs = 5_000;

/** Connects, lets `ask` ask, and hangs up. Rejects with the first thing that goes wrong. */
export async function askRedis<T>(connection: string | RedisOptions, ask: (redis: Redis) => Promise<T>): Promise<T> {
  // Loaded when asked: where jobs are carried on PostgreSQL its 10 MB are nobody's.
  const { Redis } = await import('ioredis');
  const once = {
    // Lists stay lists, whichever protocol is spoken.
    replyMapping: 'legacy',
    lazyConnect: true,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    enableReadyCheck: false,
    enableOfflineQueue: false,
    connectTimeout: answerMs,
    // Its timer outlives a connection that broke, and would keep a program alive that has nothing left to do.
    disconnectTimeout: 50,
    commandTimeout: answerMs,
  } satisfies RedisOptions;
  const redis: Redis =
    typeof connection === 'string' ? new Redis(connection, once) : new Redis({ ...connection, ...once });
  // The reason of a refused connection comes as an event; the promise only says that it is closed.
  let problem: unknown;
  redis.on('error', (error) => {
    problem ??= error;
  });
  try {
    await redis.connect();
    return await ask(redis);
  } catch (error) {
    throw problem ?? error;
  } finally {
    redis.disconnect();
  }
}

/** `name:value` lines of INFO. */
export function parseInfo(info: string): Map<string, string> {
  return new Map([...info.matchAll(/^(\w+):(.*?)\r?$/gm)].map(([, name = '', value = '']) => [name, value]));
}
