/**
 * Jobs on PostgreSQL, in a schema of their own: a small pool for everything, and one connection that listens for all
 * workers. (BullMQ by itself opens a pool and a listener for each queue and each worker.)
 */

import { Socket } from 'node:net';
import { AndonError } from '@andon/core';
import { PostgresConnection, type PostgresPoolConfig, PostgresQueueBackend } from 'bullmq';
import type pg from 'pg';
import type { Driver } from './driver.ts';
import { guardBackend } from './guarded-backend.ts';
import { type Report, unreachable } from './reporter.ts';
import { settlesWithin, within } from './within.ts';

const OPEN_MS = 30_000;
const CONNECT_MS = 5_000;
const QUERY_MS = 10_000;
const END_MS = 1_000;
const POOL_SIZE = 4;
const WAIT_SECONDS = 30;

export async function openPostgresDriver(options: {
  readonly settings: { readonly url: string } | { readonly pool: pg.Pool };
  readonly schema: string;
  readonly report: Report;
}): Promise<Driver> {
  const { settings, schema, report } = options;
  const onProblem = (problem: unknown): void => report(unreachable('postgres', problem), { during: 'connection' });
  const sockets = new Set<Socket>();
  const { options: sessionOptions = '', ...rest } = connectionSettings(settings);
  const connection = new SharedConnection({
    ...rest,
    schema,
    // Under an advisory lock and in one transaction, so that two processes may start at once.
    migrate: true,
    // A job is a hint that the record can make again: nobody has to wait until it is on the disk.
    options: `${sessionOptions} -c synchronous_commit=off`.trim(),
    application_name: 'andon queue',
    max: POOL_SIZE,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: QUERY_MS,
    keepAlive: true,
    stream: () => remember(sockets),
  });
  // Each worker adds its own.
  connection.setMaxListeners(0);
  connection.on('error', onProblem);

  const end = async (): Promise<void> => {
    await settlesWithin(END_MS, connection.close());
    for (const socket of sockets) socket.destroy();
  };

  try {
    await within(
      OPEN_MS,
      connection.waitUntilReady(),
      () => new AndonError('queue.unreachable', { backend: 'postgres', problem: `no answer within ${OPEN_MS} ms` }),
    );
  } catch (problem) {
    await end();
    throw problem instanceof AndonError ? problem : unreachable('postgres', problem);
  }

  return {
    kind: 'postgres',
    waitSeconds: WAIT_SECONDS,
    createBackend: (name, workerOptions, extra) => {
      const backend = guardBackend(
        new PostgresQueueBackend(connection, name, workerOptions as never, false),
        onProblem,
      );
      if (extra?.withBlockingConnection === true) listenAgainWhenLost(backend, connection);
      return backend;
    },
    // The pool connects again by itself, and a failing one says so at once.
    problem: () => null,
    onReturn: () => {},
    end,
  };
}

/** A backend that does not own its connection is not told when the listener was lost, so it would wait for nothing. */
function listenAgainWhenLost(backend: PostgresQueueBackend, connection: PostgresConnection): void {
  const disconnectBlocking = backend.disconnectBlocking.bind(backend);
  const reconnectBlocking = backend.reconnectBlocking.bind(backend);
  let interrupted = false;
  const listenAgain = (): void => {
    if (interrupted) return;
    void disconnectBlocking().then(() => (interrupted ? undefined : reconnectBlocking()));
  };
  connection.on('listenerinvalidated', listenAgain);
  backend.disconnectBlocking = async (wait) => {
    interrupted = true;
    await disconnectBlocking(wait);
  };
  backend.reconnectBlocking = async () => {
    interrupted = false;
    await reconnectBlocking();
  };
  backend.close = async () => {
    connection.removeListener('listenerinvalidated', listenAgain);
  };
}

type ListenClient = Awaited<ReturnType<PostgresConnection['getListenClient']>>;

class SharedConnection extends PostgresConnection {
  readonly #prepared = new WeakSet<ListenClient>();

  override async getListenClient(): Promise<ListenClient> {
    const client = await super.getListenClient();
    if (!this.#prepared.has(client)) {
      this.#prepared.add(client);
      shareAmongWorkers(client);
    }
    return client;
  }
}

/** Each worker adds a listener of its own, and says LISTEN when it likes; a client answers one question at a time. */
function shareAmongWorkers(client: ListenClient): void {
  if ('setMaxListeners' in client && typeof client.setMaxListeners === 'function') client.setMaxListeners(0);
  const query = client.query.bind(client);
  let last: Promise<unknown> = Promise.resolve();
  client.query = (text, params) => {
    const answer = last.then(() => query(text, params));
    last = answer.catch(() => {});
    return answer as never;
  };
}

function connectionSettings(settings: { readonly url: string } | { readonly pool: pg.Pool }): PostgresPoolConfig {
  if ('url' in settings) return urlSettings(settings.url);
  const { connectionString, ...options } = settings.pool.options;
  const fromUrl = connectionString === undefined ? {} : urlSettings(connectionString);
  // The pool hides its secrets from enumeration.
  return { ...options, password: options.password, ssl: options.ssl, ...fromUrl } as PostgresPoolConfig;
}

/** What a URL says wins over every other setting, so its `options` have to leave it before ours can be added. */
function urlSettings(url: string): PostgresPoolConfig {
  const [, before, text, after] = /^(.*[?&])options=([^&#]*)&?(.*)$/.exec(url) ?? [];
  if (before === undefined || text === undefined) return { connectionString: url };
  return { connectionString: `${before}${after}`, options: decodeURIComponent(text) };
}

/** A socket that can be destroyed even when the server at its other end is gone without a word. */
function remember(sockets: Set<Socket>): Socket {
  const socket = new Socket();
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
  return socket;
}
