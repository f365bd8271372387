/** The processes that work for a home, found by what the kernel tells of each. */

import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export interface Found {
  readonly pid: number;
  readonly command: string;
}

/** Every live process whose command line, working folder or environment names the home. Linux; elsewhere none is found. */
export function processesOf(home: string): readonly Found[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      const command = readProc(`/proc/${pid}/cmdline`);
      if (command === '') return []; // a kernel thread, a zombie, or gone
      const traces = [command, linkOf(`/proc/${pid}/cwd`), readProc(`/proc/${pid}/environ`)];
      return traces.some((trace) => names(trace, home))
        ? [{ pid: Number(pid), command: command.replaceAll('\0', ' ').trim() }]
        : [];
    });
}

export function killIfThere(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** The folder itself or something in it, not a neighbour whose name begins alike. */
function names(trace: string, home: string): boolean {
  for (let at = trace.indexOf(home); at >= 0; at = trace.indexOf(home, at + 1)) {
    if (!/[\w.-]/.test(trace[at + home.length] ?? '')) return true;
  }
  return false;
}

function readProc(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}

function linkOf(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return '';
  }
}
