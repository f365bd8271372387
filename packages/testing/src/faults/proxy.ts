/**
 * A TCP proxy that spoils what it carries: late, lost, one way only, or cut. It also looks at what passes, so that
 * somebody other than the sender and the receiver can tell when a command left.
 */

import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

export type Weather =
  /** Everything passes at once. */
  | { readonly kind: 'clear' }
  /** Every piece comes up to so many ms late, in order. */
  | { readonly kind: 'late'; readonly upToMs: number }
  /** Nothing passes, and nobody is told. */
  | { readonly kind: 'lost' }
  /** What is asked arrives; no answer comes back. */
  | { readonly kind: 'half-open' };

export interface Link {
  /** What the caller sent last, in the words of whoever looks. */
  asked: string | null;
}

export interface FaultProxyOptions {
  readonly toPort: number;
  /** 0…1, for how late a piece is. */
  readonly random: () => number;
  /** What is sent is told before it goes on, and even where it is lost. */
  readonly onSent: (link: Link, piece: Buffer) => void;
  /** What is answered is told right after it went on. */
  readonly onAnswered: (link: Link) => void;
}

export class FaultProxy {
  readonly #options: FaultProxyOptions;
  readonly #server: Server;
  readonly #pairs = new Map<Socket, Socket>();
  /** Links that lost bytes: they are broken for good, and must not outlive the bad weather. */
  readonly #holed = new Set<Socket>();
  #weather: Weather = { kind: 'clear' };

  constructor(options: FaultProxyOptions) {
    this.#options = options;
    this.#server = createServer((near) => this.#carry(near));
  }

  async listen(): Promise<number> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  set weather(weather: Weather) {
    this.#weather = weather;
    if (weather.kind !== 'clear') return;
    for (const near of this.#holed) this.#cut(near);
    this.#holed.clear();
  }

  /** Cuts every connection, as a firewall does that forgot them. */
  reset(): void {
    for (const near of this.#pairs.keys()) this.#cut(near);
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.reset();
    await closed;
  }

  #carry(near: Socket): void {
    const far = connect({ port: this.#options.toPort, host: '127.0.0.1', noDelay: true });
    const link: Link = { asked: null };
    near.setNoDelay(true);
    this.#pairs.set(near, far);
    const there = inOrder();
    const back = inOrder();
    near.on('data', (piece) => {
      this.#options.onSent(link, piece);
      this.#pass(near, there, ['lost'], () => void far.write(piece));
    });
    far.on('data', (piece) => {
      this.#pass(near, back, ['lost', 'half-open'], () => {
        near.write(piece);
        this.#options.onAnswered(link);
      });
    });
    for (const socket of [near, far]) socket.on('error', () => {});
    // What is still on its way arrives first: a sender that was killed has its last words heard.
    near.once('close', () => {
      this.#pairs.delete(near);
      there(0, () => far.end());
    });
    far.once('close', () => back(0, () => near.destroySoon()));
  }

  #pass(near: Socket, queue: InOrder, lostIn: readonly Weather['kind'][], go: () => void): void {
    if (lostIn.includes(this.#weather.kind)) this.#holed.add(near);
    else queue(this.#weather.kind === 'late' ? this.#options.random() * this.#weather.upToMs : 0, go);
  }

  #cut(near: Socket): void {
    near.resetAndDestroy();
    this.#pairs.get(near)?.resetAndDestroy();
  }
}

type InOrder = (delayMs: number, go: () => void) => void;

/** Runs each when its delay is over and all before it ran; at once where nothing waits. */
function inOrder(): InOrder {
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();
  return (delayMs, go) => {
    if (delayMs === 0 && waiting === 0) return go();
    waiting += 1;
    const due = new Promise((resolve) => setTimeout(resolve, delayMs));
    last = Promise.all([last, due]).then(() => {
      waiting -= 1;
      go();
    });
  };
}
