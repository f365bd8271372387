/**
 * Connections that stand open for commands, each with its request made and its socket attached, so that a command's
 * bytes leave in the very tick of `send` or not at all. A request that is made at the send would be written a tick
 * later, and one that a pool dials for would be kept until the far end is back.
 *
 * One connection carries one command: a late answer cannot be taken for another command's.
 */

import { type ClientRequest, request as requestHttp } from 'node:http';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { addressOf } from './ask.ts';
import type { HttpSettings } from './options.ts';

interface ReadyConnection {
  readonly request: ClientRequest;
  readonly sinceMs: number;
}

export class ReadyConnections {
  readonly #settings: HttpSettings;
  readonly #onReady: () => void;
  #ready: ReadyConnection[] = [];
  readonly #dialling = new Set<Socket>();
  #preparing = 0;
  #path: string | null = null;

  /** @param onReady called whenever one more stands ready */
  constructor(settings: HttpSettings, onReady: () => void) {
    this.#settings = settings;
    this.#onReady = onReady;
  }

  count(): number {
    return this.#ready.length;
  }

  /** A request that goes out with `end(body)`; `null` when none stands ready. It is replaced at once. */
  take(): ClientRequest | null {
    const taken = this.#ready.shift();
    if (taken === undefined) return null;
    this.#dialMissing();
    return taken.request;
  }

  /** Dials what is missing, and replaces what waited long, before the far end closes it. Called with every heartbeat. */
  refresh(path: string): void {
    if (this.#path !== path) this.drain();
    this.#path = path;
    this.#dialMissing();
    for (const old of this.#ready) {
      if (performance.now() - old.sinceMs > this.#settings.readyForMs) this.#dial(path, old);
    }
  }

  /** Closes them all: nothing may leave until the next `refresh`. */
  drain(): void {
    this.#path = null;
    for (const { request } of this.#ready.splice(0)) request.destroy();
    for (const socket of this.#dialling) socket.destroy();
  }

  #dialMissing(): void {
    const path = this.#path;
    if (path === null) return;
    const missing = this.#settings.readyConnections - this.#ready.length - this.#preparing;
    for (let n = 0; n < missing; n++) this.#dial(path, null);
  }

  #dial(path: string, old: ReadyConnection | null): void {
    this.#preparing += 1;
    this.#prepare(path)
      .then(
        (request) => {
          if (this.#path !== path) return void request.destroy();
          const connection = { request, sinceMs: performance.now() };
          this.#ready.push(connection);
          // One that breaks while it waits is replaced at the next heartbeat, which finds out whether anybody is there.
          request.once('close', () => this.#forget(connection));
          if (old !== null && this.#forget(old)) old.request.destroy();
          this.#onReady();
        },
        // The heartbeat tells of it: whatever keeps this one from being made keeps that one from being answered.
        () => {},
      )
      .finally(() => {
        this.#preparing -= 1;
      });
  }

  #forget(connection: ReadyConnection): boolean {
    const at = this.#ready.indexOf(connection);
    if (at >= 0) this.#ready.splice(at, 1);
    return at >= 0;
  }

  async #prepare(path: string): Promise<ClientRequest> {
    const { origin } = this.#settings;
    const own = await this.#settings.headers();
    const socket = await this.#open();
    const request = requestHttp({
      ...addressOf(origin),
      method: 'POST',
      path,
      createConnection: () => socket,
      headers: {
        host: origin.host,
        accept: 'application/json, application/problem+json',
        'content-type': 'application/json',
        ...own,
      },
    });
    request.on('error', () => {});
    return new Promise((resolve) => {
      request.once('socket', () => resolve(request));
    });
  }

  #open(): Promise<Socket> {
    const { origin, tls, timeoutMs } = this.#settings;
    const address = addressOf(origin);
    const secure = origin.protocol === 'https:';
    const name = isIP(address.host) === 0 ? { servername: address.host } : {};
    const socket = secure
      ? connectTls({ ...address, ...name, ...tls, ALPNProtocols: ['http/1.1'] })
      : connectTcp({ ...address, noDelay: true });
    socket.setNoDelay(true);
    this.#dialling.add(socket);
    return new Promise((resolve, reject) => {
      const failed = (error?: Error): void => {
        clearTimeout(timer);
        this.#dialling.delete(socket);
        socket.destroy();
        reject(error);
      };
      const timer = setTimeout(failed, timeoutMs);
      socket.once('error', failed);
      socket.once('close', failed);
      socket.once(secure ? 'secureConnect' : 'connect', () => {
        clearTimeout(timer);
        this.#dialling.delete(socket);
        socket.off('error', failed);
        socket.off('close', failed);
        resolve(socket);
      });
    });
  }
}
