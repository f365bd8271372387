/**
 * Which process a pid means. A pid alone is not enough: after a crash or a container's restart the same number belongs
 * to somebody else, and a lock that trusts it either never opens again or opens for two.
 */

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename } from 'node:path';

export interface ProcessIdentity {
  readonly pid: number;
  /** Linux: ticks since boot at which the process started; null where that cannot be read. */
  readonly startedAt: string | null;
  readonly host: string;
  /** Linux: this boot of the machine; null elsewhere. */
  readonly boot: string | null;
  /** Linux: the pid namespace. In another one (a second container) our pids mean nothing; null elsewhere. */
  readonly pidSpace: string | null;
}

/** `elsewhere`: on another machine or in another container, so that nothing here can tell. */
export type ProcessFate = 'alive' | 'dead' | 'elsewhere';

export function identifyProcess(pid: number = process.pid): ProcessIdentity {
  return {
    pid,
    startedAt: readStat(pid)?.startedAt ?? null,
    host: hostname(),
    boot: attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    pidSpace: attempt(() => readlinkSync('/proc/self/ns/pid')),
  };
}

export function fateOf(process: ProcessIdentity): ProcessFate {
  const here = identifyProcess();
  // Same machine, another boot: whoever it was went down with the power.
  if (process.boot !== here.boot) return process.host === here.host ? 'dead' : 'elsewhere';
  if (process.pidSpace !== here.pidSpace) return 'elsewhere';
  // Where there is no boot id, the host's name has to do.
  if (process.boot === null && process.host !== here.host) return 'elsewhere';
  if (!isRunning(process.pid)) return 'dead';
  if (process.startedAt === null) return 'alive';
  return readStat(process.pid)?.startedAt === process.startedAt ? 'alive' : 'dead';
}

/**
 * Whether some process runs under this pid. A zombie does not: in a container whose first process never reaps, a killed
 * server stays one for ever, and `kill(pid, 0)` goes on succeeding.
 */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const state = readStat(pid)?.state;
  return state !== 'Z' && state !== 'X';
}

/** Linux: the pids of those running `program` in the working directory `folder`, as far as we may see them. */
export function processesIn(folder: string, program: string): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const link = (pid: string, name: string) => attempt(() => readlinkSync(`/proc/${pid}/${name}`));
  // After an update the link to the program ends in " (deleted)".
  const runs = (pid: string) => basename(link(pid, 'exe') ?? '').split(' ', 1)[0] === program;
  return pids.filter((pid) => link(pid, 'cwd') === folder && runs(pid)).map(Number);
}

/** The command line of a process, or '' where there is none. */
export function commandOf(pid: number): string {
  return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout;
}

function readStat(pid: number): { state: string; startedAt: string } | null {
  return attempt(() => {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets and may hold blanks and brackets itself.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, startedAt] = [fields[0], fields[19]];
    return state === undefined || startedAt === undefined ? null : { state, startedAt };
  });
}

function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
