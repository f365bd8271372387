/**
 * The sweeper: jobs are hints, and hints get lost. It re-derives every one of them from the record.
 */

import { lineQueue, type RuntimeContext } from './context.ts';
import { hintOutcome } from './outcomes.ts';
import { hintRun } from './runs.ts';

const AT_ONCE = 500;

/** Puts a fresh hint on the queue for everything that is not settled. Answers how many. */
export async function sweep(context: RuntimeContext): Promise<number> {
  const { record, bus, plant } = context;
  const runs = await record.runs.wake(AT_ONCE);
  for (const run of runs) await hintRun(context, run);
  const effects = await record.effects.wake(AT_ONCE);
  for (const { id: effectId, line, wake } of effects) {
    await bus.add(lineQueue(line), 'effect.recover', { effectId, line, wake }, { id: `${effectId}-${wake}` });
  }
  // What came due while nobody brought a sample: a process that died between a decision and its count.
  await record.outcomes.takeDue(plant.plantMs());
  const outcomes = await record.outcomes.wake(AT_ONCE);
  for (const outcome of outcomes) await hintOutcome(context, outcome);
  return runs.length + effects.length + outcomes.length;
}

/** Sweeps now and then every so often, until closed. */
export class Sweeper {
  readonly #context: RuntimeContext;
  #timer: NodeJS.Timeout | null = null;
  #sweeping: Promise<void> = Promise.resolve();

  constructor(context: RuntimeContext) {
    this.#context = context;
  }

  async start(): Promise<number> {
    const found = await sweep(this.#context);
    this.#timer = setInterval(() => {
      this.#sweeping = this.#sweepQuietly();
    }, this.#context.limits.sweepMs);
    return found;
  }

  async close(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    await this.#sweeping;
  }

  async #sweepQuietly(): Promise<void> {
    try {
      await sweep(this.#context);
    } catch (error) {
      this.#context.events.tell('trouble', 'sweep', error);
    }
  }
}
