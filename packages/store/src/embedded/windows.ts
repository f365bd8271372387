/**
 * Windows: the server is started and stopped by pg_ctl, which takes administrators' rights away from it (it refuses to
 * run with them) and has a stop signal. A server that outlives us is stopped at the next start.
 */

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { AndonError } from '@andon/core';
import type { Binaries } from './binaries.ts';
import { isRunning } from './process-identity.ts';
import type { Server, ServerOptions } from './server.ts';

const run = promisify(execFile);
const pollMs = 250;

export async function startOnWindows(options: ServerOptions): Promise<Server> {
  const { binaries, folder, args, logFile } = options;
  const quoted = args.map((word) => (word === '-c' ? word : `"${word}"`)).join(' ');
  try {
    await run(binaries.pgCtl, ['start', '--wait', '-D', folder.path, '-l', logFile, '-o', quoted]);
  } catch (error) {
    throw new AndonError('postgres.start', { log: readFileSync(logFile, 'utf8').slice(-2_000) }, { cause: error });
  }
  const pid = Number.parseInt(readFileSync(join(folder.path, 'postmaster.pid'), 'utf8'), 10);
  return {
    pid,
    ended: untilEnded(pid),
    isRunning: () => isRunning(pid),
    async stop() {
      if (isRunning(pid)) await run(binaries.pgCtl, ['stop', '--wait', '-D', folder.path, '-m', 'fast']);
    },
    keepAlive() {},
  };
}

/** @returns false when the pid in the folder's postmaster.pid is no PostgreSQL: it then has no pipe for the signal. */
export async function stopOrphanOnWindows(dataDir: string, binaries: Binaries): Promise<boolean> {
  return run(binaries.pgCtl, ['stop', '--wait', '-D', dataDir, '-m', 'fast']).then(
    () => true,
    () => false,
  );
}

/** It is pg_ctl's child and not ours, so its end is looked for. */
async function untilEnded(pid: number): Promise<void> {
  while (isRunning(pid)) await delay(pollMs, undefined, { ref: false });
}
