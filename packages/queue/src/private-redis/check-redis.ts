/** A Redis or Valkey of the user's own: is it there, new enough, and does it keep its keys? */

import { AndonError } from '@andon/core';
import type { Redis } from 'ioredis';
import { askRedis, parseInfo } from './ask-redis.ts';
import { isAtLeast, oldestVersion } from './version.ts';

export interface RedisFacts {
  readonly kind: 'valkey' | 'redis';
  readonly version: string;
  /** null: the server does not say. */
  readonly appendonly: 'yes' | 'no' | null;
  /** null: CONFIG is forbidden, as on most hosted servers, see {@link configForbidden}. */
  readonly appendfsync: string | null;
  readonly maxmemoryPolicy: string | null;
  /** Bytes; 0 = no limit. */
  readonly maxmemory: number | null;
  /** Why CONFIG GET could not be asked; null when it could. */
  readonly configForbidden: string | null;
}

/**
 * Connects once and hangs up.
 *
 * @param url of ANDON_REDIS_URL, `redis://` or `rediss://`
 * @throws AndonError('config.invalid') when `url` is none
 * @throws AndonError('redis.unreachable' | 'redis.version' | 'redis.eviction'), which never tell the password
 */
export async function checkRedis(url: string): Promise<RedisFacts> {
  const redis = withoutSecrets(url);
  let facts: RedisFacts;
  try {
    facts = await askRedis(url, readFacts);
  } catch (error) {
    // Not as `cause`: a driver's error may carry the password.
    const problem = error instanceof Error && error.message !== '' ? error.message : String(error);
    throw new AndonError('redis.unreachable', { redis, problem });
  }
  if (!isAtLeast(facts.version, oldestVersion)) {
    throw new AndonError('redis.version', { redis, found: facts.version, needed: oldestVersion });
  }
  const policy = facts.maxmemoryPolicy;
  if (policy !== null && policy !== 'noeviction') throw new AndonError('redis.eviction', { redis, policy });
  return facts;
}

/** INFO says most of it and is seldom forbidden; CONFIG often is. */
async function readFacts(redis: Redis): Promise<RedisFacts> {
  const info = parseInfo(await redis.info());
  const config = await readConfig(redis);
  const valkey = info.get('valkey_version');
  const aof = info.get('aof_enabled');
  const maxmemory = info.get('maxmemory');
  return {
    kind: valkey === undefined ? 'redis' : 'valkey',
    version: valkey ?? info.get('redis_version') ?? '0',
    appendonly: aof === undefined ? null : aof === '1' ? 'yes' : 'no',
    appendfsync: config.appendfsync,
    maxmemoryPolicy: info.get('maxmemory_policy') ?? null,
    maxmemory: maxmemory === undefined ? null : Number(maxmemory),
    configForbidden: config.forbidden,
  };
}

async function readConfig(redis: Redis): Promise<{ appendfsync: string | null; forbidden: string | null }> {
  try {
    const [, value = null] = (await redis.call('config', 'get', 'appendfsync')) as string[];
    return { appendfsync: value, forbidden: null };
  } catch (error) {
    return { appendfsync: null, forbidden: (error as Error).message };
  }
}

/** host:port/database, for sentences and logs. */
function withoutSecrets(url: string): string {
  const invalid = (problem: string) => new AndonError('config.invalid', { path: 'ANDON_REDIS_URL', problem });
  if (!URL.canParse(url)) throw invalid('it is not a redis:// address');
  const { protocol, hostname, port, pathname } = new URL(url);
  if (!/^rediss?:$/.test(protocol)) throw invalid(`it begins with ${protocol}// instead of redis:// or rediss://`);
  return `${hostname || 'localhost'}:${port || '6379'}${pathname === '/' ? '' : pathname}`;
}
