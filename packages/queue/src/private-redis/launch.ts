/** One attempt to bring the server up: spawned, then asked until it answers and has read its file. */

import { closeSync, fstatSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { AndonError } from '@andon/core';
import { askRedis, parseInfo } from './ask-redis.ts';
import type { RedisServer } from './find-redis.ts';
import { connectionOptions, type Place } from './place.ts';
import { type RedisChild, startRedisChild } from './redis-child.ts';
import { redisConfig } from './redis-config.ts';

export interface LaunchOptions {
  readonly server: RedisServer;
  readonly dataDir: string;
  readonly logFile: string;
  readonly place: Place;
  readonly signal: AbortSignal | undefined;
}

const pollMs = 10;
const tellingLines = 12;
const rotateBytes = 4 * 1024 * 1024;

/** @throws AndonError('redis.start' | 'disk.full') */
export async function launch(options: LaunchOptions): Promise<RedisChild> {
  const first = await attempt(options);
  if (typeof first !== 'string') return first;
  if (!isDamaged(first)) throw startProblem(options, first);
  await setAside(options.dataDir);
  const second = await attempt(options);
  if (typeof second !== 'string') return second;
  throw startProblem(options, second);
}

/** @returns what the server said when it ended instead of answering */
async function attempt({ server, dataDir, logFile, place, signal }: LaunchOptions): Promise<RedisChild | string> {
  const log = openLog(logFile);
  let child: RedisChild;
  try {
    child = await startRedisChild({ file: server.file, config: redisConfig(place), dataDir, log: log.descriptor });
  } finally {
    closeSync(log.descriptor);
  }
  try {
    while (child.isRunning()) {
      signal?.throwIfAborted();
      if (await answers(place)) return child;
      await delay(pollMs);
    }
  } catch (error) {
    await child.stop();
    throw error;
  }
  return log.sinceOpened();
}

/** PONG alone is not enough: a server that reads its file answers with PONG too. */
async function answers(place: Place): Promise<boolean> {
  try {
    return await askRedis(connectionOptions(place), async (redis) => {
      const info = parseInfo(await redis.info('persistence'));
      return info.get('loading') === '0' && (await redis.ping()) === 'PONG';
    });
  } catch {
    return false;
  }
}

/** Said of an append-only file that is broken before its end; a cut-off end the server repairs by itself. */
function isDamaged(output: string): boolean {
  return /Bad file format reading the append only file|Unexpected end of file reading the append only|AOF.*(corrupt|is unreadable)|The AOF format/i.test(
    output,
  );
}

/** Jobs are derived again from the record, so an empty queue is better than none. One damaged folder is kept to look at. */
async function setAside(dataDir: string): Promise<void> {
  const aside = `${dataDir}.damaged`;
  rmSync(aside, { recursive: true, force: true });
  renameSync(dataDir, aside);
  await mkdir(dataDir, { mode: 0o700 });
}

function startProblem({ server, dataDir }: LaunchOptions, output: string): AndonError {
  if (/No space left on device|Disk quota exceeded/i.test(output))
    return new AndonError('disk.full', { path: dataDir });
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const log = lines.slice(-tellingLines).join('\n') || 'it said nothing';
  return new AndonError('redis.start', { server: server.file, log });
}

/** A file and not a pipe: a pipe would break with us, just when the log gets interesting. */
function openLog(file: string): { descriptor: number; sinceOpened(): string } {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > rotateBytes) renameSync(file, `${file}.1`);
  const descriptor = openSync(file, 'a', 0o600);
  const start = fstatSync(descriptor).size;
  return { descriptor, sinceOpened: () => readFileSync(file).subarray(start).toString('utf8') };
}
