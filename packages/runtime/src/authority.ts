/**
 * The authority that a gateway acts on: stops, grants and agents, read from the record and relied on for at most one
 * second of process time. Without a fresh one nothing leaves; so a process that lost the record, or was frozen, is
 * closed without being told.
 *
 * A stop latches here first, in the very call that presses it, and reaches the record afterwards.
 *
 * The lease is taken when it is needed, not kept alive: an idle gateway holds none, so a stop never waits for it.
 */

import { type AuthoritySnapshot, type Clock, isWithin, type RecordPort, type Scope, selfAndAbove } from '@andon/core';

export interface LocalLatch {
  readonly scope: Scope;
  readonly by: string;
}

export class Authority {
  readonly #record: RecordPort;
  readonly #clock: Clock;
  readonly #holder: string;
  readonly #leaseMs: number;
  /** In order of their presses, and whether the record carries them. */
  readonly #latches = new Map<LocalLatch, boolean>();
  #snapshot: AuthoritySnapshot | null = null;
  #validUntilMs = 0;
  #renewal: Promise<AuthoritySnapshot> | null = null;

  constructor(options: { record: RecordPort; clock: Clock; holder: string; leaseMs: number }) {
    this.#record = options.record;
    this.#clock = options.clock;
    this.#holder = options.holder;
    this.#leaseMs = options.leaseMs;
  }

  /** A snapshot, read anew where less than half of its lease is left. May be over when the record answers slowly. */
  async ensure(): Promise<AuthoritySnapshot> {
    // The record may count a reading under way as known here while we still act on the one before: wait it out.
    while (this.#renewal) await this.#renewal.catch(() => {});
    return this.#snapshot !== null && this.remainingMs() >= this.#leaseMs / 2 ? this.#snapshot : this.renew();
  }

  /** Reads the record now. Calls that overlap share one reading only if it began after they did. */
  async renew(): Promise<AuthoritySnapshot> {
    // A reading under way may have begun before the change that the caller wants to see: wait it out, then read.
    if (this.#renewal) await this.#renewal.catch(() => {});
    this.#renewal ??= this.#read().finally(() => {
      this.#renewal = null;
    });
    return this.#renewal;
  }

  /** The snapshot, `null` when its lease ran out. Synchronous: asked in the tick of the send. */
  current(): AuthoritySnapshot | null {
    return this.remainingMs() > 0 ? this.#snapshot : null;
  }

  remainingMs(): number {
    return Math.max(0, this.#validUntilMs - this.#clock.monotonicMs());
  }

  /** Latches a stop in this process, at once. */
  latch(latch: LocalLatch): void {
    this.#latches.set(latch, false);
  }

  /**
   * The record carries the stop of this latch, and with it of earlier ones on the scope that could not be written. They
   * are forgotten with the next snapshot that is asked for, since that one shows the stop, or that it was reset.
   */
  carried(latch: LocalLatch): void {
    for (const earlier of this.#latches.keys()) {
      if (earlier.scope === latch.scope) this.#latches.set(earlier, true);
      if (earlier === latch) return;
    }
  }

  /** The most general stop over an asset, local or recorded. */
  stopOver(asset: Scope, snapshot: AuthoritySnapshot): { readonly scope: Scope; readonly by: string } | null {
    const recorded = snapshot.stops.map((stop) => ({ scope: stop.scope, by: stop.pressedBy.name }));
    const over = [...this.#latches.keys(), ...recorded].filter((stop) => isWithin(asset, stop.scope));
    return over.reduce<LocalLatch | null>(
      (widest, stop) => (widest === null || stop.scope.length < widest.scope.length ? stop : widest),
      null,
    );
  }

  /** Closes: gives the lease back. */
  async close(): Promise<void> {
    this.#snapshot = null;
    this.#validUntilMs = 0;
    await this.#record.authority.yield(this.#holder);
  }

  async #read(): Promise<AuthoritySnapshot> {
    const carried = [...this.#latches].filter(([, isCarried]) => isCarried).map(([latch]) => latch);
    // Counted from before the question: the record's own lease begins later and so ends later.
    const askedAtMs = this.#clock.monotonicMs();
    const snapshot = await this.#record.authority.renew(this.#holder, this.#leaseMs);
    this.#snapshot = snapshot;
    this.#validUntilMs = askedAtMs + this.#leaseMs;
    for (const latch of carried) this.#latches.delete(latch);
    return snapshot;
  }
}

/** Epoch of the stops over an asset in a snapshot; 0 when there never was one. */
export function epochOver(asset: Scope, snapshot: AuthoritySnapshot): number {
  return Math.max(0, ...selfAndAbove(asset).map((scope) => snapshot.epochs[scope] ?? 0));
}
