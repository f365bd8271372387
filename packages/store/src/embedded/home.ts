/** The home folder: made if it is not there, and refused with its owner's name if it is not ours to keep data in. */

import { constants, existsSync, statSync } from 'node:fs';
import { access, mkdir, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname, resolve } from 'node:path';
import { AndonError } from '@andon/core';
import { accountOf } from './passwd.ts';

/**
 * Root is held to homes of its own: what it wrote into somebody's home, that somebody could not open afterwards. Others
 * only need to be able to write, as in a container's volume that belongs to root and is open to a group.
 *
 * @throws AndonError('home.not-yours' | 'disk.full')
 */
export async function prepareHome(home: string): Promise<void> {
  try {
    await mkdir(home, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw fileProblem(error, nearestExisting(home));
  }
  if (process.getuid === undefined) return;
  const { uid: owner } = await stat(home);
  if (process.getuid() === 0 && owner !== 0) throw notYours(home, owner);
  try {
    await access(home, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw fileProblem(error, home);
  }
}

export function notYours(path: string, owner: number, cause?: unknown): AndonError {
  return new AndonError('home.not-yours', { path, owner: nameOf(owner), user: currentUser() }, { cause });
}

export function currentUser(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run under a uid that /etc/passwd does not list.
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}

/** What a failed file operation under `path` means to the person who chose the home. */
export function fileProblem(error: unknown, path: string): unknown {
  const options = { cause: error };
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new AndonError('disk.full', { path }, options);
    case 'EACCES':
    case 'EPERM':
      return notYours(path, statSync(path).uid, error);
    case 'EROFS':
      return new AndonError('config.invalid', { path, problem: 'it is on a disk that is mounted read-only' }, options);
    case 'EEXIST':
    case 'ENOTDIR':
      return new AndonError('config.invalid', { path, problem: 'it must be a folder' }, options);
    default:
      return error;
  }
}

function nameOf(uid: number): string {
  return accountOf(uid)?.name ?? `uid ${uid}`;
}

function nearestExisting(path: string): string {
  let folder = resolve(path);
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}
