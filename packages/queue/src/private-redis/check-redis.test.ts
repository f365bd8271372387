import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { askRedis } from './ask-redis.ts';
import { checkRedis } from './check-redis.ts';
import { findRedisServer } from './find-redis.ts';

const server = await findRedisServer();
const required = (process.env.ANDON_REQUIRE ?? '').split(',').some((part) => part.trim() === 'redis');
if (server === null && required) throw new Error('ANDON_REQUIRE asks for redis, but no usable server is on PATH.');

let home: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'andon-redis-test-'));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(home, { recursive: true, force: true });
});

describe.skipIf(server === null)('a Redis of the user', { timeout: 30_000 }, () => {
  it('is described', async () => {
    const url = await startByHand([]);
    expect(await checkRedis(url)).toEqual({
      kind: server?.kind,
      version: server?.version,
      appendonly: 'no',
      appendfsync: 'everysec',
      maxmemoryPolicy: 'noeviction',
      maxmemory: 0,
      configForbidden: null,
    });
  });

  it('is refused when it drops keys', async () => {
    const url = await startByHand(['--maxmemory-policy', 'allkeys-lru']);
    await expect(checkRedis(url)).rejects.toMatchObject({ code: 'redis.eviction', details: { policy: 'allkeys-lru' } });
  });

  it('is described as far as it tells when CONFIG is forbidden', async () => {
    const url = await startByHand(['--rename-command', 'CONFIG', '']);
    expect(await checkRedis(url)).toMatchObject({
      appendonly: 'no',
      appendfsync: null,
      maxmemoryPolicy: 'noeviction',
      configForbidden: expect.stringContaining('unknown command'),
    });
  });

  it('that wants another password is named without ours', async () => {
    const url = (await startByHand(['--requirepass', 'theirs'])).replace('redis://', 'redis://:secret@');
    const failure = await checkRedis(url).catch((error) => error);
    expect(failure).toMatchObject({ code: 'redis.unreachable' });
    expect(JSON.stringify([failure.message, failure.details, failure.cause ?? ''])).not.toContain('secret');
  });
});

describe('the address of a Redis', () => {
  it('that is not there is named without its password', async () => {
    const failure = await checkRedis('redis://:secret@127.0.0.1:1/2').catch((error) => error);
    expect(failure).toMatchObject({ code: 'redis.unreachable', details: { redis: '127.0.0.1:1/2' } });
    expect(failure.message).toContain('ECONNREFUSED');
    expect(failure.message).not.toContain('secret');
  });

  it.each(['http://a', 'here'])('must be one: %s', async (url) => {
    await expect(checkRedis(url)).rejects.toMatchObject({ code: 'config.invalid' });
  });
});

/** A server as a user would run it, on a TCP port. */
async function startByHand(args: string[]): Promise<string> {
  // No port of ours is free for certain until the server has it, so several are tried.
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 40_000);
    const child = spawn(server?.file ?? '', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', ...args], {
      cwd: home,
      stdio: 'ignore',
    });
    children.push(child);
    const up = () =>
      askRedis({ host: '127.0.0.1', port }, (r) => r.call('auth', 'x')).then(
        () => true,
        (error) => !/ECONNREFUSED/.test(String(error)),
      );
    while (child.exitCode === null) {
      if (await up()) return `redis://127.0.0.1:${port}`;
      await delay(10);
    }
  }
}
