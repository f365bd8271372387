/** One run of the `andon` command as a process: what it says, and the ways in which it is ended. */

import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { killIfThere } from './demo-processes.ts';

export const andonProgram = fileURLToPath(new URL('../../cli/bin/andon.mjs', import.meta.url));

/** Nothing is timed; this only ends a test that would otherwise wait for ever. */
const GIVE_UP_MS = 120_000;

export interface Ended {
  /** `null` when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface User {
  readonly uid: number;
  readonly gid: number;
}

export class AndonProcess {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  /** What standard output said so far. */
  readonly lines: string[] = [];
  readonly #child: ChildProcess;
  readonly #watchers = new Set<(line: string | null) => void>();

  constructor(args: readonly string[], environment: NodeJS.ProcessEnv, user: User | null = null) {
    const child = spawn(process.execPath, [andonProgram, ...args], {
      env: environment,
      cwd: '/',
      ...user,
      stdio: ['ignore', 'pipe', 'pipe'],
      // A process group of its own, as a shell gives every command: Ctrl-C goes to all of it.
      detached: true,
    });
    this.#child = child;
    this.pid = child.pid ?? -1;
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      this.lines.push(line);
      for (const watcher of this.#watchers) watcher(line);
    });
    this.ended = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => {
        resolve({ code, signal, stdout: this.lines.map((line) => `${line}\n`).join(''), stderr });
        for (const watcher of this.#watchers) watcher(null);
      });
    });
  }

  /**
   * Resolves with the `nth` line that matches, in the very turn it was read.
   *
   * @param giveUpMs more than usual for what comes late in a long demo
   */
  said(pattern: RegExp, nth = 1, giveUpMs = GIVE_UP_MS): Promise<string> {
    const found = this.lines.filter((line) => pattern.test(line));
    const already = found[nth - 1];
    if (already !== undefined) return Promise.resolve(already);
    let missing = nth - found.length;
    return this.#until(
      `"${pattern.source}" (${nth})`,
      (line) => line !== null && pattern.test(line) && --missing === 0,
      giveUpMs,
    );
  }

  /** As a terminal does with Ctrl-C: the whole group gets it. */
  interrupt(): void {
    killIfThere(-this.pid, 'SIGINT');
  }

  /** As `| head` does when it has its lines. */
  stopReading(): void {
    this.#child.stdout?.destroy();
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  #until(what: string, done: (line: string | null) => boolean, giveUpMs: number): Promise<string> {
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        clearTimeout(timer);
        this.#watchers.delete(watcher);
      };
      const fail = (why: string): void => {
        settle();
        void this.ended.then(({ stderr }) => reject(new Error(`${why}\n${this.lines.join('\n')}\n${stderr}`)));
      };
      const watcher = (line: string | null): void => {
        if (done(line)) {
          settle();
          resolve(line ?? '');
        } else if (line === null) fail(`andon ended without saying ${what}.`);
      };
      const timer = setTimeout(() => {
        fail(`andon did not say ${what}.`);
        this.kill('SIGKILL');
      }, giveUpMs);
      this.#watchers.add(watcher);
    });
  }
}
