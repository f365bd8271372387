/**
 * Starts and finds the line's process. It is detached: it outlives whoever started it, as a plant does.
 */

import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { createConnection } from 'node:net';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { AndonError } from '@andon/core';
import { z } from 'zod';
import type { LineInfo } from './line-info.ts';
import { processLogFile, readInfo } from './line-info.ts';
import type { LineLink, LineLinkOptions } from './line-link.ts';
import { openLineLink } from './line-link.ts';
import { line } from './names.ts';
import type { PeopleMode } from './people.ts';
import { peopleModes } from './people.ts';
import type { Windows } from './scenarios.ts';
import { scenarioNamed } from './scenarios.ts';

export interface LineProcessOptions {
  /** Folder of the line: `line.json`, its socket and its logs. Made if absent. */
  readonly dir: string;
  readonly seed: number;
  /** One of `scenarioNames`. */
  readonly scenario: string;
  /** Slabs to charge, ≥ 1. */
  readonly coils: number;
  /** Plant time over real time; 0 or Infinity is flat out. */
  readonly speed: number;
  /** Folder with the Steel Plates table; absent: synthetic regions. */
  readonly dataDir?: string;
  /** What the line's own people do by themselves, see `WorldOptions`. Default `hold`. */
  readonly people?: PeopleMode;
  /** When there is dirt on the camera's window, see `WorldOptions`. Default: as the scenario says. */
  readonly fouling?: Windows | null;
  /** The process ends when nobody has been connected for this long, process time. Default 30 min. */
  readonly idleMs?: number;
}

/** What the process is told, as its one argument. */
export const ProcessConfig = z.object({
  dir: z.string(),
  seed: z.number().int(),
  scenario: z.string(),
  coils: z.number().int().min(1),
  speed: z.number().min(0),
  dataDir: z.string().nullable(),
  people: z.enum(peopleModes),
  /** Absent: as the scenario says. */
  fouling: z
    .object({ firstMin: z.number().min(0), lengthMin: z.number().min(0), everyMin: z.number().positive() })
    .nullable()
    .optional(),
  idleMs: z.number().positive(),
});
export type ProcessConfig = z.infer<typeof ProcessConfig>;

/** What the process says to its parent, once. */
export const ProcessReport = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('failed'), problem: z.string() }),
]);

/**
 * Starts a line and returns once it listens.
 *
 * @throws AndonError('scenario.unknown') | AndonError('line.running') | AndonError('line.failed')
 */
export async function startLineProcess(options: LineProcessOptions): Promise<LineInfo> {
  const { dir, seed, scenario, coils, speed, dataDir = null, people = 'hold', fouling } = options;
  const { idleMs = 30 * 60_000 } = options;
  scenarioNamed(scenario);
  const running = await findLineProcess(dir);
  if (running !== null) throw new AndonError('line.running', { dir, pid: running.pid });
  mkdirSync(dir, { recursive: true });
  const config: ProcessConfig = {
    dir,
    seed,
    scenario,
    coils,
    speed: Number.isFinite(speed) ? speed : 0,
    dataDir,
    people,
    ...(fouling !== undefined && { fouling }),
    idleMs,
  };
  const log = processLogFile(dir);
  const failed = (problem: string): AndonError => new AndonError('line.failed', { dir, problem, log });
  const logDescriptor = openSync(log, 'a', 0o600);
  const child = spawn(process.execPath, [entry(), JSON.stringify(config)], {
    detached: true,
    windowsHide: true,
    // Under `node --watch` this process would be told what the line's loads, in place of what the line has to say.
    env: { ...process.env, WATCH_REPORT_DEPENDENCIES: undefined },
    stdio: ['ignore', logDescriptor, logDescriptor, 'ipc'],
  });
  closeSync(logDescriptor);
  try {
    await new Promise<void>((resolve, reject) => {
      child.once('error', (error) => reject(failed(error.message)));
      child.once('exit', (code, signal) => reject(failed(`it ended with ${signal ?? `code ${code}`}`)));
      child.once('message', (message) => {
        const report = ProcessReport.safeParse(message);
        if (report.success && report.data.kind === 'ready') resolve();
        else
          reject(
            failed(report.success && report.data.kind === 'failed' ? report.data.problem : 'it said nothing we know'),
          );
      });
    });
  } finally {
    if (child.connected) child.disconnect();
    child.removeAllListeners();
    child.unref();
  }
  const info = readInfo(dir);
  if (info === null) throw failed('it left no line.json');
  return info;
}

/** The live line of a folder: its process lives, its socket answers, and it is the session that `line.json` names. */
export async function findLineProcess(dir: string): Promise<LineInfo | null> {
  const info = readInfo(dir);
  if (info === null || !lives(info.pid)) return null;
  try {
    const link = await connectLine(info, { role: 'observer' });
    link.close();
    return link.session === info.session ? info : null;
  } catch {
    return null;
  }
}

/** @throws AndonError('link.down') | AndonError('line.refused') | AndonError('link.timeout') */
export async function connectLine(info: Pick<LineInfo, 'socket'>, options: LineLinkOptions = {}): Promise<LineLink> {
  return await openLineLink(await dial(info.socket), options);
}

function dial(socket: string): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const stream = createConnection(socket);
    const refuse = (cause: unknown): void => reject(new AndonError('link.down', { target: line }, { cause }));
    stream.once('error', refuse);
    stream.once('connect', () => {
      stream.off('error', refuse);
      resolve(stream);
    });
  });
}

/** The process's main file beside this one: `.ts` in the repository, `.js` in a package. */
function entry(): string {
  return fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './main.ts' : './main.js', import.meta.url));
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
