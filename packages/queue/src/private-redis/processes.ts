/** What the system tells about a pid. */

import { spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync, realpathSync } from 'node:fs';

/** A zombie does not run, though it can be signalled; in a container whose first process never reaps it stays for ever. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return !['Z', 'X'].includes(statOf(pid)?.[0] ?? '');
}

/** Linux: ticks since boot; null elsewhere. */
export function startedAt(pid: number): string | null {
  return statOf(pid)?.[19] ?? null;
}

/** Whether the process is a Redis or Valkey at work in `folder`. macOS does not tell the folder, only the name. */
export function isServerIn(pid: number, folder: string): boolean {
  if (!isRunning(pid)) return false;
  try {
    if (process.platform === 'linux') return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(folder);
  } catch {
    return false;
  }
  const { stdout } = spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  return /(redis|valkey)-server/.test(stdout ?? '');
}

/** The fields of /proc/<pid>/stat from the state on; the name before them is in brackets and may hold blanks. */
function statOf(pid: number): string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}
