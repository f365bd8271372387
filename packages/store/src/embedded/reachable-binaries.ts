/**
 * Programs that another uid can run. Under a root whose clone lies in /root (mode 700), or whose umask hid node_modules
 * from others, the server's uid cannot even reach them; a copy where everybody may read serves then. Opening up the
 * folders instead would change what is not ours.
 */

import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmod, constants, cp, lstat, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { AndonError } from '@andon/core';
import type { Ids } from './account.ts';
import { type Binaries, binariesIn } from './binaries.ts';
import { fileProblem } from './home.ts';
import { makeLinks, missingLinks } from './shared-libraries.ts';

/** A cache that the system keeps, else one that may go at a restart; either is filled again when it is gone. */
export const cacheFolders = (): string[] => ['/var/cache/andon', join(tmpdir(), 'andon-cache')];

/**
 * `binaries` if `ids` can run them, else a copy (58 MB, once per version).
 *
 * @throws AndonError('postgres.account') when no copy can be run either
 */
export async function binariesFor(
  ids: Ids,
  binaries: Binaries,
  folders: readonly string[] = cacheFolders(),
): Promise<Binaries> {
  await makeLinks(missingLinks(binaries));
  if (await canRun(ids, binaries)) return binaries;
  for (const folder of folders) {
    if (!(await isOursAlone(folder))) continue;
    const copy = binariesIn(join(folder, `postgresql-${binaries.packageVersion}`), binaries.packageVersion);
    if (await canRun(ids, copy)) return copy;
    await copyTree(binaries.root, copy.root);
    if (await canRun(ids, copy)) return copy;
  }
  throw new AndonError('postgres.account', {
    user: 'root',
    problem: `the programs in ${binaries.root} are hidden from other accounts, and so are copies in ${folders.join(', ')}`,
  });
}

/** By trying: modes, access lists, `noexec` and missing libraries all show in it. */
function canRun(ids: Ids, { postgres }: Binaries): Promise<boolean> {
  const options = { ...ids, cwd: '/', env: {}, stdio: 'ignore' } as const;
  return new Promise((resolve) => {
    try {
      spawn(postgres, ['--version'], options)
        .on('error', () => resolve(false))
        .on('exit', (code) => resolve(code === 0));
    } catch {
      resolve(false);
    }
  });
}

/** In a folder that others can write to, they could put programs of theirs. */
async function isOursAlone(folder: string): Promise<boolean> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o755 });
    const found = await lstat(folder);
    return found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0;
  } catch {
    return false;
  }
}

/** Under a passing name first: a copy that was interrupted is never taken for a whole one. */
async function copyTree(from: string, to: string): Promise<void> {
  const passing = `${to}.${randomUUID()}`;
  try {
    await cp(from, passing, {
      recursive: true,
      mode: constants.COPYFILE_FICLONE,
      // Static libraries serve compilers only.
      filter: (path) => !path.endsWith('.a'),
      verbatimSymlinks: true,
    });
    await makeLinks(missingLinks(binariesIn(passing, '')));
    await openToAll(passing);
    await rm(to, { recursive: true, force: true });
    await rename(passing, to);
  } catch (error) {
    await rm(passing, { recursive: true, force: true });
    throw fileProblem(error, dirname(to));
  }
}

async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) await chmod(path, 0o755);
    else if (entry.isFile()) await chmod(path, ((await stat(path)).mode & 0o100) === 0 ? 0o644 : 0o755);
  }
}
