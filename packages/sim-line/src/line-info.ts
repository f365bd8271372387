/**
 * Where a line process is found: `line.json` in its folder, written whole or not at all.
 */

import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';

export const LineInfo = z.object({
  pid: z.number().int(),
  /** Unix socket, or a named pipe on Windows. */
  socket: z.string(),
  session: z.string(),
  seed: z.number().int(),
  scenario: z.string(),
  /** Slabs to charge. */
  coils: z.number().int(),
  /** The plant's own log of commands. */
  commandLog: z.string(),
  /** What the process wrote to its standard output and error. */
  processLog: z.string(),
});
export type LineInfo = z.infer<typeof LineInfo>;

export const infoFile = (dir: string): string => join(dir, 'line.json');
export const commandLogFile = (dir: string): string => join(dir, 'commands.jsonl');
export const processLogFile = (dir: string): string => join(dir, 'line.log');

/** Longest path that every Unix takes for a socket, bytes: 104 on macOS and 108 on Linux, each with its closing zero. */
const longestSocketPath = 103;

/** The line's socket: in its folder where the path is short enough, else in the system's temporary folder. */
export function socketPath(dir: string, platform: NodeJS.Platform = process.platform): string {
  const name = `andon-line-${createHash('sha256').update(resolve(dir)).digest('hex').slice(0, 16)}`;
  if (platform === 'win32') return `\\\\.\\pipe\\${name}`;
  const candidates = [join(resolve(dir), 'line.sock'), join(tmpdir(), `${name}.sock`)];
  return candidates.find((path) => Buffer.byteLength(path) <= longestSocketPath) ?? `/tmp/${name}.sock`;
}

export function writeInfo(dir: string, info: LineInfo): void {
  const draft = `${infoFile(dir)}.${info.pid}`;
  writeFileSync(draft, `${JSON.stringify(info, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, infoFile(dir));
}

/** `null` when there is none, or none that can be read. */
export function readInfo(dir: string): LineInfo | null {
  try {
    const parsed = LineInfo.safeParse(JSON.parse(readFileSync(infoFile(dir), 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
