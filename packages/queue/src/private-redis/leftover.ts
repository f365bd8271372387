/** A server that outlived the process that started it. */

import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readLateOwner, removeOwner } from './owner-file.ts';
import { removeTemporaryFolder } from './place.ts';
import { isServerIn } from './processes.ts';

const pollMs = 20;
const patienceMs = 5_000;

/**
 * Stops it, so that a new one starts with our settings and ends with us. Two servers on one append-only file would each
 * overwrite what the other wrote.
 *
 * @returns whether one was running
 * @throws AndonError('home.in-use') when its owner lives
 */
export async function stopLeftover(home: string, dataDir: string, signal: AbortSignal | undefined): Promise<boolean> {
  const owner = readLateOwner(dataDir, home);
  const pid = readPid(join(dataDir, 'redis.pid'));
  const running = pid !== null && isServerIn(pid, dataDir);
  if (running) await stop(pid, dataDir, signal);
  for (const name of ['redis.pid', 'redis.sock']) await rm(join(dataDir, name), { force: true });
  if (typeof owner?.temporaryFolder === 'string') await removeTemporaryFolder(owner.temporaryFolder);
  await removeOwner(dataDir);
  return running;
}

async function stop(pid: number, dataDir: string, signal: AbortSignal | undefined): Promise<void> {
  kill(pid, 'SIGTERM');
  const cutShortAt = performance.now() + patienceMs;
  while (isServerIn(pid, dataDir)) {
    if (performance.now() > cutShortAt) kill(pid, 'SIGKILL');
    await delay(pollMs, undefined, signal === undefined ? {} : { signal });
  }
}

function kill(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function readPid(file: string): number | null {
  try {
    const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
    return pid > 0 ? pid : null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
