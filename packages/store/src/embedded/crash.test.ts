/** What is left when our process is killed, and what the next start makes of it. */

import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { isRunning } from './process-identity.ts';

const onLinux = process.platform === 'linux';
let home: string;
const toKill: number[] = [];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'andon-crash-'));
});
afterEach(() => {
  for (const pid of toKill.splice(0)) killNow(pid);
  rmSync(home, { recursive: true, force: true });
});

describe.skipIf(process.platform === 'win32')(
  'after kill -9 of the process that started it',
  { timeout: 60_000 },
  () => {
    it('the server ends by itself, and the row is there', async () => {
      const { parent, server } = await startAndCommit();
      killNow(parent);
      await until(() => !isRunning(server));
      expect(existsSync(join(home, 'postgres', 'postmaster.pid'))).toBe(false);
      await expectRow('none');
    });

    it('a server that is still shutting down is waited for', async () => {
      const { parent } = await startAndCommit();
      killNow(parent);
      await until(() => !isRunning(parent));
      await expectRow(expect.stringMatching(/^(none|stopped-orphan)$/));
    });

    it.runIf(onLinux)('a server that nobody ends any more is stopped by the next start', async () => {
      const { parent, server } = await startAndCommit();
      killNow(watcherOf(server));
      killNow(parent);
      await until(() => !isRunning(parent));
      expect(isRunning(server)).toBe(true);
      await expectRow('stopped-orphan');
      expect(isRunning(server)).toBe(false);
    });

    it('a server that was killed too recovers what was committed', async () => {
      const { parent, server } = await startAndCommit();
      killNow(server);
      killNow(parent);
      await until(() => !isRunning(server) && !isRunning(parent));
      await expectRow('crash-recovery');
    });

    it.runIf(onLinux)('a session still busy for a server that was killed is ended first', async () => {
      const { parent, server } = await startAndCommit(`
      const busy = new pg.Client({ connectionString: server.url });
      busy.on('error', () => {});
      await busy.connect();
      await busy.query('select count(*) from generate_series(1, 1e12)');`);
      await until(() => sessionsOf(server).length > 0);
      const [session = 0] = sessionsOf(server);
      killNow(server);
      killNow(parent);
      await until(() => !isRunning(server) && !isRunning(parent));
      expect(isRunning(session)).toBe(true);
      await expectRow('crash-recovery');
      expect(isRunning(session)).toBe(false);
    });
  },
);

describe('a program that forgets to stop its server', { timeout: 60_000 }, () => {
  it('is not kept alive by it, and leaves none behind', async () => {
    const { ended, server } = await startAndCommit('');
    expect(await ended).toBe(0);
    await until(() => !isRunning(server));
  });
});

/** A process of its own that starts a server, commits a row, tells the pids, and then does `afterwards`. */
async function startAndCommit(afterwards = 'setInterval(() => {}, 1000);') {
  const program = `
    import pg from 'pg';
    import { startEmbeddedPostgres } from ${JSON.stringify(new URL('./embedded-postgres.ts', import.meta.url).href)};
    const server = await startEmbeddedPostgres({ home: ${JSON.stringify(home)} });
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    await client.query('create table rows (id int)');
    await client.query('insert into rows values (7)');
    await client.end();
    console.log(server.pid);
    ${afterwards}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  const server = await new Promise<number>((resolve, reject) => {
    child.stdout.once('data', (chunk: Buffer) => resolve(Number(chunk.toString())));
    void ended.then((code) => reject(new Error(`The child ended with ${code} before it told the pid.`)));
  });
  const parent = child.pid ?? 0;
  toKill.push(parent, server);
  return { parent, server, ended };
}

async function expectRow(recovered: string): Promise<void> {
  const server = await startEmbeddedPostgres({ home });
  try {
    expect(server).toMatchObject({ firstStart: false, recovered });
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    try {
      expect((await client.query('select id from rows')).rows).toEqual([{ id: 7 }]);
    } finally {
      await client.end();
    }
  } finally {
    await server.stop();
  }
}

/** The shell of supervised.ts: it is in the session that the server leads. */
function watcherOf(server: number): number {
  const watcher = processes().find(({ session, command }) => session === server && command.includes('andon-watch'));
  if (watcher === undefined) throw new Error(`No watcher of ${server} is running.`);
  return watcher.pid;
}

function sessionsOf(server: number): number[] {
  return processes()
    .filter(({ parent, command }) => parent === server && /postgres: andon .* SELECT/.test(command))
    .map(({ pid }) => pid);
}

function processes(): { pid: number; parent: number; session: number; command: string }[] {
  return readdirSync('/proc').flatMap((name) => {
    try {
      const [, parent, , session] = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8');
      return [{ pid: Number(name), parent: Number(parent), session: Number(session), command }];
    } catch {
      // It is no process, or it ended while we looked.
      return [];
    }
  });
}

function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(10);
}
