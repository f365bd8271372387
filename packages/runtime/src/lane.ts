/**
 * The lane of a line: its acts leave one at a time, in order of intent, from the one process that holds the line's
 * lease. What is dispatched here goes at once; the queue only reminds of what was left over.
 */

import type { Scope } from '@andon/core';
import { lineQueue, type RuntimeContext } from './context.ts';
import { perform } from './gateway.ts';

export class Lane {
  readonly #context: RuntimeContext;
  readonly #line: Scope;
  #tail: Promise<void> = Promise.resolve();
  #token: number | null = null;
  #heldUntilMs = 0;

  constructor(context: RuntimeContext, line: Scope) {
    this.#context = context;
    this.#line = line;
  }

  /**
   * Performs an effect after those dispatched before it.
   *
   * @returns whether it was tried: `false` while another process holds the line
   */
  dispatch(effectId: string): Promise<boolean> {
    const turn = this.#tail.then(() => this.#perform(effectId));
    // An error belongs to the caller of this turn; the next turn goes on.
    this.#tail = turn.then(
      () => {},
      () => {},
    );
    return turn;
  }

  /** Waits for what was dispatched and gives the line back. */
  async close(): Promise<void> {
    await this.#tail;
    if (this.#token === null) return;
    this.#token = null;
    await this.#context.record.lanes.release(this.#line, this.#context.holder);
  }

  async #perform(effectId: string): Promise<boolean> {
    const token = await this.#hold();
    if (token === null) return false;
    await perform(this.#context, effectId, token);
    return true;
  }

  /** The line's token; `null` while another process holds it. The claim checks it again in the record. */
  async #hold(): Promise<number | null> {
    const { record, clock, holder, limits } = this.#context;
    const askedAtMs = clock.monotonicMs();
    if (this.#token !== null && this.#heldUntilMs - askedAtMs > limits.laneLeaseMs / 2) return this.#token;
    const held = await record.lanes.hold(this.#line, holder, limits.laneLeaseMs);
    this.#token = held.kind === 'held' ? held.token : null;
    this.#heldUntilMs = askedAtMs + limits.laneLeaseMs;
    return this.#token;
  }
}

/** The lanes of a process, made as lines are met. */
export class Lanes {
  readonly #context: RuntimeContext;
  readonly #lanes = new Map<Scope, Lane>();
  /** On their way to the queue; a process that ends at once must not cut them off. */
  readonly #reminders = new Set<Promise<unknown>>();

  constructor(context: RuntimeContext) {
    this.#context = context;
  }

  of(line: Scope): Lane {
    let lane = this.#lanes.get(line);
    if (!lane) {
      lane = new Lane(this.#context, line);
      this.#lanes.set(line, lane);
    }
    return lane;
  }

  /**
   * Dispatches a freshly intended effect and, off that path, leaves a reminder on the line's queue in case this
   * process does not live to settle it. Where another process holds the line, that one is told at once.
   */
  dispatch(effectId: string, line: Scope): void {
    this.remind(effectId, line, { id: `${effectId}-0`, delayMs: this.#context.limits.sweepMs });
    this.of(line)
      .dispatch(effectId)
      .then((tried) => {
        if (!tried) this.remind(effectId, line, { id: `${effectId}-now` });
      })
      .catch((error) => this.#context.events.tell('trouble', 'lane', error));
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.#lanes.values()].map((lane) => lane.close()));
    await Promise.all(this.#reminders);
  }

  /** Leaves a hint on the line's queue, for whichever process holds the line. */
  remind(effectId: string, line: Scope, options: { id: string; delayMs?: number }): void {
    const { bus, events } = this.#context;
    const reminder = bus
      .add(lineQueue(line), 'effect.recover', { effectId, line, wake: 0 }, options)
      .catch((error) => events.tell('trouble', 'queue.add', error))
      .finally(() => this.#reminders.delete(reminder));
    this.#reminders.add(reminder);
  }
}
