/** Runs the fixture as a process of its own and reads what it says. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface Child {
  readonly process: ChildProcess;
  /** Resolves at the first line, said already or later, that starts so; rejects when the process ends before. */
  says(start: string): Promise<string>;
  readonly exitCode: Promise<number | null>;
}

export function startFixture(order: object): Child {
  const fixture = fileURLToPath(new URL('./fixture-worker.ts', import.meta.url));
  const child = spawn(process.execPath, [fixture, JSON.stringify(order)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exitCode = once(child, 'exit').then(([code]) => code as number | null);
  const lines: string[] = [];
  const listeners = new Set<() => void>();
  const output = createInterface({ input: child.stdout });
  output.on('line', (line) => {
    lines.push(line);
    for (const listener of listeners) listener();
  });
  return {
    process: child,
    exitCode,
    says: (start) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const line = lines.find((candidate) => candidate.startsWith(start));
          if (line === undefined) return;
          listeners.delete(look);
          resolve(line);
        };
        listeners.add(look);
        void exitCode.then(() =>
          reject(new Error(`The fixture ended without saying "${start}": ${lines.join(' | ')}`)),
        );
        look();
      }),
  };
}
