/**
 * A small MES over HTTP, as docs/how-to/write-to-your-mes.md asks for it: plain `node:http`, a mailbox, a log on disk,
 * and faults where a test wants them.
 */

import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { SinkCapabilities } from '@andon/connect';
import { fileCommandLog } from '@andon/sim-line';
import { json, problem, wireFate } from './answers.ts';
import { type CommandRoute, commandRoute } from './command-route.ts';
import { Faults } from './faults.ts';
import { Feed } from './feed.ts';
import { Mailbox } from './mailbox.ts';

export interface MesOptions {
  /** Where every arrival is written, one line each. */
  readonly logFile: string;
  readonly faults?: Faults;
  /** How long a late request or answer takes, in ms: longer than its sender waits. Default 400. */
  readonly lateMs?: number;
  /** How long a slow answer takes, in ms: less than its sender waits. Default 20. */
  readonly slowMs?: number;
  /** What it does not offer, and does not do. */
  readonly lacks?: readonly (keyof SinkCapabilities)[];
  /** What it says it does, and does not: a MES that is not to be trusted. */
  readonly pretends?: readonly (keyof SinkCapabilities)[];
  /** How many batches of samples it remembers. Default all. */
  readonly keep?: number;
  /** Its own clock. Default the machine's. */
  readonly nowMs?: () => number;
  /** What `Authorization` must be. */
  readonly authorization?: string;
  /** How long a question for samples is held back, in ms; 0: not at all. Default 0. */
  readonly longPollMs?: number;
  readonly tls?: { readonly cert: string; readonly key: string };
  readonly port?: number;
}

/** Answers a request in place of the MES; `true`: it did. */
export type Interceptor = (request: IncomingMessage, response: ServerResponse) => boolean;

export class Mes {
  readonly session = `mes-${process.pid}-${performance.now()}`;
  readonly faults: Faults;
  readonly feed: Feed;
  readonly mailbox: Mailbox;
  /** Set by a test to stand in front of it. */
  intercept: Interceptor = () => false;
  readonly #options: MesOptions;
  readonly #honours: SinkCapabilities;
  readonly #log: ReturnType<typeof fileCommandLog>;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #commands: CommandRoute;

  constructor(options: MesOptions) {
    this.#options = options;
    this.faults = options.faults ?? new Faults();
    const able = (name: keyof SinkCapabilities): boolean => !(options.lacks ?? []).includes(name);
    this.#honours = {
      readBack: able('readBack'),
      honoursKey: able('honoursKey'),
      honoursFence: able('honoursFence'),
      checksValidUntil: able('checksValidUntil'),
    };
    this.#log = fileCommandLog(options.logFile);
    this.feed = new Feed(options.keep);
    const nowMs = this.#nowMs;
    const pretended = Object.fromEntries((options.pretends ?? []).map((name) => [name, false]));
    const honours = { ...this.#honours, ...pretended };
    this.mailbox = new Mailbox({ log: this.#log, session: this.session, nowMs, honours });
    this.#commands = commandRoute({
      mailbox: this.mailbox,
      faults: this.faults,
      later: (run) => this.#later(run, options.lateMs ?? 400),
      slowly: (run) => this.#later(run, options.slowMs ?? 20),
    });
    const answer = (request: IncomingMessage, response: ServerResponse): void => {
      if (!this.intercept(request, response)) void this.#route(request, response);
    };
    this.#server = options.tls ? createTlsServer(options.tls, answer) : createServer(answer);
    this.#server.on(options.tls ? 'secureConnection' : 'connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
      socket.on('error', () => {});
    });
  }

  get url(): string {
    return `http${this.#options.tls ? 's' : ''}://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async listen(port = this.#options.port ?? 0): Promise<void> {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  /** Publishes that a coil was inspected on a line, and lets it be disposed of. */
  inspect(line: string, coil: string, result: unknown = { coil, to: 'hold' }): void {
    this.mailbox.inspect(coil);
    this.feed.publish({ [`${line}/surface/inspection`]: result }, this.#nowMs());
  }

  /** Goes away as a process does that is killed: no answer, no goodbye. */
  async vanish(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.resetAndDestroy();
    await closed;
  }

  async close(): Promise<void> {
    await this.vanish();
    this.#log.close();
  }

  readonly #nowMs = (): number => (this.#options.nowMs ?? Date.now)();

  async #route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://mes');
    const { authorization } = this.#options;
    if (authorization !== undefined && request.headers.authorization !== authorization) {
      return problem(response, 401, { title: 'Unauthorized' });
    }
    const route = `${request.method} ${url.pathname}`;
    if (route === 'GET /.well-known/andon-sink') return json(response, this.#handshake());
    if (route === 'GET /samples') return this.#samples(url, request, response);
    if (route === 'GET /tags') return this.#tags(url, response);
    if (route === 'GET /faults') return json(response, this.faults.struck);
    if (route === 'POST /commands') return await this.#commands(request, response);
    if (request.method === 'GET' && url.pathname.startsWith('/commands/') && this.#honours.readBack) {
      return this.#readBack(url, request, response);
    }
    return problem(response, 404, { title: 'Not found' });
  }

  #handshake() {
    const { longPollMs = 0 } = this.#options;
    const paths = { commands: '/commands', tags: '/tags', samples: '/samples' };
    const plantTime = new Date(this.#nowMs()).toISOString();
    return { andonSink: 1, session: this.session, ...this.#honours, ...paths, longPollMs, plantTime };
  }

  #readBack(url: URL, request: IncomingMessage, response: ServerResponse): void {
    const key = decodeURIComponent(url.pathname.slice('/commands/'.length));
    const asset = url.searchParams.get('asset');
    const fence = Number(request.headers['andon-fence']);
    if (asset === null || !Number.isSafeInteger(fence)) {
      problem(response, 400, { title: 'Bad request' });
      return;
    }
    const fate = this.mailbox.readBack({ key, asset, material: url.searchParams.get('material'), fence });
    json(response, { ...wireFate(fate), fence: this.mailbox.fence(asset) });
  }

  #samples(url: URL, request: IncomingMessage, response: ServerResponse): void {
    const mine = url.searchParams.get('session') === this.session;
    const after = mine ? Number(url.searchParams.get('after')) : 0;
    const batches = this.feed.after(after);
    const waitS = /^wait=(\d+)$/.exec(String(request.headers.prefer))?.[1];
    if (batches.length === 0 && waitS !== undefined && (this.#options.longPollMs ?? 0) > 0) {
      const again = (): void => {
        clearTimeout(timer);
        leave();
        this.#answerSamples(after, request, response);
      };
      const leave = this.feed.onNext(again);
      const timer = this.#later(again, Math.min(Number(waitS) * 1_000, this.#options.longPollMs ?? 0));
      request.once('close', leave);
      return;
    }
    this.#answerSamples(after, request, response);
  }

  #answerSamples(after: number, request: IncomingMessage, response: ServerResponse): void {
    const batches = this.feed.after(after);
    const etag = `"${this.session}.${batches.at(-1)?.seq ?? after}"`;
    if (request.headers['if-none-match'] === etag) return void response.writeHead(304, { etag }).end();
    json(response, { session: this.session, batches }, { etag });
  }

  #tags(url: URL, response: ServerResponse): void {
    const found = url.searchParams.getAll('tag').map((tag) => this.feed.latest(tag));
    const samples = found.filter((sample) => sample !== undefined);
    json(response, { plantTime: new Date(this.#nowMs()).toISOString(), samples });
  }

  #later(run: () => void, ms: number): NodeJS.Timeout {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, ms);
    this.#timers.add(timer);
    return timer;
  }
}
