/** The server process: started, waited for, stopped. */

import type { Ids } from './account.ts';
import type { Binaries } from './binaries.ts';
import type { FolderHandle } from './data-folder.ts';
import type { LibraryPath } from './shared-libraries.ts';
import { superviseChild } from './supervised.ts';
import { startOnWindows } from './windows.ts';

export interface ServerOptions {
  readonly binaries: Binaries;
  readonly libraryPath: LibraryPath;
  readonly ids: Ids | null;
  readonly folder: FolderHandle;
  /** From {@link serverArguments}. */
  readonly args: readonly string[];
  /** Descriptor and name of its log. */
  readonly log: number;
  readonly logFile: string;
}

export interface Server {
  readonly pid: number;
  /** Resolves once the process has ended, whoever ended it. */
  readonly ended: Promise<void>;
  isRunning(): boolean;
  /** Fast shutdown: open transactions roll back, and a checkpoint spares the next start its recovery. */
  stop(): Promise<void>;
  /** Whether waiting for it keeps this program alive. */
  keepAlive(alive: boolean): void;
}

/** After this a shutdown is cut short; the write-ahead log holds all that was committed. */
const shutdownPatienceMs = 30_000;

/** Resolves once the process exists, which is before it accepts connections. */
export async function startServer(options: ServerOptions): Promise<Server> {
  if (process.platform === 'win32') return startOnWindows(options);
  const { process: child, ended: outcome } = superviseChild({
    file: options.binaries.postgres,
    args: ['-D', options.folder.path, ...options.args],
    ids: options.ids,
    libraryPath: options.libraryPath,
    output: options.log,
    folder: options.folder.descriptor,
  });
  const pid = child.pid;
  // No pid: it could not be spawned, and `ended` rejects with the reason.
  if (pid === undefined) throw await outcome.catch((error: unknown) => error);
  let running = true;
  const ended = outcome.then(() => {
    running = false;
  });
  return {
    pid,
    ended,
    isRunning: () => running,
    async stop() {
      if (!running) return;
      child.ref();
      child.kill('SIGINT');
      const cutShort = setTimeout(() => child.kill('SIGQUIT'), shutdownPatienceMs);
      await ended.finally(() => clearTimeout(cutShort));
    },
    keepAlive: (alive) => (alive ? child.ref() : child.unref()),
  };
}
