/**
 * `run.json`: how other commands reach the site that runs in this home. It may hold a password, so only its owner
 * reads it.
 */

import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const RunFile = z.object({
  pid: z.number().int(),
  databaseUrl: z.string(),
  schema: z.string(),
  queue: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('redis'), connection: z.union([z.string(), z.record(z.string(), z.unknown())]) }),
    z.object({ kind: z.literal('postgres') }),
  ]),
  /** The site file; `demo` is the one that Andon ships. */
  site: z.string(),
  observeOnly: z.boolean(),
  /** Where its API is; `null` where it has none. */
  api: z.string().nullable(),
  /** The site's demands on evidence: whoever signs beside it goes by the same. */
  evidence: z.object({
    targets: z.object({ advise: z.number(), approve: z.number(), veto: z.number(), autonomous: z.number() }),
    alpha: z.object({ reversible: z.number(), irreversible: z.number() }),
    maxUnverified: z.number().int(),
  }),
});
export type RunFile = z.infer<typeof RunFile>;

const fileIn = (home: string): string => join(home, 'run.json');

export function writeRunFile(home: string, run: RunFile): void {
  const draft = `${fileIn(home)}.${run.pid}`;
  writeFileSync(draft, `${JSON.stringify(run, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, fileIn(home));
}

export function removeRunFile(home: string): void {
  rmSync(fileIn(home), { force: true });
}

/** The site that runs in this home, `null` when none does. */
export function readRunFile(home: string): RunFile | null {
  let run: RunFile;
  try {
    run = RunFile.parse(JSON.parse(readFileSync(fileIn(home), 'utf8')));
  } catch {
    return null;
  }
  return isAlive(run.pid) ? run : null;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
