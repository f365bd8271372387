/**
 * The demo as a person starts it: `npm start`, in a terminal where `script` of util-linux offers one, so that the live
 * view is what is measured.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { line } from '@andon/sim-line';
import { processesOf } from './processes.ts';

export const root = fileURLToPath(new URL('../../../..', import.meta.url));

const TERMINAL = { columns: 120, rows: 40 };
const START_MS = 120_000;
const END_MS = 60_000;
const CTRL_C = '\u0003';

export interface DemoStart {
  readonly home: string;
  readonly path: string;
  /** Without a terminal the plain view is measured. */
  readonly terminal: boolean;
  /** Flags of `andon demo`. */
  readonly flags: readonly string[];
}

export class RunningDemo {
  readonly #child: ChildProcess;
  readonly #start: DemoStart;
  readonly #startedAt = performance.now();
  #text = '';
  /** When the view first told of the line, in ms since the start. */
  #shownMs: number | null = null;

  constructor(start: DemoStart) {
    this.#start = start;
    const { home, path, terminal, flags } = start;
    const npm = ['npm', 'start', '--', ...flags];
    const inTerminal = `stty cols ${TERMINAL.columns} rows ${TERMINAL.rows}; exec ${npm.map(quoted).join(' ')}`;
    const [command = '', ...args] = terminal ? ['script', '-qfec', inTerminal, '/dev/null'] : npm;
    const { ANDON_DATABASE_URL: _database, ANDON_REDIS_URL: _redis, ...inherited } = process.env;
    const env = { ...inherited, PATH: path, ANDON_HOME: home, ANDON_LANG: 'en', TERM: 'xterm-256color' };
    this.#child = spawn(command, args, { cwd: root, env, stdio: ['pipe', 'pipe', 'inherit'] });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => this.#take(text));
    this.#child.stdin?.on('error', () => {}); // it may end while Ctrl-C is on its way
  }

  /** @returns ms from the start to the first picture or line that tells of the line */
  async shown(): Promise<number> {
    const deadline = this.#startedAt + START_MS;
    while (this.#shownMs === null) {
      if (this.#child.exitCode !== null || performance.now() > deadline) throw this.#failure('did not start');
      await delay(10);
    }
    return this.#shownMs;
  }

  /** Throws when the demo has ended by itself. */
  check(): void {
    if (this.#child.exitCode !== null) throw this.#failure('ended by itself');
  }

  /** Presses Ctrl-C and waits until every process is gone. */
  async end(): Promise<EndOfDemo> {
    const startedAt = performance.now();
    const ended = this.#child.exitCode === null ? once(this.#child, 'exit') : Promise.resolve();
    if (this.#start.terminal) this.#child.stdin?.write(CTRL_C);
    else
      for (const { pid } of processesOf(this.#start.home).filter(({ part }) => part === 'andon')) kill(pid, 'SIGINT');
    await Promise.race([ended, delay(END_MS, undefined, { ref: false })]);
    const deadline = startedAt + END_MS;
    while (processesOf(this.#start.home).length > 0 && performance.now() < deadline) await delay(50);
    const tookMs = performance.now() - startedAt;
    const left = processesOf(this.#start.home);
    for (const { pid } of left) kill(pid, 'SIGKILL');
    return { tookMs, exitCode: this.#child.exitCode, left: left.map(({ command }) => command) };
  }

  #take(text: string): void {
    if (this.#shownMs !== null) return;
    this.#text += text;
    if (stripVTControlCharacters(this.#text).includes(line)) this.#shownMs = performance.now() - this.#startedAt;
  }

  #failure(what: string): Error {
    const said = stripVTControlCharacters(this.#text).trim().slice(-2_000);
    return new Error(`The demo ${what} (exit code ${this.#child.exitCode}). It said: ${said}`);
  }
}

export interface EndOfDemo {
  /** From Ctrl-C to the end of the last process. */
  readonly tookMs: number;
  readonly exitCode: number | null;
  /** Commands of what was still there a minute later. Then it was killed. */
  readonly left: readonly string[];
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}
