/**
 * The demo as its users have it: the `andon` command as a process, in a home of its own. Starts it, waits for what it
 * says, kills it at a chosen moment, and afterwards asks the plant's log and the record what really happened.
 */

import {
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type CommandLogEntry, connectLine, findLineProcess, type LineInfo, readCommandLog } from '@andon/sim-line';
import { type Evidence, gatherEvidence } from './demo-evidence.ts';
import { pathWithoutRedis } from './demo-path.ts';
import { killIfThere, processesOf } from './demo-processes.ts';
import { AndonProcess, type User } from './demo-run.ts';

/** Which queue the demo will find: a Redis on PATH, or none and so PostgreSQL. */
export type Backend = 'redis' | 'postgres';

const POLL_MS = 15;

export interface HomeOptions {
  readonly backend?: Backend;
  /** Runs everything as this user; only root may ask for it. */
  readonly user?: User;
}

/** A folder for `ANDON_HOME`, and everything that was started in it. */
export class DemoHome {
  readonly path: string;
  readonly backend: Backend;
  readonly #own: string;
  readonly #user: User | null;
  readonly #searchPath: string;
  readonly #started: AndonProcess[] = [];

  constructor({ backend = 'postgres', user }: HomeOptions = {}) {
    this.#own = realpathSync(mkdtempSync(join(tmpdir(), 'andon-demo-')));
    // Root's PostgreSQL has an account of its own, which looks for programs on this PATH too.
    chmodSync(this.#own, 0o755);
    if (user) chownSync(this.#own, user.uid, user.gid);
    this.#user = user ?? null;
    this.path = join(this.#own, 'home');
    this.backend = backend;
    const { PATH = '' } = process.env;
    this.#searchPath = backend === 'redis' ? PATH : pathWithoutRedis(PATH, join(this.#own, 'programs'));
  }

  /** Of a shell in which a person would type the command. */
  environment(): NodeJS.ProcessEnv {
    const { HOME, TMPDIR } = process.env;
    return {
      PATH: this.#searchPath,
      ANDON_HOME: this.path,
      // Several homes are on one machine at once.
      ANDON_API_PORT: '0',
      LANG: 'C.UTF-8',
      ...(this.#user ? { HOME: this.#own } : HOME !== undefined && { HOME }),
      ...(TMPDIR !== undefined && { TMPDIR }),
    };
  }

  /** A free name in a folder that goes with the home and is not part of it. */
  file(name: string): string {
    return join(this.#own, name);
  }

  andon(args: readonly string[], environment: NodeJS.ProcessEnv = {}): AndonProcess {
    const started = new AndonProcess(args, { ...this.environment(), ...environment }, this.#user);
    this.#started.push(started);
    return started;
  }

  /** A demo without a live view. `flags` as on the command line. */
  demo(flags: Readonly<Record<string, string | number | true>>, environment: NodeJS.ProcessEnv = {}): AndonProcess {
    const args = Object.entries(flags).flatMap(([flag, value]) =>
      value === true ? [`--${flag}`] : [`--${flag}`, String(value)],
    );
    return this.andon(['demo', '--headless', ...args], environment);
  }

  /** The live line of this home, `null` when none is. */
  line(): Promise<LineInfo | null> {
    return findLineProcess(join(this.path, 'line'));
  }

  /** Sets how fast the line runs from now on; close to 0 leaves people all the time they want. */
  async pace(speed: number): Promise<void> {
    const line = await this.line();
    if (line === null) throw new Error(`No line runs in ${this.path}.`);
    const link = await connectLine(line, { role: 'observer' });
    await link.setSpeed(speed);
    link.close();
  }

  arrivals(): readonly CommandLogEntry[] {
    const file = join(this.path, 'line', 'commands.jsonl');
    return existsSync(file) ? readCommandLog(file) : [];
  }

  /** The events of the log file with one of these names. */
  logged(...names: readonly string[]): readonly Record<string, unknown>[] {
    const file = join(this.path, 'andon.log');
    if (!existsSync(file)) return [];
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line.endsWith('}')) // a killed process may have torn its last one
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ msg }) => names.includes(String(msg)));
  }

  /** Processes that work for this home, and files that say one does. Nothing is left of an orderly end. */
  remains(): readonly string[] {
    const processes = processesOf(this.path).map(({ pid, command }) => `process ${pid}: ${command}`);
    if (!statSync(this.path, { throwIfNoEntry: false })?.isDirectory()) return processes;
    const files = readdirSync(this.path, { recursive: true, encoding: 'utf8' }).filter((file) =>
      /(?:\.lock|\.sock|\.pid|\.PGSQL\.\d+|owner\.json|line\.json|run\.json)$/.test(file),
    );
    return [...processes, ...files];
  }

  /** Waits until nothing is left; a process that was told to end may need a moment. */
  async empty(): Promise<readonly string[]> {
    const giveUpAt = performance.now() + 30_000;
    while (this.remains().length > 0 && performance.now() < giveUpAt) await delay(POLL_MS);
    return this.remains();
  }

  /** Ends whatever still runs here, whatever state it is in, and removes the folders. */
  async remove(): Promise<void> {
    for (const { pid } of processesOf(this.path)) killIfThere(pid, 'SIGKILL');
    await Promise.all(this.#started.map(({ ended }) => ended));
    while (processesOf(this.path).length > 0) {
      for (const { pid } of processesOf(this.path)) killIfThere(pid, 'SIGKILL');
      await delay(POLL_MS);
    }
    for (const folder of [this.path, this.#own]) rmSync(folder, { recursive: true, force: true });
  }

  /** Kills andon at once. With `everything`, also its servers, at the same moment; the line lives on. */
  kill(andon: AndonProcess, extent: 'andon' | 'everything' = 'andon'): void {
    andon.kill('SIGKILL');
    if (extent === 'andon') return;
    const servers = processesOf(this.path).filter(({ command }) => !command.includes('sim-line'));
    for (const { pid } of servers) killIfThere(pid, 'SIGKILL');
  }

  /** What the plant's log and the record say. The demo must be up: its record is asked while it runs. */
  async evidence(): Promise<Evidence> {
    const { databaseUrl, schema } = JSON.parse(readFileSync(join(this.path, 'run.json'), 'utf8'));
    const session = (await this.line())?.session;
    return gatherEvidence({
      url: databaseUrl,
      schema,
      arrivals: () => this.arrivals().filter((entry) => entry.session === session),
    });
  }
}
