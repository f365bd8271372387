/**
 * The demo as its users have it: the `andon` command as a process, in a home of its own. Starts it, waits for what it
 * says, kills it at a chosen moment, and afterwards asks the plant's log and the record what really happened.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  watch,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  type AuditReport,
  type Decision,
  type Effect,
  type Proposal,
  type SealedEvent,
  type Stop,
  terminalEffectStates,
} from '@andon/core';
import { type CommandLogEntry, connectLine, findLineProcess, type LineInfo, readCommandLog } from '@andon/sim-line';
import { openRecord } from '@andon/store';

/** Which queue the demo will find: a Redis on PATH, or none and so PostgreSQL. */
export type Backend = 'redis' | 'postgres';

export const andonProgram = fileURLToPath(new URL('../../cli/bin/andon.mjs', import.meta.url));

/** Nothing is timed; this only ends a test that would otherwise wait for ever. */
const GIVE_UP_MS = 120_000;
const POLL_MS = 15;

export interface Ended {
  /** `null` when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface HomeOptions {
  readonly backend?: Backend;
  /** Runs everything as this user; only root may ask for it. */
  readonly user?: User;
}

export interface User {
  readonly uid: number;
  readonly gid: number;
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
    const record = await openRecord({ url: databaseUrl, schema });
    try {
      const effects = await record.effects.latest(1_000_000);
      const proposals = await record.proposals.latest(1_000_000);
      const decisions = await Promise.all(proposals.map(({ id }) => record.proposals.decisions(id)));
      const report = await record.audit.verify();
      const events = await record.audit.list(0, 1_000_000);
      const stops = events.filter(({ type }) => type === 'stop.pressed');
      return {
        effects,
        proposals,
        decisions: decisions.flat(),
        report,
        events,
        stopped: stops.map(({ at }) => ({
          fromMs: at.plantMs,
          toMs: events.find(({ type, at: end }) => type === 'stop.reset' && end.plantMs >= at.plantMs)?.at.plantMs,
        })),
        arrivals: this.arrivals().filter((entry) => entry.session === session),
      };
    } finally {
      await record.close();
    }
  }
}

export interface Evidence {
  readonly effects: readonly Effect[];
  readonly proposals: readonly Proposal[];
  readonly decisions: readonly Decision[];
  readonly report: AuditReport;
  readonly events: readonly SealedEvent[];
  /** Spans of plant time under a stop; open when it was not reset. */
  readonly stopped: readonly { readonly fromMs: Stop['pressedAt']['plantMs']; readonly toMs: number | undefined }[];
  /** Of this line, from its own log. */
  readonly arrivals: readonly CommandLogEntry[];
}

/**
 * Every promise that a finished demo broke, in words; empty when it broke none. Written apart from the demo's own
 * count, so that the two can disagree.
 */
export function brokenPromises({ effects, decisions, report, events, stopped, arrivals }: Evidence): string[] {
  const broken: string[] = [];
  const byKey = Map.groupBy(arrivals, ({ command }) => command.key);
  for (const [key, all] of byKey) if (all.length > 1) broken.push(`${key} arrived ${all.length} times`);
  const known = new Map(effects.map((effect) => [effect.id, effect]));
  const approved = new Set(decisions.filter(({ kind }) => kind === 'approve').map(({ proposalId }) => proposalId));
  for (const { command, answer, plantMs } of arrivals) {
    const effect = known.get(command.key);
    if (!effect) {
      broken.push(`${command.key} arrived without a record`);
      continue;
    }
    if (answer.kind !== 'taken') continue;
    if (!['verified', 'clamped'].includes(effect.state)) broken.push(`${effect.id} was taken and is ${effect.state}`);
    if (!approved.has(effect.proposalId)) broken.push(`${effect.id} left without an approval`);
    if (plantMs > effect.notAfterMs) broken.push(`${effect.id} arrived after its deadline`);
    if (stopped.some(({ fromMs, toMs }) => plantMs > fromMs && plantMs < (toMs ?? Number.POSITIVE_INFINITY))) {
      broken.push(`${effect.id} arrived under a stop`);
    }
  }
  for (const { id, state } of effects) {
    if (!terminalEffectStates.includes(state)) broken.push(`${id} ended as ${state}`);
    const taken = byKey.get(id)?.some(({ answer }) => answer.kind === 'taken') ?? false;
    if (['verified', 'clamped'].includes(state) && !taken) broken.push(`${id} is ${state} and never arrived`);
    for (const type of ['effect.intended', 'effect.settled']) {
      const told = events.filter((event) => event.type === type && event.refs.effectId === id).length;
      if (told !== 1) broken.push(`${id} has ${told} events ${type}`);
    }
  }
  if (!report.verified) broken.push(`the trail is broken at ${report.firstBad}`);
  return broken;
}

