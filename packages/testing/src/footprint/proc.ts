/** What Linux tells of a process under `/proc`. A process may end between two reads; then there is nothing to tell. */

import { readdirSync, readFileSync } from 'node:fs';

/** One `stat` line, as far as it is used. */
export interface Stat {
  readonly ppid: number;
  /** CPU of the process and of the children that it has waited for, in clock ticks. */
  readonly ticks: number;
}

/** `USER_HZ`: 100 on every Linux that Node runs on. */
export const TICKS_PER_SECOND = 100;

export function listPids(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** The name stands in brackets and may hold brackets and blanks itself. See proc_pid_stat(5). */
export function parseStat(line: string): Stat {
  const [, ppid, ...rest] = line.slice(line.lastIndexOf(')') + 2).split(' ');
  // After state and ppid, utime is the tenth; stime, cutime and cstime follow.
  const ticks = rest.slice(9, 13).reduce((sum, field) => sum + Number(field), 0);
  return { ppid: Number(ppid), ticks };
}

export function readStat(pid: number): Stat | null {
  const line = read(pid, 'stat');
  return line === null ? null : parseStat(line);
}

/** Memory that is its own, plus its share of what it shares, in KiB. 0 when it is gone. */
export function readPssKib(pid: number): number {
  return parsePssKib(read(pid, 'smaps_rollup') ?? '');
}

export function parsePssKib(text: string): number {
  return Number(/^Pss:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0);
}

/** Arguments, or the title that a process gave itself. */
export function readCommand(pid: number): string {
  return (read(pid, 'cmdline') ?? '').replaceAll('\0', ' ').trim();
}

export function readEnvironment(pid: number): readonly string[] {
  return (read(pid, 'environ') ?? '').split('\0');
}

function read(pid: number, file: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return null;
  }
}
