/**
 * Outcomes that wait: each for a sample about its material, or for its time. What comes is offered to them, and the queue
 * is told; `judging.ts` lets the vertical judge them.
 */

import type { Sample } from '@andon/connect';
import type { JsonObject, Outcome } from '@andon/core';
import type { RuntimeContext } from './context.ts';

/** Plant time between two looks of a judge that could not tell yet, in ms. */
export const LOOK_AGAIN_MS = 60_000;

/** Gives a sample to the outcomes that wait for it. */
export async function offerSample(context: RuntimeContext, sample: Sample): Promise<void> {
  if (sample.value === null) return;
  const asked = new Set<string | null>();
  for (const { agent, vertical } of context.agents.values()) {
    for (const { verify } of Object.values(vertical.actions)) {
      if (!('sample' in verify.when) || `${agent.scope}/${verify.when.sample}` !== sample.tag) continue;
      const material = materialOf(context, verify.when.materialOf, sample.value);
      if (material === undefined || asked.has(material)) continue;
      asked.add(material);
      const { tag, value, sourceTs } = sample;
      const stored = { value, sourceTs } as unknown as JsonObject;
      // By when it was measured: a sample of before the act, delivered late or again, says nothing of it.
      const offered = await context.record.outcomes.offer({ tag, material, sample: stored, plantMs: sourceTs });
      await hintAll(context, offered);
    }
  }
}

/** `undefined` where the vertical throws: to it the sample says nothing. */
function materialOf(context: RuntimeContext, ask: (value: unknown) => string | null, value: unknown) {
  try {
    return ask(value);
  } catch (error) {
    context.events.tell('trouble', 'verify.materialOf', error);
    return undefined;
  }
}

/** Takes up the outcomes that time judges, and those whose horizon is over. */
export async function offerDue(context: RuntimeContext): Promise<void> {
  await hintAll(context, await context.record.outcomes.takeDue(context.plant.plantMs()));
}

export async function hintOutcome(context: RuntimeContext, { id: outcomeId, wake }: Outcome): Promise<void> {
  try {
    // The job's field is named for effects; it carries the outcome's id, which may be a proposal's.
    // Offered again after `not-yet`, perhaps at the same instant, it is another hint: a queue would ignore a known id.
    const id = `${outcomeId}-${context.newId('hint')}`;
    await context.bus.add('later', 'outcome.verify', { outcomeId, wake }, { id });
  } catch (error) {
    context.events.tell('trouble', 'queue.add', error);
  }
}

async function hintAll(context: RuntimeContext, outcomes: readonly Outcome[]): Promise<void> {
  for (const outcome of outcomes) await hintOutcome(context, outcome);
}
