/** The server's folder in the home. */

import { statSync } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { AndonError } from '@andon/core';

/** @throws AndonError('home.not-yours' | 'disk.full') */
export async function makeDataFolder(home: string): Promise<string> {
  const dataDir = join(home, 'redis');
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await chmod(dataDir, 0o700);
  } catch (error) {
    throw folderProblem(error, [dataDir, home]);
  }
  return dataDir;
}

function folderProblem(error: unknown, folders: readonly string[]): unknown {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const [path = ''] = folders.filter((folder) => statSync(folder, { throwIfNoEntry: false }) !== undefined);
  if (['ENOSPC', 'EDQUOT'].includes(code)) return new AndonError('disk.full', { path }, { cause: error });
  if (!['EACCES', 'EPERM'].includes(code) || path === '') return error;
  const details = { path, owner: `uid ${statSync(path).uid}`, user: userName() };
  return new AndonError('home.not-yours', details, { cause: error });
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run under a uid that /etc/passwd does not list.
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
