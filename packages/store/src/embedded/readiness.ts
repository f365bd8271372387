/** Waits until the server answers, and makes our database when it is not there yet. */

import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';

const pollMs = 10;
/** `57P03` is also what a server says during crash recovery, however long that takes: it is alive, so we wait. */
const notYet = new Set(['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', '57P03']);
const noSuchDatabase = '3D000';

export interface ReadinessOptions {
  url(database: string): string;
  readonly database: string;
  isRunning(): boolean;
  readonly signal: AbortSignal | undefined;
}

/** @returns the server's version, or null when the server ended instead */
export async function waitUntilReady(options: ReadinessOptions): Promise<string | null> {
  while (options.isRunning()) {
    options.signal?.throwIfAborted();
    try {
      return await ask(options.url(options.database), 'show server_version');
    } catch (error) {
      const code = (error as { code?: string }).code ?? '';
      // An interrupted first start may have made the cluster and not the database.
      if (code === noSuchDatabase) await ask(options.url('postgres'), `create database ${options.database}`);
      else if (notYet.has(code) || /terminated unexpectedly/.test(String(error))) await delay(pollMs);
      else throw error;
    }
  }
  return null;
}

async function ask(connectionString: string, statement: string): Promise<string> {
  const client = new pg.Client({ connectionString });
  // Without a listener an idle client's broken connection ends the process.
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ server_version: string }>(statement);
    return rows[0]?.server_version ?? '';
  } finally {
    await client.end().catch(() => {});
  }
}
