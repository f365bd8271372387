/** A server of this data folder that outlived the process that started it. */

import { readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Binaries } from './binaries.ts';
import { removeTemporarySocketFolder, socketFiles } from './endpoint.ts';
import { commandOf, isRunning, processesIn } from './process-identity.ts';
import { stopOrphanOnWindows } from './windows.ts';

const pollMs = 20;
/** A fast shutdown writes a checkpoint; after this the server is cut short, and the next one recovers from the log. */
const patienceMs = 5_000;

/**
 * Stops it, so that a new one starts from a known state with our settings and ends with us. Adopting it would leave a
 * server that nobody supervises. Call it with the home locked: then no server of another live Andon can be meant.
 *
 * @returns whether one was running
 */
export async function stopOrphan(
  dataDir: string,
  binaries: Binaries,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const file = join(dataDir, 'postmaster.pid');
  const found = readPidFile(file);
  if (found === null) return false;
  if (process.platform === 'win32') return stopOrphanOnWindows(dataDir, binaries);
  const orphan = serverProcesses(found.pid, dataDir).includes(found.pid);
  if (orphan) await stop(found.pid, signal);
  await stopItsChildren(found.pid, dataDir, signal);
  disown(file);
  // The socket has a lock of its own, with the same trouble; nobody is behind it now.
  for (const name of socketFiles) rmSync(join(dataDir, name), { force: true });
  if (found.socketFolder !== null) await removeTemporarySocketFolder(found.socketFolder);
  return orphan;
}

interface PidFile {
  readonly pid: number;
  readonly socketFolder: string | null;
}

/** Lines: pid, data folder, start time, port, socket folder, address, shared memory, status. */
function readPidFile(file: string): PidFile | null {
  const [firstLine = '', ...others] = readLines(file);
  const pid = Number.parseInt(firstLine, 10);
  return Number.isNaN(pid) || pid <= 0 ? null : { pid, socketFolder: others[3]?.trim() || null };
}

/**
 * A server refuses to start when any process has the pid in the file: another one, as is common after a container's
 * restart, or the zombie of the old server. Its own parent is an exception, and that is us. Better than removing the
 * file: the server goes on to check that nobody holds the shared memory which the file names.
 */
function disown(file: string): void {
  const [firstLine, ...others] = readLines(file);
  if (firstLine !== undefined) writeFileSync(file, [process.pid, ...others].join('\n'));
}

/**
 * The pids that are PostgreSQL at work in `dataDir`. Linux tells all of them; macOS tells only the first, which has the
 * folder in its command line.
 */
function serverProcesses(first: number, dataDir: string): number[] {
  if (process.platform === 'linux') return processesIn(realpathSync(dataDir), 'postgres').filter(isRunning);
  return isRunning(first) && commandOf(first).includes(dataDir) ? [first] : [];
}

async function stop(pid: number, signal: AbortSignal | undefined): Promise<void> {
  killIfThere(pid, 'SIGINT');
  const cutShortAt = performance.now() + patienceMs;
  let cutShort = false;
  while (isRunning(pid)) {
    await pause(signal);
    if (cutShort || performance.now() < cutShortAt) continue;
    cutShort = true;
    killIfThere(pid, 'SIGQUIT');
  }
}

/** A server that was killed leaves its sessions to notice by themselves, which a long query does late. */
async function stopItsChildren(first: number, dataDir: string, signal: AbortSignal | undefined): Promise<void> {
  for (;;) {
    const left = serverProcesses(first, dataDir);
    if (left.length === 0) return;
    for (const pid of left) killIfThere(pid, 'SIGQUIT');
    await pause(signal);
  }
}

function pause(signal: AbortSignal | undefined): Promise<void> {
  return delay(pollMs, undefined, signal === undefined ? {} : { signal });
}

function killIfThere(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