/** One run of `andon`. */
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

  /** Resolves with the `nth` line that matches, in the very turn it was read. */
  said(pattern: RegExp, nth = 1): Promise<string> {
    const found = this.lines.filter((line) => pattern.test(line));
    const already = found[nth - 1];
    if (already !== undefined) return Promise.resolve(already);
    let missing = nth - found.length;
    return this.#until(
      `"${pattern.source}" (${nth})`,
      (line) => line !== null && pattern.test(line) && --missing === 0,
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

  #until(what: string, done: (line: string | null) => boolean): Promise<string> {
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
      }, GIVE_UP_MS);
      this.#watchers.add(watcher);
    });
  }
}

/** A moment of the protocol at which a process may die. */
export type Moment =
  /** Right after it said the n-th line with this label. */
  | { readonly after: 'proposal' | 'decision' | 'effect' | 'stop' | 'outcome' | 'note'; readonly nth: number }
  /** When the n-th command from now on is in the plant's log, and most likely not settled yet. */
  | { readonly after: 'arrival'; readonly nth: number }
  /** When a file of the home is there: in the middle of starting. */
  | { readonly after: 'file'; readonly name: string };

/**
 * Resolves as near to the moment as this process can tell.
 *
 * @throws when andon ended before
 */
export async function reach(home: DemoHome, andon: AndonProcess, moment: Moment): Promise<void> {
  const over = andon.ended.then(({ code, stdout, stderr }) => {
    throw new Error(`andon ended (${code}) before ${JSON.stringify(moment)}.\n${stdout}\n${stderr}`);
  });
  await Promise.race([arrive(home, andon, moment), over]);
}

function arrive(home: DemoHome, andon: AndonProcess, moment: Moment): Promise<unknown> {
  switch (moment.after) {
    case 'arrival':
      return grown(join(home.path, 'line', 'commands.jsonl'), moment.nth);
    case 'file':
      return there(join(home.path, moment.name), andon);
    default:
      return andon.said(new RegExp(`^\\S+ {2}${moment.after} `), moment.nth);
  }
}

async function there(file: string, andon: AndonProcess): Promise<void> {
  let over = false;
  void andon.ended.then(() => {
    over = true;
  });
  while (!over && !existsSync(file)) await new Promise((resolve) => setImmediate(resolve));
}

/** Told by the kernel, so within a millisecond or so of the write. */
async function grown(file: string, by: number): Promise<void> {
  while (!existsSync(file)) await delay(POLL_MS);
  const count = () => readFileSync(file, 'latin1').split('\n').length - 1;
  const before = count();
  await new Promise<void>((resolve) => {
    const watcher = watch(file, () => {
      if (count() < before + by) return;
      watcher.close();
      resolve();
    });
    watcher.unref();
  });
}

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

/** The same PATH, but without a Redis or Valkey: its folders that hold one are replaced by links to all else in them. */
function pathWithoutRedis(path: string, links: string): string {
  const isServer = (name: string) => /^(?:redis|valkey)-/.test(name);
  const folders = path
    .split(delimiter)
    .filter((folder) => folder !== '' && existsSync(folder))
    .map((folder, index) => {
      const programs = readdirSync(folder);
      if (!programs.some(isServer)) return folder;
      const instead = join(links, String(index));
      mkdirSync(instead, { recursive: true });
      for (const name of programs) if (!isServer(name)) symlinkSync(join(folder, name), join(instead, name));
      return instead;
    });
  return folders.join(delimiter);
}

function killIfThere(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
