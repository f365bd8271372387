/**
 * The private PostgreSQL: a real server from npm, its data in the home, reachable by its owner alone, ending with us.
 *
 *     lock → binaries → account → data folder (initdb once) → orphan stopped → server → ready
 *
 * Whatever was begun is undone in reverse when a later step fails.
 */

import { chmod, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Account, chooseAccount, giveTo } from './account.ts';
import { type Binaries, findBinaries, majorOf } from './binaries.ts';
import { handOver, hasCluster, wasShutDown } from './data-folder.ts';
import { makePassword, openEndpoint } from './endpoint.ts';
import { fileProblem } from './home.ts';
import { acquireHomeLock } from './home-lock.ts';
import { makeCluster } from './initdb.ts';
import { stopOrphan } from './orphan.ts';
import { startProblem } from './problems.ts';
import { binariesFor } from './reachable-binaries.ts';
import { waitUntilReady } from './readiness.ts';
import { type Server, startServer } from './server.ts';
import { openServerLog } from './server-log.ts';
import { serverArguments } from './settings.ts';
import { type LibraryPath, provideLibraries } from './shared-libraries.ts';

export interface EmbeddedPostgresOptions {
  /** e.g. `.andon`; made if it is not there. The data go to `postgres` in it, the log to `postgres.log`. */
  readonly home: string;
  /** Aborts a start, or stops the server once it runs. */
  readonly signal?: AbortSignal;
  /** Server settings over our small ones, e.g. `{ shared_buffers: '256MB' }`; durability cannot be switched off. */
  readonly settings?: Record<string, string>;
}

export interface EmbeddedPostgres {
  /** Connection string of the database `andon`; a child process may use it too. */
  readonly url: string;
  readonly pid: number;
  readonly version: string;
  readonly dataDir: string;
  readonly firstStart: boolean;
  readonly tookMs: number;
  /**
   * How an earlier server was found: ended in order or never there, still running and now stopped, or gone without a
   * shutdown, so that this one replayed its log.
   */
  readonly recovered: 'none' | 'stopped-orphan' | 'crash-recovery';
  /** Resolves when the server has ended, whether we stopped it or it fell. */
  readonly ended: Promise<void>;
  /** Fast shutdown. Idempotent. */
  stop(): Promise<void>;
}

const database = 'andon';

/**
 * @throws AndonError('home.in-use' | 'home.not-yours' | 'disk.full' | 'config.invalid')
 * @throws AndonError('postgres.no-binary' | 'postgres.version' | 'postgres.account' | 'postgres.start')
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const startedAt = performance.now();
  const { signal, settings = {} } = options;
  signal?.throwIfAborted();
  const home = resolve(options.home);
  const found = findBinaries();
  // Fails on a forbidden setting before anything is made.
  serverArguments(settings, {});

  const undo = new UndoStack();
  try {
    // A lock of its own: `andon.lock` guards the whole home, and who holds that one is our caller.
    const lock = await acquireHomeLock(home, { name: 'postgres.lock' });
    undo.push(() => lock.release());
    const data = await prepareData(home, found, signal);
    const endpoint = await openEndpoint(data.dir, data.passwordFile, data.account.server);
    undo.push(() => endpoint.close());
    const folder = handOver(data.dir, data.account.server);
    undo.push(async () => folder.close());

    const logFile = join(home, 'postgres.log');
    const log = openServerLog(logFile);
    undo.push(async () => log.close());
    const server = await startServer({
      binaries: data.binaries,
      libraryPath: data.libraryPath,
      ids: data.account.server,
      folder,
      args: serverArguments(settings, endpoint.settings),
      log: log.descriptor,
      logFile,
    });
    undo.push(() => server.stop());
    const version = await waitUntilReady({ url: endpoint.url, database, isRunning: server.isRunning, signal });
    if (version === null) throw startProblem(log.sinceOpened(), data.dir);
    signal?.throwIfAborted();
    log.close();
    server.keepAlive(false);

    const { stop } = stopOnce(server, undo, signal);
    return {
      url: endpoint.url(database),
      pid: server.pid,
      version,
      dataDir: data.dir,
      firstStart: data.firstStart,
      tookMs: performance.now() - startedAt,
      recovered: data.recovered,
      ended: server.ended,
      stop,
    };
  } catch (error) {
    await undo.run();
    throw fileProblem(error, home);
  }
}

interface PreparedData {
  readonly dir: string;
  readonly passwordFile: string;
  readonly account: Account;
  readonly binaries: Binaries;
  readonly libraryPath: LibraryPath;
  readonly firstStart: boolean;
  readonly recovered: EmbeddedPostgres['recovered'];
}

async function prepareData(home: string, found: Binaries, signal: AbortSignal | undefined): Promise<PreparedData> {
  const dir = join(home, 'postgres');
  const passwordFile = join(home, 'postgres.password');
  const account = await chooseAccount(dir);
  const firstStart = !hasCluster(dir, majorOf(found));
  const binaries = account.server === null ? found : await binariesFor(account.server, found);
  const libraryPath = account.server === null ? await provideLibraries(binaries, join(home, 'postgres-libraries')) : {};
  if (firstStart) {
    if (process.platform === 'win32') await makePassword(passwordFile);
    await makeCluster({ dataDir: dir, binaries, libraryPath, account, passwordFile, signal });
  } else if (account.server !== null && (await stat(dir)).uid !== account.server.uid) {
    await giveTo(account.server, dir);
  }
  await chmod(dir, 0o700);
  const hadOrphan = await stopOrphan(dir, binaries, signal);
  const recovered = hadOrphan ? 'stopped-orphan' : wasShutDown(dir) ? 'none' : 'crash-recovery';
  return { dir, passwordFile, account, binaries, libraryPath, firstStart, recovered };
}

function stopOnce(server: Server, undo: UndoStack, signal: AbortSignal | undefined): { stop(): Promise<void> } {
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= undo.run();
    return stopping;
  };
  const onAbort = () => void stop();
  signal?.addEventListener('abort', onAbort, { once: true });
  // A server that fell by itself leaves its lock and its socket's folder to us.
  void server.ended.then(() => {
    signal?.removeEventListener('abort', onAbort);
    return stop();
  });
  return { stop };
}

/** Steps that undo what was done, run last first. */
class UndoStack {
  readonly #steps: (() => Promise<void>)[] = [];

  push(step: () => Promise<void>): void {
    this.#steps.push(step);
  }

  async run(): Promise<void> {
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) await step();
  }
}
