/**
 * The servers of a site: the record's PostgreSQL and what carries the jobs. All or nothing: when one step fails, those
 * before it are undone. The caller holds the home's lock.
 */

import { connectExternal, type EmbeddedPostgres, type ServerFacts, startEmbeddedPostgres } from '@andon/store';
import { openQueueServer, type QueueServer } from './queue-server.ts';
import type { Settings } from './settings.ts';
import { Undo } from './undo.ts';

export interface Servers {
  readonly databaseUrl: string;
  /** `null` where ANDON_DATABASE_URL names another. */
  readonly embedded: EmbeddedPostgres | null;
  /** Of the site's own server, `null` on the embedded one. */
  readonly external: ServerFacts | null;
  readonly queue: QueueServer;
  close(): Promise<void>;
}

/**
 * @throws AndonError('home.not-yours' | 'disk.full' | 'postgres.…' | 'database.…' | 'redis.…')
 */
export async function openServers(settings: Settings): Promise<Servers> {
  const undo = new Undo();
  try {
    const external = settings.databaseUrl === null ? null : await connectExternal(settings.databaseUrl);
    const embedded = settings.databaseUrl === null ? await startEmbeddedPostgres({ home: settings.home }) : null;
    if (embedded) undo.push(() => embedded.stop());
    const databaseUrl = settings.databaseUrl ?? embedded?.url ?? '';
    const queue = await openQueueServer(settings, databaseUrl, undo);
    return { databaseUrl, embedded, external, queue, close: () => undo.run() };
  } catch (error) {
    await undo.run().catch(() => {}); // the first failure is the one to tell
    throw error;
  }
}
