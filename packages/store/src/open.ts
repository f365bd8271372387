/** Opens the record: a pool, the schema brought up to date, and the ports on it. */

import { AndonError, type RecordPort } from '@andon/core';
import pg from 'pg';
import { agendaOn } from './agenda.ts';
import { agentsOn } from './agents.ts';
import { auditOn } from './audit.ts';
import { authorityOn } from './authority.ts';
import { asRecordError, Database } from './database.ts';
import { effectsOn } from './effects.ts';
import { evidenceOn } from './evidence.ts';
import { grantsOn } from './grants.ts';
import { lanesOn } from './lanes.ts';
import { migrate } from './migrate.ts';
import { outcomesOn } from './outcomes.ts';
import { proposalsOn } from './proposals.ts';
import { runsOn } from './runs.ts';
import { stopsOn } from './stops.ts';

export interface OpenRecordOptions {
  /** `postgresql://…` of a database, PostgreSQL 15 or newer. */
  readonly url: string;
  /** As the server's lists of connections show it. Default `andon`. */
  readonly applicationName?: string;
  /** Connections at most. Default 8. */
  readonly poolSize?: number;
  /** Lower-case letters, digits and `_`. Default `andon`. */
  readonly schema?: string;
  /** Called after every write that made audit events. */
  readonly onWrite?: () => void;
}

export interface OpenRecord extends RecordPort {
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

const connectTimeoutMs = 5_000;

/**
 * @throws AndonError('database.unreachable'), which never tells the password
 * @throws AndonError('database.newer' | 'database.migration')
 * @throws AndonError('config.invalid') for a schema or url that is none
 */
export async function openRecord(options: OpenRecordOptions): Promise<OpenRecord> {
  const { url, applicationName = 'andon', poolSize = 8, schema = 'andon', onWrite = () => {} } = options;
  if (!/^[a-z_][a-z0-9_]{0,50}$/.test(schema)) {
    throw new AndonError('config.invalid', { path: 'schema', problem: `"${schema}" must be lower-case letters and _` });
  }
  const config: pg.PoolConfig = {
    connectionString: withSettings(url, schema),
    application_name: applicationName,
    max: poolSize,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    types: { getTypeParser: typeParser as typeof pg.types.getTypeParser },
  };
  const { host, port, database: name } = new pg.Client(config);
  const address = `${host}:${port}/${name}`;
  const pool = new pg.Pool(config);
  // A connection that falls while idle is the pool's to replace; the next statement tells if the server is gone.
  pool.on('error', () => {});
  // While one is lent out nobody else listens to it, and a connection that falls would take the process along.
  pool.on('connect', (client) => client.on('error', () => {}));
  const database = new Database({ pool, address, onWrite });
  try {
    await database.guard(async () => {
      const client = await pool.connect();
      try {
        await migrate({ client, schema, address });
      } finally {
        client.release();
      }
    });
  } catch (error) {
    await pool.end();
    throw asRecordError(error, address);
  }

  let closing: Promise<void> | undefined;
  return {
    pool,
    close: () => {
      closing ??= pool.end();
      return closing;
    },
    agents: agentsOn(database),
    grants: grantsOn(database),
    runs: runsOn(database),
    proposals: proposalsOn(database),
    effects: effectsOn(database),
    outcomes: outcomesOn(database),
    evidence: evidenceOn(database),
    stops: stopsOn(database),
    lanes: lanesOn(database),
    authority: authorityOn(database),
    audit: auditOn(database),
    agenda: agendaOn(database),
  };
}

/**
 * Each connection looks into the schema, sees what is committed at each statement, and never compiles a plan. What a
 * process left open by halting cannot hold its locks for long.
 */
function withSettings(url: string, schema: string): string {
  const settings = [
    `search_path=${schema}`,
    'default_transaction_isolation=read\\ committed',
    'idle_in_transaction_session_timeout=10s',
    'jit=off',
  ];
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw new AndonError('config.invalid', { path: 'url', problem: 'it is not a postgresql:// address' });
  }
  const own = parsed.searchParams.get('options');
  const options = [...(own === null ? [] : [own]), ...settings.map((setting) => `-c ${setting}`)].join(' ');
  const query = [...parsed.searchParams].filter(([key]) => key !== 'options');
  query.push(['options', options]);
  // Not URLSearchParams: it writes a blank as "+".
  parsed.search = query.map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`).join('&');
  return parsed.href;
}

const int8 = 20;

/** Numbers in the record are far below 2⁵³, so bigint columns are read as numbers. */
function typeParser(oid: number, format?: 'text' | 'binary') {
  return oid === int8 ? Number : pg.types.getTypeParser(oid, format as 'text');
}
