/** What the kernel tells of other processes: who started whom, and with which environment. Linux; elsewhere it is not told. */

import { readdirSync, readFileSync } from 'node:fs';

export const showsEnvironments = process.platform === 'linux';

/** Names of the variables that a process was started with; `null` where we may not look, or it is gone. */
export function environmentOf(pid: number): ReadonlySet<string> | null {
  try {
    const entries = readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
    return new Set(entries.map((entry) => entry.split('=', 1)[0] as string).filter((name) => name !== ''));
  } catch {
    return null;
  }
}

/** A process and all that it started, directly or not, as far as they live. */
export function processAndBelow(pid: number): readonly number[] {
  const startedBy = new Map<number, number[]>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const parent = parentOf(name);
    if (parent !== null) startedBy.set(parent, [...(startedBy.get(parent) ?? []), Number(name)]);
  }
  const below = (one: number): number[] => [one, ...(startedBy.get(one) ?? []).flatMap(below)];
  return below(pid);
}

function parentOf(pid: string): number | null {
  try {
    // The name of the program, in brackets, may hold anything; what follows it is fixed: state, parent, …
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return null;
  }
}
