import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { askRedis } from './ask-redis.ts';
import { findRedisServer } from './find-redis.ts';
import { type PrivateRedis, type PrivateRedisOptions, startPrivateRedis } from './private-redis.ts';
import { isRunning } from './processes.ts';

const onLinux = process.platform === 'linux';
const server = await findRedisServer();
const required = (process.env.ANDON_REQUIRE ?? '').split(',').some((part) => part.trim() === 'redis');
if (server === null && required) throw new Error('ANDON_REQUIRE asks for redis, but no usable server is on PATH.');

let folder: string;
let home: string;
let running: PrivateRedis[];
const toKill: number[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'andon-redis-test-'));
  home = folder;
  running = [];
});
afterEach(async () => {
  for (const redis of running) await redis.stop();
  for (const pid of toKill.splice(0)) killNow(pid);
  rmSync(folder, { recursive: true, force: true });
});

async function start(options: Partial<PrivateRedisOptions> = {}): Promise<PrivateRedis> {
  const redis = await startPrivateRedis({ home, ...options });
  running.push(redis);
  return redis;
}

const set = (redis: PrivateRedis, key: string, value: string) => askRedis(redis.connection, (r) => r.set(key, value));
const get = (redis: PrivateRedis, key: string) => askRedis(redis.connection, (r) => r.get(key));
const answers = (redis: PrivateRedis) =>
  get(redis, 'any').then(
    () => true,
    () => false,
  );

describe.skipIf(server === null)('the private Redis', { timeout: 30_000 }, () => {
  it('keeps its keys over a restart, never evicts, and lets in its owner alone', async () => {
    const first = await start();
    expect(first).toMatchObject({ version: server?.version, stoppedLeftover: false });
    await set(first, 'a', '1');
    const config = (name: string) =>
      askRedis(first.connection, async (r) => ((await r.call('config', 'get', name)) as string[])[1]);
    expect(await config('maxmemory-policy')).toBe('noeviction');
    expect(await config('appendonly')).toBe('yes');
    expect(await config('appendfsync')).toBe('everysec');
    expect(Number(await config('maxmemory'))).toBeGreaterThan(0);
    expect(await config('port')).toBe('0');
    if (first.socketPath !== null) expect(statSync(first.socketPath).mode & 0o777).toBe(0o700);
    expect(statSync(first.dataDir).mode & 0o777).toBe(0o700);
    await first.stop();
    await first.stop();
    expect(isRunning(first.pid())).toBe(false);
    expect(await get(await start(), 'a')).toBe('1');
  });

  it('works in a home too deep for a socket, and leaves nothing outside it', async () => {
    home = join(home, 'deep "\'汉'.repeat(12));
    const redis = await start();
    expect(await answers(redis)).toBe(true);
    expect(redis.socketPath?.startsWith(home)).toBe(false);
    await redis.stop();
    expect(existsSync(join(redis.socketPath ?? '', '..'))).toBe(false);
  });

  it('starts again after a fall, with what it held', async () => {
    const falls: unknown[] = [];
    const redis = await start({ onFall: (outcome) => falls.push(outcome) });
    await set(redis, 'a', '1');
    const [first, second] = [redis.pid(), () => redis.pid()];
    killNow(first);
    await until(() => redis.restarts() === 1);
    expect(second()).not.toBe(first);
    expect(falls).toEqual(['SIGKILL']);
    expect(await get(redis, 'a')).toBe('1');
    killNow(second());
    await until(() => redis.restarts() === 2);
    expect(await get(redis, 'a')).toBe('1');
  });

  it('stays down when it is stopped while it is down', async () => {
    const controller = new AbortController();
    const redis = await start({ signal: controller.signal, onFall: () => controller.abort() });
    killNow(redis.pid());
    await until(() => controller.signal.aborted);
    await redis.stop();
    expect(await answers(redis)).toBe(false);
    expect(redis.restarts()).toBe(0);
  });

  it('refuses a second start on one home, and names the process', async () => {
    const first = await start();
    await expect(start()).rejects.toMatchObject({ code: 'home.in-use', details: { pid: process.pid } });
    expect(await answers(first)).toBe(true);
  });

  it('starts empty when its file is damaged, and keeps that aside', async () => {
    const first = await start();
    for (const key of ['a', 'b', 'c']) await set(first, key, key.repeat(1_000));
    await first.stop();
    damageAppendOnlyFile(first.dataDir);
    const second = await start();
    expect(await get(second, 'a')).toBeNull();
    expect(existsSync(`${second.dataDir}.damaged`)).toBe(true);
  });

  it('reports what a server says that does not start', async () => {
    const file = join(home, 'redis-server');
    writeFileSync(file, '#!/bin/sh\necho no space for jokes\nexit 3\n', { mode: 0o755 });
    await expect(start({ server: { file, kind: 'redis', version: '7.0.0' } })).rejects.toMatchObject({
      code: 'redis.start',
      details: { log: 'no space for jokes' },
    });
    expect(await answers(await start())).toBe(true);
  });

  it.runIf(process.getuid !== undefined && process.getuid() !== 0)('refuses a home that is not ours', async () => {
    home = join(home, 'closed');
    mkdirSync(home, { mode: 0o500 });
    await expect(start()).rejects.toMatchObject({ code: 'home.not-yours', details: { path: home } });
  });

  it('reports a program that is not there any more', async () => {
    const gone = { file: join(home, 'gone'), kind: 'redis', version: '7.0.0' } as const;
    await expect(start({ server: gone })).rejects.toMatchObject({ code: 'redis.start' });
  });

  it('stops when it is aborted', async () => {
    const controller = new AbortController();
    const redis = await start({ signal: controller.signal });
    controller.abort();
    await until(() => !isRunning(redis.pid()));
    await expect(start({ signal: controller.signal })).rejects.toThrow();
  });
});

