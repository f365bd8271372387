/**
 * A private Redis or Valkey for the jobs: data in the home, reachable by its owner alone, started again when it falls,
 * ending with us.
 *
 * Losing it whole loses nothing: jobs are hints that the sweeper derives again from the record.
 */

import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AndonError } from '@andon/core';
import type { RedisOptions } from 'ioredis';
import { makeDataFolder } from './data-folder.ts';
import { findRedisServer, type RedisServer } from './find-redis.ts';
import { type LaunchOptions, launch } from './launch.ts';
import { stopLeftover } from './leftover.ts';
import { removeOwner, writeOwner } from './owner-file.ts';
import { choosePlace, connectionOptions, type Place, removeTemporaryFolder } from './place.ts';
import type { RedisChild } from './redis-child.ts';

export interface PrivateRedisOptions {
  /** The data go to `redis` in it, the log to `redis.log`. */
  readonly home: string;
  /** From {@link findRedisServer}; looked for on PATH when not given. */
  readonly server?: RedisServer;
  /** Aborts a start, or stops the server once it runs. */
  readonly signal?: AbortSignal;
  /** Told of each fall, before the server is started again. */
  readonly onFall?: (outcome: number | string) => void;
}

export interface PrivateRedis {
  /** For ioredis and BullMQ: a socket path, on Windows a port and a password. A child process may use it too. */
  readonly connection: RedisOptions;
  /** null on Windows. */
  readonly socketPath: string | null;
  readonly kind: RedisServer['kind'];
  readonly version: string;
  readonly dataDir: string;
  readonly tookMs: number;
  /** Whether a server left behind by an earlier process was stopped first. */
  readonly stoppedLeftover: boolean;
  /** The present server's; another one after a fall. */
  pid(): number;
  /** How often it was started again. */
  restarts(): number;
  /** Idempotent. */
  stop(): Promise<void>;
}

/**
 * @throws AndonError('redis.start') also when there is no server program
 * @throws AndonError('home.in-use' | 'home.not-yours' | 'disk.full')
 */
export async function startPrivateRedis(options: PrivateRedisOptions): Promise<PrivateRedis> {
  const startedAt = performance.now();
  const { signal, onFall } = options;
  signal?.throwIfAborted();
  const server = options.server ?? (await findRedisServer());
  if (server === null) {
    const log = 'neither valkey-server nor redis-server 6.2 or newer is on PATH';
    throw new AndonError('redis.start', { server: 'Redis', log });
  }
  const home = resolve(options.home);
  const dataDir = await makeDataFolder(home);
  const stoppedLeftover = await stopLeftover(home, dataDir, signal);
  const place = await choosePlace(dataDir);
  const launchOptions = { server, dataDir, logFile: join(home, 'redis.log'), place, signal };
  const keeper = new Keeper(launchOptions, onFall);
  try {
    await writeOwner(dataDir, temporaryFolderOf(place));
    await keeper.start();
  } catch (error) {
    await keeper.stop();
    throw error;
  }
  signal?.addEventListener('abort', () => void keeper.stop(), { once: true });
  if (signal?.aborted === true) {
    await keeper.stop();
    signal.throwIfAborted();
  }
  return {
    connection: connectionOptions(place),
    socketPath: place.kind === 'socket' ? place.path : null,
    kind: server.kind,
    version: server.version,
    dataDir,
    tookMs: performance.now() - startedAt,
    stoppedLeftover,
    pid: () => keeper.pid,
    restarts: () => keeper.restarts,
    stop: () => keeper.stop(),
  };
}

const firstPauseMs = 50;
const longestPauseMs = 5_000;
/** A server that ran this long has recovered: its next fall is the first of a new series. */
const steadyMs = 60_000;

/** Starts the server again whenever it falls, until it is told to stop; waits longer from fall to fall. */
class Keeper {
  restarts = 0;
  readonly #options: LaunchOptions;
  readonly #onFall: ((outcome: number | string) => void) | undefined;
  readonly #stopped = new AbortController();
  #child: RedisChild | undefined;
  #keeping: Promise<void> = Promise.resolve();
  #stopping: Promise<void> | undefined;

  constructor(options: LaunchOptions, onFall: ((outcome: number | string) => void) | undefined) {
    this.#options = options;
    this.#onFall = onFall;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  async start(): Promise<void> {
    this.#child = await launch(this.#options);
    this.#child.keepAlive(false);
    this.#keeping = this.#keep(this.#child);
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    this.#stopped.abort();
    await this.#child?.stop();
    await this.#keeping;
    const { dataDir, place } = this.#options;
    const folder = temporaryFolderOf(place);
    if (folder !== null) await removeTemporaryFolder(folder);
    await removeOwner(dataDir);
  }

  async #keep(first: RedisChild): Promise<void> {
    let child: RedisChild | null = first;
    let pauseMs = firstPauseMs;
    while (!this.#stopped.signal.aborted) {
      const upAt = performance.now();
      const outcome = child === null ? 'did not start' : await child.ended;
      if (this.#stopped.signal.aborted) return;
      this.#onFall?.(outcome);
      if (performance.now() - upAt > steadyMs) pauseMs = firstPauseMs;
      await delay(pauseMs, undefined, { signal: this.#stopped.signal, ref: false }).catch(() => {});
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
      child = await this.#startAgain();
    }
  }

  /** @returns null when it does not start now, e.g. on a full disk; that is tried again like a fall. */
  async #startAgain(): Promise<RedisChild | null> {
    const { signal } = this.#stopped;
    if (signal.aborted) return null;
    try {
      const child = await launch({ ...this.#options, signal });
      this.#child = child;
      child.keepAlive(false);
      this.restarts += 1;
      // A stop that came in between has not seen this one.
      if (signal.aborted) await child.stop();
      return child;
    } catch {
      // The next attempt writes its own reasons to the log, and `onFall` has been told.
      return null;
    }
  }
}

function temporaryFolderOf(place: Place): string | null {
  return place.kind === 'socket' ? place.temporaryFolder : null;
}
