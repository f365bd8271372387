/**
 * Outcomes: what came of an effect, judged later by the vertical from what the plant shows then. What is not judged
 * by its horizon is `unjudged`, which is never success.
 */

import type { Sample } from '@andon/connect';
import { AndonError, type JsonObject, type Outcome } from '@andon/core';
import { actionOf } from '@andon/sdk';
import { type RuntimeContext, stamp } from './context.ts';
import { readingsOf } from './gate-state.ts';

/** Gives a sample to the outcomes that wait for it. */
export async function offerSample(context: RuntimeContext, sample: Sample): Promise<void> {
  if (sample.value === null) return;
  const asked = new Set<string | null>();
  for (const { agent, vertical } of context.agents.values()) {
    for (const { verify } of Object.values(vertical.actions)) {
      if (!('sample' in verify.when) || `${agent.scope}/${verify.when.sample}` !== sample.tag) continue;
      const material = verify.when.materialOf(sample.value);
      if (asked.has(material)) continue;
      asked.add(material);
      const { tag, value, sourceTs } = sample;
      const stored = { value, sourceTs } as unknown as JsonObject;
      const plantMs = context.plant.plantMs();
      await hintAll(context, await context.record.outcomes.offer({ tag, material, sample: stored, plantMs }));
    }
  }
}

/** Takes up the outcomes that time judges, and those whose horizon is over. */
export async function offerDue(context: RuntimeContext): Promise<void> {
  await hintAll(context, await context.record.outcomes.takeDue(context.plant.plantMs()));
}

export async function hintOutcome(context: RuntimeContext, { effectId, wake }: Outcome): Promise<void> {
  try {
    // Offered again after `not-yet` is another hint, so the time goes into its id as well.
    const id = `${effectId}-${wake}-${context.plant.plantMs()}`;
    await context.bus.add('later', 'outcome.verify', { effectId, wake }, { id });
  } catch (error) {
    context.events.tell('trouble', 'queue.add', error);
  }
}

/** Lets the vertical judge one outcome that was offered. */
export async function judgeOutcome(context: RuntimeContext, effectId: string): Promise<void> {
  const outcome = await context.record.outcomes.get(effectId);
  if (outcome?.state !== 'offered') return;
  const effect = await context.record.effects.get(effectId);
  const loaded = context.agents.get(outcome.agentId);
  if (!effect) throw new AndonError('effect.unknown', { effectId });
  if (!loaded) throw new AndonError('agent.not-loaded', { agentId: outcome.agentId });
  const proposal = await context.record.proposals.get(effect.proposalId);
  const { scope } = loaded.agent;
  const { verify } = actionOf(loaded.vertical, effect.actionType);
  const nowMs = context.plant.plantMs();
  const readings = readingsOf(context.tags);
  const judged = verify.judge({
    params: effect.params,
    before: effect.before,
    after: effect.after,
    sample: outcome.sample?.['value'] ?? null,
    readings: (tag) => readings(`${scope}/${tag}`),
    evidence: proposal?.evidence ?? {},
    nowMs,
  });
  const given =
    judged === 'not-yet'
      ? { state: nowMs >= outcome.horizonMs ? ('unjudged' as const) : ('open' as const), finding: {} }
      : { state: judged.kind, finding: { reasons: judged.reasons, ...judged.measures } as unknown as JsonObject };
  const result = await context.record.outcomes.judge(effectId, given, stamp(context));
  if (result && result.state !== 'open') context.events.tell('outcome.judged', result);
  else context.events.emit('moved');
}

async function hintAll(context: RuntimeContext, outcomes: readonly Outcome[]): Promise<void> {
  for (const outcome of outcomes) await hintOutcome(context, outcome);
}
