/** What only PostgreSQL can get wrong. */

import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openJobBus } from '../src/index.ts';
import { startPostgres, type TestServer } from './servers.ts';

describe('PostgreSQL under a job bus', () => {
  let server: TestServer;
  let pool: pg.Pool;
  let url = '';

  beforeAll(async () => {
    server = await startPostgres();
    if (!('url' in server.backend)) throw new TypeError('A PostgreSQL was asked for.');
    url = server.backend.url;
    pool = new pg.Pool({ connectionString: url });
  });

  afterAll(async () => {
    await pool?.end();
    await server?.stop();
  });

  const connections = async (): Promise<number> => {
    const { rows } = await pool.query(
      "select count(*)::int as count from pg_stat_activity where application_name = 'andon queue'",
    );
    return rows[0].count;
  };

  it('keeps to its schema, and shares its few connections among all workers', async () => {
    const bus = await openJobBus({ backend: { kind: 'postgres', pool }, onError: () => {} });
    for (let line = 0; line < 12; line += 1) await bus.work(`line:l${line}`, {});
    await bus.add('line:l3', 'run.advance', { runId: 'r', wake: 1 }, { id: 'r-1' });
    expect(await connections()).toBeLessThanOrEqual(5);
    const { rows } = await pool.query(
      "select distinct table_schema from information_schema.tables where table_schema !~ '^(pg_|information_schema)'",
    );
    expect(rows).toEqual([{ table_schema: 'andon_queue' }]);
    await bus.close();
    await vi.waitFor(async () => expect(await connections()).toBe(0));
    // The pool was only asked for its settings.
    await pool.query('select 1');
  });

  it('keeps the session options that a URL brings', async () => {
    const options = encodeURIComponent('-c statement_timeout=12345');
    const separator = url.includes('?') ? '&' : '?';
    const bus = await openJobBus({
      backend: { kind: 'postgres', url: `${url}${separator}options=${options}` },
      prefix: 'with_options',
      onError: () => {},
    });
    await bus.add('later', 'run.advance', { runId: 'r', wake: 1 }, { id: 'r-1' });
    const { rows } = await pool.query('select id from with_options.job');
    expect(rows).toEqual([{ id: 'r-1' }]);
    await bus.close();
  });

  it('is not waited for where there is none', async () => {
    await expect(
      openJobBus({ backend: { kind: 'postgres', url: 'postgres://nobody@127.0.0.1:1/none' }, onError: () => {} }),
    ).rejects.toMatchObject({ code: 'queue.unreachable' });
  });
});
