/**
 * Who runs the server of a data folder: a file that lets the next start tell a server in use from one that was left
 * behind. The whole home has a lock of its own, which the caller holds; this covers a caller that does not.
 */

import { readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { AndonError } from '@andon/core';
import { isRunning, startedAt } from './processes.ts';

export interface Owner {
  readonly pid: number;
  /** Linux: tells a process from a later one under the same pid. */
  readonly startedAt: string | null;
  readonly temporaryFolder: string | null;
}

export async function writeOwner(dataDir: string, temporaryFolder: string | null): Promise<void> {
  const owner: Owner = { pid: process.pid, startedAt: startedAt(process.pid), temporaryFolder };
  await writeFile(ownerFile(dataDir), JSON.stringify(owner), { mode: 0o600 });
}

export async function removeOwner(dataDir: string): Promise<void> {
  await rm(ownerFile(dataDir), { force: true });
}

/**
 * @returns the owner that is no more, or null when the last one ended in order
 * @throws AndonError('home.in-use') while it lives
 */
export function readLateOwner(dataDir: string, home: string): Owner | null {
  const owner = parse(dataDir);
  if (owner === null) return null;
  if (isRunning(owner.pid) && startedAt(owner.pid) === owner.startedAt) {
    throw new AndonError('home.in-use', { home, pid: owner.pid, host: hostname() });
  }
  return owner;
}

/** Beside the folder, which may be set aside. */
function ownerFile(dataDir: string): string {
  return `${dataDir}.owner.json`;
}

/** A file cut short by a power cut tells nothing, and neither does one that is not there. */
function parse(dataDir: string): Owner | null {
  try {
    return JSON.parse(readFileSync(ownerFile(dataDir), 'utf8')) as Owner;
  } catch {
    return null;
  }
}