describe.skipIf(server === null || process.platform === 'win32')(
  'after kill -9 of the process that started it',
  { timeout: 30_000 },
  () => {
    it('the server ends by itself, and the key is there', async () => {
      const child = await startInChild();
      killNow(child.parent);
      await until(() => !isRunning(child.server));
      const redis = await start();
      expect(redis.stoppedLeftover).toBe(false);
      expect(await get(redis, 'a')).toBe('1');
    });

    it.runIf(onLinux)('a server that nobody ends any more is stopped by the next start', async () => {
      const child = await startInChild();
      killNow(watcherOf(child.server));
      killNow(child.parent);
      await until(() => !isRunning(child.parent));
      expect(isRunning(child.server)).toBe(true);
      const redis = await start();
      expect(redis.stoppedLeftover).toBe(true);
      expect(isRunning(child.server)).toBe(false);
      expect(await get(redis, 'a')).toBe('1');
    });
  },
);

describe.skipIf(server === null)('a program that forgets to stop its server', { timeout: 30_000 }, () => {
  it('is not kept alive by it, and leaves none behind', async () => {
    const child = await startInChild('');
    expect(await child.ended).toBe(0);
    await until(() => !isRunning(child.server));
  });
});

/** A process of its own that starts the server, sets a key, tells the pid, and then does `afterwards`. */
async function startInChild(afterwards = 'setInterval(() => {}, 1000);') {
  const module = (name: string) => JSON.stringify(new URL(name, import.meta.url).href);
  const program = `
    import { askRedis } from ${module('./ask-redis.ts')};
    import { startPrivateRedis } from ${module('./private-redis.ts')};
    const redis = await startPrivateRedis({ home: ${JSON.stringify(home)} });
    await askRedis(redis.connection, (r) => r.set('a', '1'));
    console.log(redis.pid());
    ${afterwards}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  const pid = await new Promise<number>((resolve, reject) => {
    child.stdout.once('data', (chunk: Buffer) => resolve(Number(chunk.toString())));
    void ended.then((code) => reject(new Error(`The child ended with ${code} before it told the pid.`)));
  });
  toKill.push(child.pid ?? 0, pid);
  return { parent: child.pid ?? 0, server: pid, ended };
}

/** The shell beside the server: it is in the session that the server leads. */
function watcherOf(pid: number): number {
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const session = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[3];
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8');
      if (Number(session) === pid && command.includes('andon-watch')) return Number(name);
    } catch {
      // It ended while we looked.
    }
  }
  throw new Error(`No watcher of ${pid} is running.`);
}

/** Redis 7 has a folder of files, older ones a single one. */
function damageAppendOnlyFile(dataDir: string): void {
  const files = readdirSync(dataDir, { recursive: true, encoding: 'utf8' }).filter((name) => /\.aof$/.test(name));
  for (const name of files) {
    const content = readFileSync(join(dataDir, name));
    content.fill('x', Math.floor(content.length / 3), Math.floor(content.length / 2));
    writeFileSync(join(dataDir, name), content);
  }
}

function killNow(pid: number): void {
  try {
    if (pid > 0) process.kill(pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(10);
}
