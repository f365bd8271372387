/**
 * Seals the audit trail soon after each write, and now and then for writes of other processes; and signs a checkpoint of
 * what is sealed, every so many events or seconds, whichever is first.
 */

import type { AuditPort, CheckpointMaking, SignedCheckpoint } from '@andon/core';

export interface SealerOptions {
  readonly audit: Pick<AuditPort, 'seal'>;
  /** Told of every failure to seal or to sign. The sealer goes on; what is not done now is done next time. */
  readonly onError: (error: unknown) => void;
  /** Nudges within this time are answered together, in ms. Default 20. */
  readonly gatherMs?: number;
  /** Seals at least this often, in ms. Default 1000. */
  readonly idleMs?: number;
  /** Not given: another process signs. */
  readonly checkpoints?: CheckpointOptions;
}

export interface CheckpointOptions extends Pick<CheckpointMaking, 'origin' | 'sign'> {
  readonly audit: Pick<AuditPort, 'checkpoint'>;
  readonly wallMs: () => number;
  /** Told of each one once it is committed; it must neither throw nor take time. */
  readonly onCheckpoint: (checkpoint: SignedCheckpoint) => void;
  /** Events from one to the next, at most. Default 1000. */
  readonly everyEvents?: number;
  /** Time from one to the next, where anything was sealed, in ms. Default 10 000. */
  readonly everyMs?: number;
}

export class Sealer {
  readonly #audit: SealerOptions['audit'];
  readonly #onError: (error: unknown) => void;
  readonly #gatherMs: number;
  readonly #idleMs: number;
  readonly #checkpoints: Required<CheckpointOptions> | null;
  #timer: NodeJS.Timeout | null = null;
  /** When the timer goes off. */
  #dueAt = Number.POSITIVE_INFINITY;
  #sealing: Promise<void> | null = null;
  /** Whether something was written since the present sealing began. */
  #nudged = false;
  #stopped = false;
  /** Events that this process sealed since the last checkpoint. */
  #unsigned = 0;
  #signedAt = performance.now();

  constructor({ audit, onError, gatherMs = 20, idleMs = 1_000, checkpoints }: SealerOptions) {
    this.#audit = audit;
    this.#onError = onError;
    this.#gatherMs = gatherMs;
    this.#idleMs = idleMs;
    this.#checkpoints = checkpoints ? { everyEvents: 1_000, everyMs: 10_000, ...checkpoints } : null;
    this.#schedule(idleMs);
  }

  /** Something was written: seal it soon. */
  nudge(): void {
    if (this.#sealing) this.#nudged = true;
    else this.#schedule(this.#gatherMs);
  }

  /** Seals and signs what is left, then no more. Idempotent. */
  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    await this.#sealing;
    await this.#seal();
    await this.#sign();
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
    const everyEvents = this.#checkpoints?.everyEvents ?? Number.POSITIVE_INFINITY;
    const everyMs = this.#checkpoints?.everyMs ?? Number.POSITIVE_INFINITY;
    try {
      for (;;) {
        const most = everyEvents - this.#unsigned;
        const sealed = await this.#audit.seal(most);
        this.#unsigned += sealed;
        // Of events that another process sealed nothing is known here, so time alone is a reason to look.
        if (this.#unsigned >= everyEvents || performance.now() - this.#signedAt >= everyMs) await this.#sign();
        if (sealed < most) return;
      }
    } catch (error) {
      this.#onError(error);
    }
  }

  /** After a failure it is tried again when the next one is due, not at every seal. */
  async #sign(): Promise<void> {
    if (!this.#checkpoints) return;
    const { audit, origin, sign, wallMs, onCheckpoint } = this.#checkpoints;
    this.#unsigned = 0;
    this.#signedAt = performance.now();
    try {
      const made = await audit.checkpoint({ origin, sign, wallMs: wallMs() });
      if (made) onCheckpoint(made);
    } catch (error) {
      this.#onError(error);
    }
  }
}
