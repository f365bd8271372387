/** A PostgreSQL of the user's own: is it there, new enough, and does it keep what it confirms? */

import { AndonError } from '@andon/core';
import pg from 'pg';

export interface ServerFacts {
  /** e.g. `18.4` */
  readonly version: string;
  readonly majorVersion: number;
  readonly fsync: string;
  readonly synchronousCommit: string;
  readonly fullPageWrites: string;
  /** null when the role may not see it. */
  readonly dataDirectory: string | null;
  readonly sizeBytes: number;
}

/** Whatever runs one statement: a pool, a client. */
export interface Queryable {
  query(statement: string): Promise<{ rows: Record<string, unknown>[] }>;
}

const oldestMajor = 15;
const connectTimeoutMs = 5_000;

/**
 * Connects once and hangs up.
 *
 * @throws AndonError('config.invalid') when `url` is none
 * @throws AndonError('database.unreachable' | 'database.version' | 'database.unsafe'), which never tell the password
 */
export async function connectExternal(url: string): Promise<ServerFacts> {
  const database = withoutSecrets(url);
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: connectTimeoutMs });
  client.on('error', () => {});
  let facts: ServerFacts;
  try {
    await client.connect();
    facts = await readServerFacts(client);
  } catch (error) {
    // Not as `cause`: a driver's error may carry the connection string.
    throw new AndonError('database.unreachable', { database, problem: problemOf(error) });
  } finally {
    await client.end().catch(() => {});
  }
  if (facts.majorVersion < oldestMajor) {
    throw new AndonError('database.version', { database, found: facts.version, needed: oldestMajor });
  }
  const settings = unsafeSettings(facts);
  if (settings.length > 0) throw new AndonError('database.unsafe', { database, settings });
  return facts;
}

export async function readServerFacts(pool: Queryable): Promise<ServerFacts> {
  const { rows } = await pool.query(factsStatement);
  const row = rows[0] ?? {};
  const number = Number(row.version_number);
  return {
    version: String(row.version).split(' ', 1)[0] ?? '',
    majorVersion: Math.floor(number / 10_000),
    fsync: String(row.fsync),
    synchronousCommit: String(row.synchronous_commit),
    fullPageWrites: String(row.full_page_writes),
    dataDirectory: typeof row.data_directory === 'string' ? row.data_directory : null,
    sizeBytes: Number(row.size_bytes),
  };
}

/** As `name = value`. Every level of synchronous_commit but `off` waits for the server's own disk. */
export function unsafeSettings(facts: ServerFacts): string[] {
  const unsafe: string[] = [];
  if (facts.fsync !== 'on') unsafe.push(`fsync = ${facts.fsync}`);
  if (facts.synchronousCommit === 'off') unsafe.push('synchronous_commit = off');
  if (facts.fullPageWrites !== 'on') unsafe.push(`full_page_writes = ${facts.fullPageWrites}`);
  return unsafe;
}

/** The data folder is hidden from ordinary roles: pg_settings leaves it out, where `show` would fail. */
const factsStatement = `
  select current_setting('server_version') as version,
         current_setting('server_version_num') as version_number,
         current_setting('fsync') as fsync,
         current_setting('synchronous_commit') as synchronous_commit,
         current_setting('full_page_writes') as full_page_writes,
         (select setting from pg_settings where name = 'data_directory') as data_directory,
         pg_database_size(current_database()) as size_bytes`;

/** host:port/database, for sentences and logs. */
function withoutSecrets(url: string): string {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw new AndonError('config.invalid', {
      path: 'ANDON_DATABASE_URL',
      problem: 'it is not a postgresql:// address',
    });
  }
  if (!/^postgres(ql)?:$/.test(parsed.protocol)) {
    const problem = `it begins with ${parsed.protocol}// instead of postgresql://`;
    throw new AndonError('config.invalid', { path: 'ANDON_DATABASE_URL', problem });
  }
  const host = parsed.searchParams.get('host') ?? (parsed.hostname || 'localhost');
  return `${host}:${parsed.port || '5432'}${parsed.pathname}`;
}

function problemOf(error: unknown): string {
  // Several addresses of one name, each refused.
  if (error instanceof AggregateError && error.errors.length > 0) return problemOf(error.errors[0]);
  return error instanceof Error && error.message !== '' ? error.message : String(error);
}
