/** The servers that the crash loop owns, and so may kill: a PostgreSQL for the record and a Redis for the jobs. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { AndonError } from '@andon/core';
import { findRedisServer } from '@andon/queue';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@andon/store';
import { killIfThere } from '../demo-processes.ts';

const POLL_MS = 20;
const GIVE_UP_MS = 30_000;

export class OwnPostgres {
  readonly #home: string;
  #server: EmbeddedPostgres;

  static async start(home: string): Promise<OwnPostgres> {
    return new OwnPostgres(home, await startEmbeddedPostgres({ home }));
  }

  private constructor(home: string, server: EmbeddedPostgres) {
    this.#home = home;
    this.#server = server;
  }

  /** The same after every restart: its socket is in its data folder. */
  get url(): string {
    return this.#server.url;
  }

  async kill(): Promise<void> {
    killIfThere(this.#server.pid, 'SIGKILL');
    await this.#server.ended;
    await this.#server.stop();
  }

  /** Answers when it takes connections. */
  async restart(): Promise<void> {
    this.#server = await startEmbeddedPostgres({ home: this.#home });
  }

  async stop(): Promise<void> {
    await this.#server.stop();
  }
}

/** Append-only and never evicting, as the private one is; but on a port, so that it may come and go. */
export class OwnRedis {
  readonly #launch: () => ChildProcess;
  readonly #port: number;
  #child: ChildProcess;

  static async start(folder: string): Promise<OwnRedis> {
    mkdirSync(folder, { recursive: true });
    const server = await findRedisServer();
    if (server === null) {
      throw new AndonError('config.invalid', {
        path: '--backend',
        problem: 'no redis-server or valkey-server is on PATH',
      });
    }
    const port = await freePort();
    const redis = new OwnRedis(port, () => launch(server.file, folder, port));
    await redis.#ready();
    return redis;
  }

  private constructor(port: number, launchIt: () => ChildProcess) {
    this.#port = port;
    this.#launch = launchIt;
    this.#child = launchIt();
  }

  get url(): string {
    return `redis://127.0.0.1:${this.#port}`;
  }

  async kill(): Promise<void> {
    await end(this.#child, 'SIGKILL');
  }

  async restart(): Promise<void> {
    this.#child = this.#launch();
    await this.#ready();
  }

  pause(): void {
    this.#child.kill('SIGSTOP');
  }

  resume(): void {
    this.#child.kill('SIGCONT');
  }

  async flush(): Promise<void> {
    await ask(this.#port, 'FLUSHALL');
  }

  async stop(): Promise<void> {
    this.resume();
    await end(this.#child, 'SIGTERM');
  }

  async #ready(): Promise<void> {
    const giveUpAt = performance.now() + GIVE_UP_MS;
    while ((await ask(this.#port, 'PING').catch(() => '')) !== '+PONG') {
      if (performance.now() > giveUpAt) {
        throw new AndonError('redis.unreachable', { redis: this.url, problem: 'it did not start' });
      }
      await delay(POLL_MS);
    }
  }
}

function launch(program: string, folder: string, port: number): ChildProcess {
  const settings = ['--appendonly', 'yes', '--save', '', '--maxmemory-policy', 'noeviction'];
  const place = ['--bind', '127.0.0.1', '--port', String(port), '--dir', folder];
  return spawn(program, [...place, ...settings], { stdio: 'ignore' });
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}

/** One command and the first line of its answer. */
function ask(port: number, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' });
    let said = '';
    socket.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes('\r\n')) socket.end();
    });
    socket.once('error', reject);
    socket.once('close', () => resolve(said.split('\r\n')[0] ?? ''));
    socket.write(`${command}\r\n`);
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
