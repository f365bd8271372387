/**
 * The programs look for `libicuuc.so.60` beside themselves, and the npm package holds `libicuuc.so.60.2`: npm cannot
 * carry symbolic links, so the package's install script makes them. npm 11 holds install scripts back, hence we do.
 *
 * In place if we may, else (a global installation that belongs to root, a read-only image) in a folder of links in the
 * home, through the loader's search path.
 */

import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import type { Binaries } from './binaries.ts';

/** Environment for the programs; empty when they find their libraries by themselves. */
export type LibraryPath = Readonly<Record<string, string>>;

interface Link {
  readonly path: string;
  readonly target: string;
}

/**
 * @param linksDir made when links beside the libraries cannot be made
 */
export async function provideLibraries(binaries: Binaries, linksDir: string): Promise<LibraryPath> {
  const missing = missingLinks(binaries);
  if (missing.length === 0 || (await makeLinks(missing))) return {};
  return linkElsewhere(binaries, linksDir);
}

/** @returns false when the folder is not ours to write to */
export async function makeLinks(links: readonly Link[]): Promise<boolean> {
  try {
    for (const { path, target } of links) await symlinkIfAbsent(relative(dirname(path), target), path);
    return true;
  } catch (error) {
    if (['EACCES', 'EPERM', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}

export function missingLinks({ root }: Binaries): Link[] {
  return listedLinks(root).filter(({ path }) => !existsSync(path));
}

/** The list is relative to the package: `{"source":"native/lib/libpq.so.5.18","target":"native/lib/libpq.so.5"}`. */
function listedLinks(root: string): Link[] {
  const list = join(root, 'pg-symlinks.json');
  // Windows has none.
  if (!existsSync(list)) return [];
  const entries = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  const here = (path: string) => join(root, relative('native', path));
  return entries.map(({ source, target }) => ({ path: here(target), target: here(source) }));
}

/**
 * A library that is found through a link looks for its own neighbours beside the link, so every library is linked, not
 * only those under another name. Made anew each time: the package may have moved.
 */
export async function linkElsewhere({ root }: Binaries, linksDir: string): Promise<LibraryPath> {
  await rm(linksDir, { recursive: true, force: true });
  await mkdir(linksDir, { recursive: true, mode: 0o755 });
  const lib = join(root, 'lib');
  for (const name of await readdir(lib)) {
    if (/\.so\b|\.dylib$/.test(name)) await symlinkIfAbsent(join(lib, name), join(linksDir, name));
  }
  for (const { path, target } of listedLinks(root)) await symlinkIfAbsent(target, join(linksDir, basename(path)));
  return { [process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH']: linksDir };
}

async function symlinkIfAbsent(target: string, path: string): Promise<void> {
  try {
    await symlink(target, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
