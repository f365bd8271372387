/**
 * A child that ends with its parent, however the parent ends.
 *
 * The child holds one end of a pipe and a small shell beside it (0.1 MB) waits for the other end to close: `kill -9` of
 * the parent closes it. A parent that ends in order first writes a line, which sends the shell home without a signal.
 *
 * - The shell is the child's neighbour and not its parent or child: `exec` keeps the pid that the caller knows, and a
 *   PostgreSQL that finds an unknown child of its own when that ends would complain.
 * - The child gets its own session, so that Ctrl-C in a terminal reaches only us, and we stop the server last.
 */

import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { AndonError } from '@andon/core';
import type { Ids } from './account.ts';
import type { LibraryPath } from './shared-libraries.ts';

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly ids: Ids | null;
  readonly libraryPath: LibraryPath;
  /** Descriptors for its output. */
  readonly output: number | 'pipe';
  /** An open folder for the child, as descriptor 4. */
  readonly folder?: number | undefined;
}

export interface Supervised {
  readonly process: ChildProcess;
  /** Resolves when it has ended, with its exit code or the signal's name. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

/** How long the child may take to end in order (SIGINT) before the shell cuts it short (SIGQUIT). */
const patienceSeconds = 10;

/** $$ is the pid that `exec` hands on. The shell keeps no output open: readers of the child's output wait for its end. */
const script = `
( (
  read -r _ <&3 && exit
  kill -INT $$ || exit
  waited=0
  while [ $waited -lt ${patienceSeconds} ]; do sleep 1; kill -0 $$ || exit; waited=$((waited + 1)); done
  kill -QUIT $$
) </dev/null >/dev/null 2>&1 4<&- & )
exec "$@" 3<&-
`;

export function superviseChild(command: Command): Supervised {
  const libraries = Object.entries(command.libraryPath).map(([name, value]) => `${name}=${value}`);
  // Through `env`, because macOS takes loader variables away from its own shell.
  const whole = ['env', ...libraries, command.file, ...command.args];
  const child = spawnAs(command.ids, ['-c', script, 'andon-watch', ...whole], {
    detached: true,
    cwd: '/',
    env: childEnvironment(),
    stdio: ['ignore', command.output, command.output, 'pipe', command.folder ?? 'ignore'],
  });
  const lifeline = child.stdio[3] as Socket;
  // The child's end goes when it exits; a late write then is no news.
  lifeline.on('error', () => {});
  const ended = new Promise<number | NodeJS.Signals>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      lifeline.end('\n');
      resolve(code ?? signal ?? 1);
    });
  });
  lifeline.unref();
  return { process: child, ended };
}

/** A container may map so few uids that even root cannot take another one. */
function spawnAs(ids: Ids | null, args: string[], options: SpawnOptions): ChildProcess {
  try {
    return spawn('/bin/sh', args, { ...options, ...ids });
  } catch (error) {
    if (ids === null) throw error;
    const problem = `uid ${ids.uid} cannot be taken (${(error as Error).message})`;
    throw new AndonError('postgres.account', { user: 'root', problem }, { cause: error });
  }
}

/** Nothing of the caller's PG* variables, nor of its language: we read what the programs say. */
function childEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
}
