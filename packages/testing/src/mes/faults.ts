/** What may go wrong between a MES and its client, each once on demand or at random with a seed. */

import type { Random } from '@andon/core';

/**
 * - `lose-request`: it never arrives, and nobody answers
 * - `late-request`: it arrives after its sender gave up
 * - `double-request`: it arrives twice
 * - `reset-before`, `reset-answer`: the connection breaks, before it arrives or in the middle of the answer
 * - `lose-answer`, `late-answer`: it is executed, and the answer never comes, or after the sender gave up
 * - `slow-answer`: it comes late, but in time
 * - `error-before`, `error-after`: something in between says 5xx, before it arrives or after it was executed
 */
export const faultKinds = [
  'lose-request',
  'late-request',
  'double-request',
  'reset-before',
  'reset-answer',
  'lose-answer',
  'late-answer',
  'slow-answer',
  'error-before',
  'error-after',
] as const;

export type FaultKind = (typeof faultKinds)[number];

export interface FaultPlan {
  /** Share of commands that something strikes, 0…1; each kind as often as any other. */
  readonly share: number;
  readonly random: Random;
}

export class Faults {
  /** How often each kind struck. */
  readonly struck: Record<FaultKind, number> = Object.fromEntries(faultKinds.map((kind) => [kind, 0])) as Record<
    FaultKind,
    number
  >;
  readonly #plan: FaultPlan | null;
  readonly #next: FaultKind[] = [];

  /** @param plan `null`: only what `strike` asks for */
  constructor(plan: FaultPlan | null = null) {
    this.#plan = plan;
  }

  /** The next commands are struck by these, in order. */
  strike(...kinds: readonly FaultKind[]): void {
    this.#next.push(...kinds);
  }

  /** What strikes the command that now arrives. */
  take(): FaultKind | null {
    const kind = this.#next.shift() ?? this.#drawn();
    if (kind !== null) this.struck[kind] += 1;
    return kind;
  }

  #drawn(): FaultKind | null {
    if (this.#plan === null) return null;
    const { share, random } = this.#plan;
    if (random.next() >= share) return null;
    return faultKinds[Math.floor(random.next() * faultKinds.length)] ?? null;
  }
}
