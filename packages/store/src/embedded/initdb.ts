/** Makes the data folder, whole or not at all. */

import { chmod, chown, mkdtemp, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Account, giveTo } from './account.ts';
import type { Binaries } from './binaries.ts';
import { handOver } from './data-folder.ts';
import { superuser } from './endpoint.ts';
import { fileProblem } from './home.ts';
import { startProblem } from './problems.ts';
import type { LibraryPath } from './shared-libraries.ts';
import { superviseChild } from './supervised.ts';

export interface InitdbOptions {
  readonly dataDir: string;
  readonly binaries: Binaries;
  readonly libraryPath: LibraryPath;
  readonly account: Account;
  /** Holds the superuser's password, for Windows. */
  readonly passwordFile: string;
  readonly signal: AbortSignal | undefined;
}

/**
 * In a folder beside it that gets its name when it is complete and on the disk: an initdb that was interrupted leaves no
 * half of a cluster for the next start to trip over.
 *
 * @throws AndonError('disk.full' | 'postgres.account' | 'postgres.start')
 */
export async function makeCluster(options: InitdbOptions): Promise<void> {
  const { dataDir, account } = options;
  try {
    await removeUnfinished(dataDir);
    const making = await mkdtemp(`${dataDir}.making-`);
    try {
      if (account.initdb !== null) await chown(making, account.initdb.uid, account.initdb.gid);
      await runInitdb(making, options);
      if (account.server !== null) await giveTo(account.server, making);
      await chmod(making, 0o700);
      await rename(making, dataDir);
      await syncFolder(dirname(dataDir));
    } catch (error) {
      await rm(making, { recursive: true, force: true });
      throw error;
    }
  } catch (error) {
    throw fileProblem(error, dirname(dataDir));
  }
}

async function runInitdb(folder: string, options: InitdbOptions): Promise<void> {
  const { binaries, libraryPath, account, signal } = options;
  const handle = handOver(folder, account.initdb);
  try {
    const { process: child, ended } = superviseChild({
      file: binaries.initdb,
      args: ['-D', handle.path, ...initdbArguments(options)],
      ids: account.initdb,
      libraryPath,
      output: 'pipe',
      folder: handle.descriptor,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (output += chunk));
    const interrupt = () => child.kill('SIGINT');
    signal?.addEventListener('abort', interrupt);
    if (signal?.aborted === true) interrupt();
    const outcome = await ended.finally(() => signal?.removeEventListener('abort', interrupt));
    signal?.throwIfAborted();
    if (outcome !== 0) throw startProblem(output, options.dataDir);
  } finally {
    handle.close();
  }
}

/**
 * The built-in collation sorts by code point on every system: an operating system's own changes with its updates, and
 * indexes built before then silently miss rows.
 */
function initdbArguments({ passwordFile }: InitdbOptions): string[] {
  const access =
    process.platform === 'win32'
      ? ['--auth=scram-sha-256', `--pwfile=${passwordFile}`]
      : ['--auth-local=trust', '--auth-host=reject'];
  return [
    `--username=${superuser}`,
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--data-checksums',
    '--no-instructions',
    ...access,
  ];
}

async function removeUnfinished(dataDir: string): Promise<void> {
  const home = dirname(dataDir);
  for (const name of await readdir(home)) {
    if (name.startsWith(`${basename(dataDir)}.making-`)) await rm(join(home, name), { recursive: true, force: true });
  }
}

async function syncFolder(folder: string): Promise<void> {
  // Windows opens no folders.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
