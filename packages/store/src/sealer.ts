/** Seals the audit trail soon after each write, and now and then for writes of other processes. */

import type { AuditPort } from '@andon/core';

export interface SealerOptions {
  readonly audit: Pick<AuditPort, 'seal'>;
  /** Told of every failure to seal. The sealer goes on; what is not sealed now is sealed next time. */
  readonly onError: (error: unknown) => void;
  /** Nudges within this time are answered together, in ms. Default 20. */
  readonly gatherMs?: number;
  /** Seals at least this often, in ms. Default 1000. */
  readonly idleMs?: number;
}

export class Sealer {
  readonly #audit: Pick<AuditPort, 'seal'>;
  readonly #onError: (error: unknown) => void;
  readonly #gatherMs: number;
  readonly #idleMs: number;
  #timer: NodeJS.Timeout | null = null;
  /** When the timer goes off. */
  #dueAt = Number.POSITIVE_INFINITY;
  #sealing: Promise<void> | null = null;
  /** Whether something was written since the present sealing began. */
  #nudged = false;
  #stopped = false;

  constructor({ audit, onError, gatherMs = 20, idleMs = 1_000 }: SealerOptions) {
    this.#audit = audit;
    this.#onError = onError;
    this.#gatherMs = gatherMs;
    this.#idleMs = idleMs;
    this.#schedule(idleMs);
  }

  /** Something was written: seal it soon. */
  nudge(): void {
    if (this.#sealing) this.#nudged = true;
    else this.#schedule(this.#gatherMs);
  }

  /** Seals what is left, then no more. Idempotent. */
  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    await this.#sealing;
    await this.#seal();
  }

  #schedule(delayMs: number): void {
    if (this.#stopped) return;
    const dueAt = performance.now() + delayMs;
    if (this.#timer && dueAt >= this.#dueAt) return;
    if (this.#timer) clearTimeout(this.#timer);
    this.#dueAt = dueAt;
    this.#timer = setTimeout(() => this.#go(), delayMs);
    // Whoever wants the last seals calls `stop`.
    this.#timer.unref();
  }

  #go(): void {
    this.#timer = null;
    this.#dueAt = Number.POSITIVE_INFINITY;
    this.#nudged = false;
    this.#sealing = this.#seal().finally(() => {
      this.#sealing = null;
      this.#schedule(this.#nudged ? this.#gatherMs : this.#idleMs);
    });
  }

  async #seal(): Promise<void> {
    try {
      await this.#audit.seal();
    } catch (error) {
      this.#onError(error);
    }
  }
}
