import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAndonError } from '@andon/core';
import pg from 'pg';
import { describe, expect, it, vi } from 'vitest';
import { agent, at, engineer } from '../test/builders.ts';
import { useDatabase } from '../test/database.ts';
import { startEmbeddedPostgres } from './embedded/index.ts';
import { type MigrateOptions, migrate } from './migrate.ts';
import { migrations } from './migrations/index.ts';
import { openRecord } from './open.ts';

const database = useDatabase();

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return await work.then(
    () => null,
    (error: unknown) => error,
  );
}

describe('openRecord', () => {
  it('keeps what it finds when it is opened again, by several at once', async () => {
    const records = await Promise.all([database.open(), database.open(), database.open()]);
    await records[0]?.agents.commission(agent, engineer, at(0));
    expect(await (await database.open()).agents.list()).toStrictEqual([agent]);
  });

  it('keeps two schemas of one database apart', async () => {
    const record = await database.open();
    const schema = database.freshName();
    const other = await openRecord({ url: database.url(), schema, poolSize: 1 });
    await record.agents.commission(agent, engineer, at(0));
    expect(await other.agents.list()).toStrictEqual([]);
    await other.pool.query(`drop schema "${schema}" cascade`);
    await other.close();
    await other.close();
  });

  it('works for an ordinary role that owns its schema', async () => {
    const admin = await database.open();
    const role = database.freshName();
    await admin.pool.query(`create role ${role} login`);
    const { rows } = await admin.pool.query<{ name: string }>('select current_database() as name');
    await admin.pool.query(`grant create on database "${rows[0]?.name}" to ${role}`);
    const url = new URL(database.url());
    url.searchParams.set('options', `-c role=${role}`);
    const record = await openRecord({ url: url.href, schema: role });
    const { rows: who } = await record.pool.query('select current_user as name, current_schema as schema');
    expect(who).toStrictEqual([{ name: role, schema: role }]);
    await record.agents.commission(agent, engineer, at(0));
    expect(await record.audit.seal()).toBe(1);
    expect(await record.audit.verify()).toMatchObject({ verified: true });
    await record.close();
    await admin.pool.query(`drop owned by ${role} cascade`);
    await admin.pool.query(`drop role ${role}`);
  });

  it('names what it cannot reach, never the password', async () => {
    const failure = await failureOf(openRecord({ url: 'postgresql://andon:s3cret@127.0.0.1:1/plant' }));
    expect(isAndonError(failure, 'database.unreachable')).toBe(true);
    expect(String(failure)).toContain('127.0.0.1:1/plant');
    expect(JSON.stringify(failure) + String(failure)).not.toContain('s3cret');
  });

  it.each([['Andon'], ['a"b'], [''], ['x; drop table run']])('refuses the schema name %j', async (schema) => {
    expect(isAndonError(await failureOf(openRecord({ url: database.url(), schema })), 'config.invalid')).toBe(true);
  });

  it('refuses a url that is none', async () => {
    expect(isAndonError(await failureOf(openRecord({ url: 'not a url' })), 'config.invalid')).toBe(true);
  });
});

describe('a record whose server falls', () => {
  it('tells so, outlives it, and works again when it is back', async () => {
    const home = await mkdtemp(join(tmpdir(), 'andon-store-test-'));
    const first = await startEmbeddedPostgres({ home });
    const record = await openRecord({ url: first.url });
    await record.agents.commission(agent, engineer, at(0));
    // Several idle connections, to fall at once.
    await Promise.all(Array.from({ length: 8 }, () => record.agents.list()));
    await first.stop();
    expect(isAndonError(await failureOf(record.agents.list()), 'database.unreachable')).toBe(true);
    const second = await startEmbeddedPostgres({ home });
    expect(second.url).toBe(first.url);
    expect(await vi.waitFor(() => record.agents.list(), { timeout: 5_000 })).toStrictEqual([agent]);
    await record.close();
    await second.stop();
    await rm(home, { recursive: true, force: true });
  }, 30_000);

  it('loses a connection in the middle of a step without losing the process', async () => {
    const record = await database.open();
    const killer = new pg.Client(database.url());
    await killer.connect();
    const mark = database.freshName();
    const waiting = record.pool.query(`select pg_sleep(60) /* ${mark} */`).catch((error: unknown) => error);
    await vi.waitFor(async () => {
      const { rowCount } = await killer.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where query like '%' || $1 || '%' and query like 'select pg_sleep%'`,
        [mark],
      );
      expect(rowCount).toBe(1);
    });
    expect(await waiting).toBeInstanceOf(Error);
    await killer.end();
    expect(await record.agents.list()).toStrictEqual([]);
  });
});

describe('migrate', () => {
  async function withClient<T>(work: (options: MigrateOptions) => Promise<T>): Promise<T> {
    const schema = database.freshName();
    const client = new pg.Client({ connectionString: database.url() });
    await client.connect();
    await client.query(`set search_path = "${schema}"`);
    try {
      return await work({ client, schema, address: 'here' });
    } finally {
      await client.query(`drop schema if exists "${schema}" cascade`);
      await client.end();
    }
  }

  it('runs each migration once', async () => {
    await withClient(async (options) => {
      expect(await migrate(options)).toBe(migrations.length);
      expect(await migrate(options)).toBe(0);
      const more = [...migrations, { version: 1_000, name: 'more', sql: 'create table more (id int)' }];
      expect(await migrate({ ...options, migrations: more })).toBe(1);
    });
  });

  it('leaves nothing half done when one fails', async () => {
    await withClient(async (options) => {
      const broken = [
        ...migrations,
        { version: 1_000, name: 'good', sql: 'create table good (id int)' },
        { version: 1_001, name: 'broken', sql: 'create table half (id int); create table nonsense (id nothing)' },
      ];
      const failure = await failureOf(migrate({ ...options, migrations: broken }));
      expect(isAndonError(failure, 'database.migration')).toBe(true);
      expect(String(failure)).toContain('broken');
      const { rows } = await options.client.query('select to_regnamespace($1) as found', [options.schema]);
      expect(rows).toStrictEqual([{ found: null }]);
      expect(await migrate(options)).toBe(migrations.length);
    });
  });

  it('leaves a record of a newer Andon alone', async () => {
    await withClient(async (options) => {
      await migrate({ ...options, migrations: [...migrations, { version: 1_000, name: 'later', sql: 'select 1' }] });
      const failure = await failureOf(migrate(options));
      expect(isAndonError(failure, 'database.newer')).toBe(true);
      expect(String(failure)).toContain('1000');
    });
  });

  it('refuses a migration that is not the one that ran', async () => {
    await withClient(async (options) => {
      await migrate(options);
      const edited = migrations.map((migration) => ({ ...migration, sql: `${migration.sql} ` }));
      const failure = await failureOf(migrate({ ...options, migrations: edited }));
      expect(isAndonError(failure, 'database.migration')).toBe(true);
    });
  });
});
