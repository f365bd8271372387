/**
 * One stop, pressed while a proposal waits, and reset by the shift lead: what was approved before it
 * is not sent, and nothing comes back by itself.
 */

import { type Actor, isAndonError, type Proposal, type RecordPort, type Stop } from '@andon/core';
import { RESET_ROLE, type Runtime } from '@andon/runtime';
import { line } from '@andon/sim-line';
import { someoneWith } from '../site/people.ts';

const minuteMs = 60_000;
const PRESS_AFTER_MS = 20_000;
const RESET_AFTER_MS = 6 * minuteMs;

export interface StopDrillOptions {
  readonly runtime: Pick<Runtime, 'events' | 'plantMs' | 'pressStop' | 'resetStop'>;
  readonly record: Pick<RecordPort, 'stops'>;
  readonly people: readonly Actor[];
  /** Where the list of people stands, for errors. */
  readonly peopleAt: string;
  /** The drill begins with the proposal about the n-th coil. */
  readonly atCoil: number;
}

export class StopDrill {
  readonly #options: StopDrillOptions;
  #coils = 0;
  #pressAtMs: number | null = null;
  #resetAtMs: number | null = null;
  #done = false;

  constructor(options: StopDrillOptions) {
    this.#options = options;
    options.runtime.events.on('proposal.made', (proposal) => this.#count(proposal));
  }

  /** Takes up a drill where an earlier process left it; `earlier` are its proposals, the oldest first. */
  async resume(earlier: readonly Proposal[]): Promise<void> {
    for (const proposal of earlier) this.#count(proposal);
    const { stops } = this.#options.record;
    if ((await stops.epoch(line)) > 0) {
      this.#done = true;
      this.#pressAtMs = null;
    }
    const [latched] = await stops.active();
    if (latched) this.#planReset(latched);
  }

  nextDue(): number | null {
    const due = [this.#pressAtMs, this.#resetAtMs].filter((ms) => ms !== null);
    return due.length === 0 ? null : Math.min(...due);
  }

  async act(): Promise<boolean> {
    const nowMs = this.#options.runtime.plantMs();
    if (this.#pressAtMs !== null && this.#pressAtMs <= nowMs) {
      this.#pressAtMs = null;
      await this.press(this.#person('quality-inspector'), 'drill: the crew practises the stop');
      return true;
    }
    if (this.#resetAtMs !== null && this.#resetAtMs <= nowMs) {
      this.#resetAtMs = null;
      await this.#reset();
      return true;
    }
    return false;
  }

  /** Also for whoever watches and presses `s`. */
  async press(by: Actor, reason: string): Promise<void> {
    const { stop } = await this.#options.runtime.pressStop({ scope: line, by, reason });
    this.#planReset(stop);
  }

  #count(proposal: Proposal): void {
    if (proposal.command.material === null || this.#done) return;
    this.#coils += 1;
    if (this.#coils < this.#options.atCoil || !couldLeave(proposal)) return;
    this.#done = true;
    this.#pressAtMs = proposal.createdMs + PRESS_AFTER_MS;
  }

  /** The drill resets what it pressed. Who pressed does not reset: a stop of the shift lead's waits for somebody else. */
  #planReset({ pressedBy, pressedAt }: Stop): void {
    if (pressedBy.id === this.#person(RESET_ROLE).id) return;
    this.#resetAtMs = pressedAt.plantMs + RESET_AFTER_MS;
  }

  async #reset(): Promise<void> {
    const by = this.#person(RESET_ROLE);
    try {
      await this.#options.runtime.resetStop({ scope: line, by, cause: 'drill', reason: 'the drill is over' });
    } catch (error) {
      // Somebody at another terminal was quicker.
      if (!isAndonError(error, 'stop.unknown')) throw error;
    }
  }

  #person(role: string): Actor {
    return someoneWith(this.#options.people, role, this.#options.peopleAt);
  }
}

/** Whether it could leave, as it was made: then a stop has something to hold back. One that was edited since could. */
function couldLeave({ verdict, revision }: Proposal): boolean {
  return ['await-approval', 'veto-window', 'execute'].includes(verdict.kind) || revision > 1;
}
