/** The data folder as the server's account can reach it, and what the files in it tell before any server runs. */

import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { AndonError } from '@andon/core';
import type { Ids } from './account.ts';

export interface FolderHandle {
  /** The path to tell the child. */
  readonly path: string;
  /** For {@link superviseChild}. */
  readonly descriptor: number | undefined;
  close(): void;
}

/**
 * Another uid cannot walk through the folders above (a home has mode 700, and so has /root), but it can start from a
 * folder that it is handed open: a path below /proc/self/fd begins there and asks no parent. Children of the server
 * inherit the descriptor.
 */
export function handOver(folder: string, ids: Ids | null): FolderHandle {
  if (ids === null) return { path: folder, descriptor: undefined, close() {} };
  const descriptor = openSync(folder, 'r');
  return { path: '/proc/self/fd/4', descriptor, close: () => closeSync(descriptor) };
}

/**
 * Whether a cluster is there.
 *
 * @throws AndonError('postgres.version') when another major version wrote it
 * @throws AndonError('config.invalid') when the folder holds something else
 */
export function hasCluster(dataDir: string, ours: string): boolean {
  if (!existsSync(dataDir) || readdirSync(dataDir).length === 0) return false;
  const versionFile = join(dataDir, 'PG_VERSION');
  if (!existsSync(versionFile)) {
    throw new AndonError('config.invalid', { path: dataDir, problem: 'it holds files, but no PostgreSQL data' });
  }
  const found = readFileSync(versionFile, 'utf8').trim();
  if (found !== ours) throw new AndonError('postgres.version', { path: dataDir, found, ours });
  return true;
}

/**
 * Whether the last server ended in order. The control file says so itself; a left-over postmaster.pid does not, since a
 * server that was cut short still removes it.
 */
export function wasShutDown(dataDir: string): boolean {
  const stateOffset = 16;
  const shutDown = 1;
  const control = openSync(join(dataDir, 'global', 'pg_control'), 'r');
  try {
    const state = Buffer.alloc(4);
    readSync(control, state, 0, 4, stateOffset);
    // The file has the machine's byte order, and every platform of ours is little-endian.
    return state.readInt32LE() === shutDown;
  } finally {
    closeSync(control);
  }
}
