/**
 * All processes of a demo: those with its home in their environment or arguments, and whatever descends from them. So a
 * detached line and a server that was given a clean environment are found too.
 */

import { listPids, readCommand, readEnvironment, readPssKib, readStat, type Stat } from './proc.ts';

export interface DemoProcess {
  readonly pid: number;
  /** `npm`, `andon`, `line`, `postgres`, `redis` or what it is called. */
  readonly part: string;
  readonly command: string;
  readonly ticks: number;
}

export interface Seen extends Stat {
  readonly pid: number;
  readonly command: string;
  readonly environment: readonly string[];
}

/** @param home absolute, and found in no other process's arguments */
export function processesOf(home: string): DemoProcess[] {
  return pickDemo(look(), home, process.pid);
}

/**
 * @param except who measures: not part of the demo, though its descendants may be
 */
export function pickDemo(all: readonly Seen[], home: string, except: number): DemoProcess[] {
  const parents = new Map(all.map(({ pid, ppid }) => [pid, ppid]));
  const own = new Set(all.filter((one) => one.pid !== except && isMarked(one, home)).map(({ pid }) => pid));
  const belongs = (pid: number): boolean => {
    for (let at: number | undefined = pid; at !== undefined && at > 1; at = parents.get(at))
      if (own.has(at)) return true;
    return false;
  };
  return all
    .filter(({ pid, command }) => belongs(pid) && partOf(command) !== 'terminal')
    .map(({ pid, command, ticks }) => ({ pid, part: partOf(command), command, ticks }));
}

/** PSS of each part, in KiB. */
export function pssByPart(processes: readonly DemoProcess[]): Record<string, number> {
  return sumByPart(processes, ({ pid }) => readPssKib(pid));
}

export function sumByPart(
  processes: readonly DemoProcess[],
  amount: (one: DemoProcess) => number,
): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const one of processes) sums[one.part] = (sums[one.part] ?? 0) + amount(one);
  return sums;
}

export function sum(parts: Readonly<Record<string, number>>): number {
  return Object.values(parts).reduce((total, value) => total + value, 0);
}

const parts: readonly (readonly [RegExp, string])[] = [
  // The pseudo-terminal stands for the window of whoever watches.
  [/^script -/, 'terminal'],
  [/^(?:\S*\/)?(?:redis|valkey)-server/, 'redis'],
  [/^(?:\S*\/)?postgres\b/, 'postgres'],
  [/andon\.mjs/, 'andon'],
  [/sim-line\/(?:src|dist)\/main/, 'line'],
  [/^npm\b|\bnpm(?:-cli\.js)? /, 'npm'],
];

export function partOf(command: string): string {
  // The shells that npm starts name the command they run, so they are told apart first.
  if (/^(?:\S*\/)?(?:sh|bash|dash) -c /.test(command)) return 'npm';
  return parts.find(([pattern]) => pattern.test(command))?.[1] ?? (command.split(' ')[0] || 'unnamed');
}

function isMarked({ environment, command }: Seen, home: string): boolean {
  return environment.includes(`ANDON_HOME=${home}`) || command.includes(home);
}

function look(): Seen[] {
  return listPids().flatMap((pid) => {
    const stat = readStat(pid);
    return stat ? [{ ...stat, pid, command: readCommand(pid), environment: readEnvironment(pid) }] : [];
  });
}
