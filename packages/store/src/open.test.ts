import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAndonError } from '@andon/core';
import pg from 'pg';
import { describe, expect, it, vi } from 'vitest';
import { agent, at, counting, engineer } from '../test/builders.ts';
import { useDatabase } from '../test/database.ts';
import { Database } from './database.ts';
import { startEmbeddedPostgres } from './embedded/index.ts';
import { type MigrateOptions, migrate } from './migrate.ts';
import { migrations } from './migrations/index.ts';
import { openRecord } from './open.ts';
import { statement } from './sql.ts';

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

  it('loses one between two statements of a step without losing the process', async () => {
    const record = await database.open();
    const fallen = Promise.withResolvers<void>();
    const store = new Database({ pool: record.pool, address: 'here', onWrite: () => {} });
    const failure = await failureOf(
      store.transaction('begin', async (connection) => {
        const [row] = await connection.rows(statement('test.pid', {}, 'select pg_backend_pid() as pid'), {});
        record.pool.once('remove', () => fallen.resolve());
        await record.pool.query('select pg_terminate_backend($1)', [row?.pid]);
        await vi.waitFor(async () => {
          const { rowCount } = await record.pool.query('select from pg_stat_activity where pid = $1', [row?.pid]);
          expect(rowCount).toBe(0);
        });
        await connection.rows(statement('test.one', {}, 'select 1 as one'), {});
      }),
    );
    expect(isAndonError(failure, 'database.unreachable')).toBe(true);
    // It is not lent out again.
    await fallen.promise;
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

  it('brings what was recorded before there was evidence along', async () => {
    await withClient(async (options) => {
      await migrate({ ...options, migrations: migrations.slice(0, 1) });
      const { client } = options;
      await client.query(`
        insert into signed_grant values ('gnt_1', 'agt_1', 'a/b', 'set', 'reversible', 'veto', 'f1', 1, '[]', 'earned', 9);
        insert into current_grant values ('agt_1', 'a/b', 'set', 'reversible', 'gnt_1', 1);
        insert into run (id, agent_id, vertical, fingerprint, trigger_key, plant_ms, observation, state)
          values ('run_1', 'agt_1', 'v', 'f1', 't', 0, '{}', 'done');
        insert into proposal (id, run_id, agent_id, revision, revision_hash, author, action_type, risk_class, params,
          command, reasons, evidence, expected, created_ms, not_after_ms, approval_until_ms, decided_by_role, verdict,
          state, stop_epoch)
          values ('p1', 'run_1', 'agt_1', 1, '', '{}', 'set', 'reversible', '{}', '{}', '[]', '{}', '{}', 0, 0, 0, '', '{}',
            'authorised', 0);
        insert into effect (id, proposal_id, agent_id, action_type, risk_class, params, revision_hash, line, asset, target,
          grant_id, grant_revision, authorisation, intended_ms, not_after_ms, state, terminal)
          select 'eff_' || i, 'p1', 'agt_1', 'set', 'reversible', '{}', '', 'l', 'a', 't', 'gnt_1', 1, '{}', 0, 0, 'verified',
            true from generate_series(1, 2) i;
        insert into outcome (effect_id, agent_id, tag, material, due_ms, horizon_ms, state, sample, judged_ms, wake)
          values ('eff_1', 'agt_1', 'surface', 'slab-1', 1, 5, 'open', null, null, 0),
            ('eff_2', 'agt_1', null, null, 1, 5, 'achieved', '{"value":1}', 3, 2)`);
      expect(await migrate(options)).toBe(migrations.length - 1);

      const record = await openRecord({ url: database.url(), schema: options.schema, poolSize: 1 });
      const [only] = await record.grants.list();
      expect(only).toMatchObject({
        id: 'gnt_1',
        level: 'veto',
        basis: { kind: 'commissioning' },
        signature: { keyId: '', value: '' },
        lowered: null,
        demotions: 0,
      });
      const of = { proposalId: 'p1', agentId: 'agt_1', evidence: null, finding: null };
      expect(await record.outcomes.latest(10)).toMatchObject([
        {
          ...of,
          id: 'eff_2',
          effectId: 'eff_2',
          tag: null,
          state: 'achieved',
          sample: { value: 1 },
          judgedMs: 3,
          wake: 2,
        },
        {
          ...of,
          id: 'eff_1',
          effectId: 'eff_1',
          tag: 'surface',
          material: 'slab-1',
          dueMs: 1,
          horizonMs: 5,
          state: 'open',
        },
      ]);
      expect(await record.agenda.nextDue(0)).toBe(6);
      expect(await record.outcomes.takeDue(6)).toMatchObject([{ id: 'eff_1' }]);
      const judged = await record.outcomes.judge('eff_1', { state: 'missed', finding: {} }, counting(0), at(0));
      expect(judged).toMatchObject({ kind: 'judged', outcome: { state: 'missed' } });
      await record.close();
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
