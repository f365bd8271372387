/**
 * The floor of the crash loop: a PostgreSQL and a Redis of our own, a MES with its own log, a proxy before it, and of
 * Andon one process that performs and one that serves the API, all real, all ended with it.
 */

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Random } from '@andon/core';
import { type CommandLogEntry, readCommandLog } from '@andon/sim-line';
import { type OpenRecord, openRecord } from '@andon/store';
import { type Backend, DemoHome } from '../demo-home.ts';
import type { AndonProcess } from '../demo-run.ts';
import { Kept } from './kept.ts';
import { OwnPostgres, OwnRedis } from './own-servers.ts';
import { FaultProxy } from './proxy.ts';
import { Sightings } from './sightings.ts';

const siteFile = fileURLToPath(new URL('./site.ts', import.meta.url));
const mesProgram = fileURLToPath(new URL('../mes/main.ts', import.meta.url));
/** A site has one record, under this name where its plant is a MES. */
const schema = 'andon';
/** Batches of samples that the MES remembers: what a worker that starts again is shown. */
const KEEP = 300;

export interface FloorOptions {
  readonly backend: Backend;
  /** `false`: the MES says that it honours keys, does not, and what is on the way is doubled and late. */
  readonly honest: boolean;
  readonly seed: number;
  readonly random: Random;
  readonly nowMs: () => number;
}

export class Floor {
  readonly backend: Backend;
  readonly postgres: OwnPostgres;
  readonly redis: OwnRedis | null;
  readonly proxy: FaultProxy;
  readonly sightings: Sightings;
  /** `andon start --role worker`: the only one that acts. */
  readonly worker: Kept;
  /** `andon start --role api`. */
  readonly api: Kept;
  #apiUrl = '';
  #record: OpenRecord | null = null;
  readonly #home: DemoHome;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #mes: Mes;
  readonly #proxyPort: number;
  readonly #opened: AsyncDisposableStack;

  static async open({ backend, honest, seed, random, nowMs }: FloorOptions): Promise<Floor> {
    await using opened = new AsyncDisposableStack();
    const home = opened.adopt(new DemoHome({ backend }), (one) => one.remove());
    const postgres = opened.adopt(await OwnPostgres.start(home.file('postgres')), (one) => one.stop());
    const redis =
      backend === 'redis' ? opened.adopt(await OwnRedis.start(home.file('redis')), (one) => one.stop()) : null;
    const mes = opened.adopt(await startMes(home.file('mes.log'), honest, seed), (one) => endMes(one));
    const sightings = new Sightings(nowMs);
    const proxy = opened.adopt(
      new FaultProxy({
        toPort: Number(new URL(mes.url).port),
        random: () => random.next(),
        onSent: (link, piece) => sightings.sent(link, piece),
        onAnswered: (link) => sightings.answered(link),
      }),
      (one) => one.close(),
    );
    const proxyPort = await proxy.listen();
    return new Floor({ backend, home, postgres, redis, mes, sightings, proxy, proxyPort, opened: opened.move() });
  }

  private constructor(parts: FloorParts) {
    this.backend = parts.backend;
    this.postgres = parts.postgres;
    this.redis = parts.redis;
    this.sightings = parts.sightings;
    this.proxy = parts.proxy;
    this.#home = parts.home;
    this.#mes = parts.mes;
    this.#proxyPort = parts.proxyPort;
    this.#opened = parts.opened;
    this.#environment = {
      ANDON_DATABASE_URL: this.postgres.url,
      ...(this.redis && { ANDON_REDIS_URL: this.redis.url }),
      ...{ ANDON_SECRET_MES_READ: 'Bearer read', ANDON_SECRET_MES_WRITE: 'Bearer write' },
    };
    this.worker = new Kept('worker', () => this.#startWorker(this.#home));
    this.api = new Kept('api', () => this.#startApi());
  }

  /** Of the API that runs now. */
  get apiUrl(): string {
    return this.#apiUrl;
  }

  /** The record, on connections of our own that come back with the server. */
  async record(): Promise<OpenRecord> {
    this.#record ??= await openRecord({ url: this.postgres.url, schema, applicationName: 'faults', poolSize: 3 });
    return this.#record;
  }

  /** Where the key is that signs grants. */
  get signingKeyFile(): string {
    return join(this.#home.path, 'signing-key.pem');
  }

  /** Tells the MES what happens on the lines. */
  tell(message: MesMessage): void {
    this.#mes.child.send(message);
  }

  pauseMes(): void {
    this.#mes.child.kill('SIGSTOP');
  }

  resumeMes(): void {
    this.#mes.child.kill('SIGCONT');
  }

  arrivals(): readonly CommandLogEntry[] {
    return readCommandLog(this.#home.file('mes.log'));
  }

  /** A second worker in a home of its own, on the same record, queue and MES, for as long as the first stands still. */
  async standIn(): Promise<AndonProcess> {
    const home = this.#opened.adopt(new DemoHome({ backend: this.backend }), (one) => one.remove());
    mkdirSync(home.path, { recursive: true });
    copyFileSync(this.signingKeyFile, join(home.path, 'signing-key.pem'));
    return await this.#startWorker(home);
  }

  /** Ends everything in order. Answers what was left of it nevertheless, and ends that too. */
  async close(): Promise<readonly string[]> {
    await using _rest = this.#opened;
    this.proxy.weather = { kind: 'clear' };
    this.resumeMes();
    this.redis?.resume();
    await this.api.end();
    await this.worker.end();
    await this.#record?.close();
    return await this.#home.empty();
  }

  async #startWorker(home: DemoHome): Promise<AndonProcess> {
    if (home === this.#home) this.sightings.begin();
    const environment = { ...this.#environment, SMALL_MES: `http://127.0.0.1:${this.#proxyPort}` };
    const started = home.andon(['start', '--role', 'worker', '--site', siteFile], environment);
    await started.said(/^targets/);
    return started;
  }

  async #startApi(): Promise<AndonProcess> {
    const environment = { ...this.#environment, SMALL_MES: this.#mes.url };
    const started = this.#home.andon(['start', '--role', 'api', '--site', siteFile], environment);
    const said = await started.said(/^API on /);
    this.#apiUrl = /http:\/\/[\d.:]+/.exec(said)?.[0] ?? '';
    return started;
  }
}

interface FloorParts extends Pick<Floor, 'backend' | 'postgres' | 'redis' | 'sightings' | 'proxy'> {
  readonly home: DemoHome;
  readonly mes: Mes;
  readonly proxyPort: number;
  readonly opened: AsyncDisposableStack;
}

interface Mes {
  readonly child: ChildProcess;
  readonly url: string;
}

/** As `mes/main.ts` takes it. */
export interface MesMessage {
  readonly inspect: readonly { readonly line: string; readonly coil: string; readonly result: unknown }[];
  readonly publish: readonly Readonly<Record<string, unknown>>[];
}

async function startMes(logFile: string, honest: boolean, seed: number): Promise<Mes> {
  const flags = ['--port', '0', '--log', logFile, '--coils', '0', '--keep', String(KEEP)];
  const faults = ['--dishonest', '--faults', '0.3', '--late-ms', '1500', '--seed', String(seed)];
  const child = fork(mesProgram, [...flags, ...(honest ? [] : faults)], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const [url] = await once(createInterface({ input: child.stdout as NodeJS.ReadableStream }), 'line');
  return { child, url };
}

async function endMes({ child }: Mes): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
