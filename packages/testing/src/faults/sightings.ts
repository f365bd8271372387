/**
 * What the proxy between worker and MES saw of each effect's key: when its command left, and how far its exchange got.
 * It is told apart from what the record says and from what the MES's own log says.
 */

import type { Link } from './proxy.ts';

/** In the order of the protocol. */
export type Seen = 'sent' | 'asked' | 'read-back';

export interface Departure {
  readonly key: string;
  /** Wall time at which its bytes came out of the worker. */
  readonly atMs: number;
}

export class Sightings {
  readonly departures: Departure[] = [];
  /** Told the moment something is seen. */
  onSeen: (what: Seen, key: string) => void = () => {};
  readonly #nowMs: () => number;
  readonly #seen = new Map<string, Set<Seen>>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** A head comes in one piece: it is written in one, and short. */
  sent(link: Link, piece: Buffer): void {
    const head = piece.toString('latin1');
    const command = /^POST [^\r]*[\s\S]*?^idempotency-key: (\S+)/im.exec(head)?.[1];
    const question = /^GET \/commands\/([^?\s]+)/.exec(head)?.[1];
    if (command === undefined && question === undefined) {
      if (/^[A-Z]+ \//.test(head)) link.asked = null;
      return;
    }
    const key = decodeURIComponent(command ?? question ?? '');
    if (command !== undefined) this.departures.push({ key, atMs: this.#nowMs() });
    link.asked = command === undefined ? key : null;
    this.#note(command === undefined ? 'asked' : 'sent', key);
  }

  answered(link: Link): void {
    if (link.asked === null) return;
    const key = link.asked;
    link.asked = null;
    this.#note('read-back', key);
  }

  /** Of the worker that runs now. */
  has(what: Seen, key: string): boolean {
    return this.#seen.get(key)?.has(what) ?? false;
  }

  /** Another worker begins: how far the one before it got is over. Departures stay. */
  begin(): void {
    this.#seen.clear();
  }

  #note(what: Seen, key: string): void {
    const seen = this.#seen.get(key) ?? new Set();
    this.#seen.set(key, seen.add(what));
    this.onSeen(what, key);
  }
}
