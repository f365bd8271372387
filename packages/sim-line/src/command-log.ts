/**
 * The plant's own log of commands: every arrival, also the refused and the doubled, written and synced to disk *before*
 * it is executed or acknowledged. It knows nothing of Andon, so it can testify about it.
 */

import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import type { Acknowledgement, Command } from '@andon/connect';
import { AndonError } from '@andon/core';
import { z } from 'zod';
import { AcknowledgementSchema, CommandSchema } from './wire.ts';

const LogEntry = z.object({
  /** The line's session: one run of the line process. */
  session: z.string(),
  /** 1, 2, 3 … within the session. */
  arrival: z.number().int(),
  plantMs: z.number().int(),
  command: CommandSchema,
  /** What it will be answered. */
  answer: AcknowledgementSchema,
});

/** One arrival of a command. */
export interface CommandLogEntry {
  readonly session: string;
  readonly arrival: number;
  readonly plantMs: number;
  readonly command: Command;
  readonly answer: Acknowledgement;
}

export interface CommandLog {
  /** Returns when the entry is on disk. */
  append(entry: CommandLogEntry): void;
  close(): void;
}

/** A log in memory, for worlds without a process. */
export function memoryCommandLog(
  entries: CommandLogEntry[] = [],
): CommandLog & { readonly entries: readonly CommandLogEntry[] } {
  return { entries, append: (entry) => void entries.push(entry), close: () => {} };
}

/** Opens a log file for appending. A torn last line, an arrival that was never acted on, is cut off first. */
export function fileCommandLog(file: string): CommandLog {
  const descriptor = openSync(file, 'a+', 0o600);
  cutTornLine(descriptor);
  return {
    append(entry) {
      writeSync(descriptor, `${JSON.stringify(entry)}\n`);
      fsyncSync(descriptor);
    },
    close: () => closeSync(descriptor),
  };
}

/**
 * Every arrival in the file, in order. A last line without its end is left out: it was never acted on.
 *
 * @throws AndonError('data.unreadable') | AndonError('data.invalid')
 */
export function readCommandLog(file: string): readonly CommandLogEntry[] {
  const lines = readText(file).split('\n');
  lines.pop();
  return lines.map((line, index) => parseEntry(line, file, index + 1));
}

/** How many keys arrived more than once. */
export function countDoubled(entries: readonly CommandLogEntry[]): number {
  return doubledKeys(entries).length;
}

/** The keys that arrived more than once, in the order of their second arrival. */
export function doubledKeys(entries: readonly CommandLogEntry[]): readonly string[] {
  const seen = new Set<string>();
  const doubled = new Set<string>();
  for (const { command } of entries) {
    if (seen.has(command.key)) doubled.add(command.key);
    seen.add(command.key);
  }
  return [...doubled];
}

function parseEntry(line: string, path: string, number: number): CommandLogEntry {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch (error) {
    throw new AndonError(
      'data.invalid',
      { path, line: number, column: 1, problem: 'this is not JSON' },
      { cause: error },
    );
  }
  const parsed = LogEntry.safeParse(json);
  if (parsed.success) return parsed.data;
  const problem = parsed.error.issues[0];
  throw new AndonError('data.invalid', {
    path,
    line: number,
    column: problem?.path.join('.') ?? '',
    problem: problem?.message ?? 'it is not an arrival',
  });
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new AndonError('data.unreadable', { path, problem }, { cause: error });
  }
}

function cutTornLine(descriptor: number): void {
  const { size } = fstatSync(descriptor);
  const byte = Buffer.alloc(1);
  let end = size;
  while (end > 0) {
    readSync(descriptor, byte, 0, 1, end - 1);
    if (byte[0] === 0x0a) break;
    end -= 1;
  }
  if (end < size) ftruncateSync(descriptor, end);
}
