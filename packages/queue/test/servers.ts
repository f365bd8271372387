/** Real servers for the tests, each in a folder of its own, and ended with the test file. */

import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { startEmbeddedPostgres } from '@andon/store';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { JobBusBackend } from '../src/index.ts';

export interface TestServer {
  readonly backend: JobBusBackend;
  /** Cuts every connection; the server stays. */
  interrupt(): Promise<void>;
  /** As a crash would. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

const redisProgram = ['valkey-server', 'redis-server'].find((program) =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => isExecutable(join(folder, program))),
);

/** Skips the tests that need a Redis where there is none, unless `ANDON_REQUIRE` insists. */
export function hasRedis(): boolean {
  if (redisProgram !== undefined) return true;
  const required = (process.env.ANDON_REQUIRE ?? '').split(',').map((part) => part.trim());
  if (!required.includes('redis')) return false;
  throw new Error('ANDON_REQUIRE asks for redis, but neither valkey-server nor redis-server is on PATH.');
}

export async function startRedis(settings: readonly string[] = []): Promise<TestServer> {
  if (redisProgram === undefined) throw new Error('Ask hasRedis() first.');
  const folder = await mkdtemp(join(tmpdir(), 'andon-queue-'));
  const socket = join(folder, 'redis.sock');
  const args = ['--port', '0', '--unixsocket', socket, '--dir', folder, '--save', '', ...settings];
  const child = spawn(redisProgram, args, { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const probe = new Redis(socket, { retryStrategy: () => 20, maxRetriesPerRequest: 250 });
  probe.on('error', () => {});
  await probe.ping();
  probe.disconnect();
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  return {
    backend: { kind: 'redis', connection: socket },
    interrupt: async () => {
      const client = new Redis(socket);
      await client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
      client.disconnect();
    },
    kill,
    stop: async () => {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export async function startPostgres(): Promise<TestServer> {
  const home = await mkdtemp(join(tmpdir(), 'andon-queue-'));
  const server = await startEmbeddedPostgres({ home });
  return {
    backend: { kind: 'postgres', url: server.url },
    interrupt: async () => {
      const client = new pg.Client(server.url);
      await client.connect();
      await client.query('select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()');
      await client.end();
    },
    kill: async () => {
      process.kill(server.pid, 'SIGQUIT');
      await server.ended;
    },
    stop: async () => {
      await server.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
