import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts';
import { connectExternal } from './external.ts';

let folder: string;
let home: string;
let running: EmbeddedPostgres[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'andon-postgres-'));
  home = folder;
  running = [];
});
afterEach(async () => {
  for (const server of running) await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function start(options: Partial<Parameters<typeof startEmbeddedPostgres>[0]> = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ home, ...options });
  running.push(server);
  return server;
}

async function query(server: EmbeddedPostgres, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

describe('the private PostgreSQL', { timeout: 60_000 }, () => {
  it('keeps what was committed, and is safe by its own account', async () => {
    const first = await start();
    expect(first).toMatchObject({ firstStart: true, recovered: 'none', dataDir: join(home, 'postgres') });
    await query(first, 'create table rows (id int); insert into rows values (7)');
    expect(await connectExternal(first.url)).toMatchObject({
      version: first.version,
      majorVersion: 18,
      fsync: 'on',
      synchronousCommit: 'on',
      fullPageWrites: 'on',
      dataDirectory: expect.any(String),
    });
    await first.stop();
    await first.stop();
    const second = await start();
    expect(second).toMatchObject({ firstStart: false, recovered: 'none' });
    expect(await query(second, 'select id from rows')).toEqual([{ id: 7 }]);
    expect(await query(second, 'show data_checksums')).toEqual([{ data_checksums: 'on' }]);
    const [locale] = await query(
      second,
      'select pg_encoding_to_char(encoding) as encoding, datlocale from pg_database where datname = current_database()',
    );
    expect(locale).toEqual({ encoding: 'UTF8', datlocale: 'C.UTF-8' });
  });

  it.runIf(process.platform !== 'win32')('lets in its owner alone', async () => {
    const server = await start();
    expect(statSync(server.dataDir).mode & 0o777).toBe(0o700);
    expect(statSync(join(server.dataDir, '.s.PGSQL.5432')).mode & 0o777).toBe(0o700);
    expect(await query(server, 'show listen_addresses')).toEqual([{ listen_addresses: '' }]);
  });

  it('refuses a second start on one home, and names the process', async () => {
    await start();
    await expect(start()).rejects.toMatchObject({ code: 'home.in-use', details: { home, pid: process.pid } });
  });

  it('takes sizes from the caller, but no wish to forget', async () => {
    const server = await start({ settings: { shared_buffers: '32MB' } });
    expect(await query(server, 'show shared_buffers')).toEqual([{ shared_buffers: '32MB' }]);
    await server.stop();
    await expect(start({ settings: { fsync: 'off' } })).rejects.toMatchObject({ code: 'config.invalid' });
  });

  it('works in a home with a name that needs quoting', async () => {
    home = join(home, `a b,'"$汉`);
    const server = await start();
    expect(await query(server, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('works in a home too deep for a socket, and leaves nothing outside it', async () => {
    home = join(home, 'deep'.repeat(30));
    const server = await start();
    const socketFolder = new URL(server.url).searchParams.get('host') ?? '';
    expect(socketFolder.startsWith(home)).toBe(false);
    expect(statSync(socketFolder).mode & 0o777).toBe(0o700);
    expect(await query(server, 'select 1 as one')).toEqual([{ one: 1 }]);
    await server.stop();
    expect(existsSync(socketFolder)).toBe(false);
  });

  it('reports a server that does not start with its last words, and leaves none behind', async () => {
    await expect(start({ settings: { shared_buffers: 'much' } })).rejects.toMatchObject({
      code: 'postgres.start',
      details: { log: expect.stringContaining('shared_buffers') },
    });
    expect(existsSync(join(home, 'postgres.lock'))).toBe(false);
    expect(existsSync(join(home, 'postgres', 'postmaster.pid'))).toBe(false);
    await start();
  });

  it('stops when it is aborted, during its first start or later', async () => {
    const duringStart = new AbortController();
    const starting = start({ signal: duringStart.signal });
    const reason = new Error('enough');
    setImmediate(() => duringStart.abort(reason));
    await expect(starting).rejects.toBe(reason);
    expect(existsSync(join(home, 'postgres.lock'))).toBe(false);

    const later = new AbortController();
    const server = await start({ signal: later.signal });
    later.abort();
    await server.ended;
    await server.stop();
    expect(existsSync(join(home, 'postgres', 'postmaster.pid'))).toBe(false);
  });

  it('gives its home free when the server falls', async () => {
    const server = await start();
    process.kill(server.pid, 'SIGKILL');
    await server.ended;
    await server.stop();
    expect(await start()).toMatchObject({ recovered: 'crash-recovery' });
  });
});

describe('data that are not as we left them', { timeout: 60_000 }, () => {
  it('are refused when another major version wrote them', async () => {
    await (await start()).stop();
    writeFileSync(join(home, 'postgres', 'PG_VERSION'), '17\n');
    await expect(start()).rejects.toMatchObject({ code: 'postgres.version', details: { found: '17', ours: '18' } });
  });

  it('are refused when they are something else', async () => {
    mkdirSync(join(home, 'postgres'));
    writeFileSync(join(home, 'postgres', 'notes.txt'), '');
    await expect(start()).rejects.toMatchObject({ code: 'config.invalid' });
  });

  it('start although another process has the pid of the server that is gone', async () => {
    await (await start()).stop();
    const pidFile = join(home, 'postgres', 'postmaster.pid');
    writeFileSync(pidFile, `${process.ppid}\n${join(home, 'postgres')}\n1\n5432\n.\n\n 16039948         4\nready   \n`);
    expect(await start()).toMatchObject({ recovered: 'none' });
    expect(readFileSync(pidFile, 'utf8')).not.toContain(`${process.ppid}\n`);
  });

  it('are made anew where an earlier attempt was cut off', async () => {
    mkdirSync(join(home, 'postgres.making-abcdef'));
    await start();
    expect(existsSync(join(home, 'postgres.making-abcdef'))).toBe(false);
  });
});
