/**
 * A PostgreSQL for the tests of one file, and an empty record for each test. `ANDON_TEST_DATABASE_URL` names a server to
 * use instead of the private one; its role must be a superuser, since tests tamper.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, vi } from 'vitest';
import { startEmbeddedPostgres } from '../src/embedded/index.ts';
import { type OpenRecord, type OpenRecordOptions, openRecord } from '../src/open.ts';

export interface TestDatabase {
  readonly url: () => string;
  /** Opens the record, empty at the first opening of a test; closed after the test. */
  open(options?: Partial<OpenRecordOptions>): Promise<OpenRecord>;
  /** With every connection made beforehand, so that what is called at once runs at once. */
  openCrowded(): Promise<OpenRecord>;
  /** A name that no other test has, for a schema that the test makes and drops itself. */
  freshName(): string;
}

export function useDatabase(): TestDatabase {
  const schema = newName();
  let url = process.env.ANDON_TEST_DATABASE_URL ?? '';
  let stop = async () => {};
  let opened: OpenRecord[] = [];

  const withClient = async (work: (client: pg.Client) => Promise<unknown>) => {
    const client = new pg.Client(url);
    await client.connect();
    try {
      await work(client);
    } finally {
      await client.end();
    }
  };

  beforeAll(async () => {
    if (url !== '') return;
    const home = await mkdtemp(join(tmpdir(), 'andon-store-test-'));
    const server = await startEmbeddedPostgres({ home });
    url = server.url;
    stop = async () => {
      await server.stop();
      await rm(home, { recursive: true, force: true });
    };
  });

  afterEach(async () => {
    if (opened.length === 0) return;
    await Promise.all(opened.map((record) => record.close()));
    opened = [];
    await withClient((client) => empty(client, schema));
  });

  afterAll(async () => {
    if (url !== '') await withClient((client) => client.query(`drop schema if exists "${schema}" cascade`));
    await stop();
  });

  const open = async (options: Partial<OpenRecordOptions> = {}) => {
    const record = await openRecord({ url, schema, applicationName: schema, ...options });
    opened.push(record);
    return record;
  };

  return {
    url: () => url,
    freshName: newName,
    open,
    async openCrowded() {
      const poolSize = 20;
      const record = await open({ poolSize });
      const clients = await Promise.all(Array.from({ length: poolSize }, () => record.pool.connect()));
      for (const client of clients) client.release();
      return record;
    },
  };
}

/** Until a connection of the record waits for a lock. */
export async function untilWaiting({ pool }: OpenRecord): Promise<void> {
  await vi.waitFor(async () => {
    const { rows } = await pool.query<{ waiting: boolean }>(`
      select exists (select from pg_locks l join pg_stat_activity a using (pid)
        where not l.granted and a.datname = current_database()
          and a.application_name = current_setting('application_name')) as waiting`);
    if (!rows[0]?.waiting) throw new Error('nobody waits');
  });
}

let names = 0;

function newName(): string {
  names += 1;
  return `t${process.pid}_${Date.now().toString(36)}_${names}`;
}

/** As the migrations left it. Much quicker than making it anew, since nothing is made on disk. */
async function empty(client: pg.Client, schema: string): Promise<void> {
  await client.query(`set search_path = "${schema}"`);
  // Triggers and foreign keys do not hold in this session.
  await client.query('set session_replication_role = replica');
  const { rows: tables } = await client.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = $1 and tablename <> 'migration'`,
    [schema],
  );
  const { rows: sequences } = await client.query<{ name: string }>(
    'select sequencename as name from pg_sequences where schemaname = $1',
    [schema],
  );
  await client.query(
    [
      'begin',
      ...tables.map(({ name }) => `delete from "${name}"`),
      ...sequences.map(({ name }) => `select setval('"${name}"', 1, false)`),
      'insert into stop_counter (epoch) values (0)',
      `insert into sealer_state (last_seq, last_hash, horizon, system_identifier) values (0, repeat('0', 64), '0', '')`,
      'commit',
    ].join(';'),
  );
}
