/**
 * What carries the jobs: ANDON_REDIS_URL, else a private Redis or Valkey found on PATH, else the record's own
 * PostgreSQL.
 */

import {
  checkRedis,
  type JobBusBackend,
  type PrivateRedis,
  type RedisFacts,
  type RedisSurvey,
  startPrivateRedis,
  surveyRedisServers,
} from '@andon/queue';
import type { Settings } from './settings.ts';
import type { Undo } from './undo.ts';

export interface QueueServer {
  readonly backend: JobBusBackend;
  readonly choice: 'redis-url' | 'private-redis' | 'postgres';
  /** e.g. `Redis 7.0.15`; `null` on PostgreSQL. */
  readonly version: string | null;
  /** Of the site's own server; `null` where the server is ours. */
  readonly facts: RedisFacts | null;
  readonly privateServer: PrivateRedis | null;
  /** What was found on PATH; `null` where nobody looked. */
  readonly survey: RedisSurvey | null;
}

/** @throws AndonError('redis.start' | 'redis.unreachable' | 'redis.version' | 'redis.eviction') */
export async function openQueueServer(
  { home, redisUrl }: Settings,
  databaseUrl: string,
  undo: Undo,
): Promise<QueueServer> {
  if (redisUrl !== null) {
    const facts = await checkRedis(redisUrl);
    return {
      backend: { kind: 'redis', connection: redisUrl },
      choice: 'redis-url',
      version: named(facts),
      facts,
      privateServer: null,
      survey: null,
    };
  }
  const survey = await surveyRedisServers();
  const [server] = survey.usable;
  if (!server) {
    const backend = { kind: 'postgres', url: databaseUrl } as const;
    return { backend, choice: 'postgres', version: null, facts: null, privateServer: null, survey };
  }
  const privateServer = await startPrivateRedis({ home, server });
  undo.push(() => privateServer.stop());
  return {
    backend: { kind: 'redis', connection: privateServer.connection },
    choice: 'private-redis',
    version: named(server),
    facts: null,
    privateServer,
    survey,
  };
}

function named({ kind, version }: Pick<RedisFacts, 'kind' | 'version'>): string {
  return `${kind === 'valkey' ? 'Valkey' : 'Redis'} ${version}`;
}
