/**
 * Outcomes: what came of an effect, judged later by the vertical from what the plant shows then. What is not judged
 * by its horizon is `unjudged`, which is never success.
 */

import type { Sample } from '@andon/connect';
import { AndonError, type JsonObject, type Outcome } from '@andon/core';
import { actionOf, type Judgement } from '@andon/sdk';
import { type RuntimeContext, stamp } from './context.ts';
import { readingsOf } from './gate-state.ts';

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

export async function hintOutcome(context: RuntimeContext, { effectId, wake }: Outcome): Promise<void> {
  try {
    // Offered again after `not-yet`, perhaps at the same instant, it is another hint: a queue would ignore a known id.
    const id = `${effectId}-${context.newId('hint')}`;
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
  const readings = readingsOf(context.tags);
  // What waited for a sample that never came has nothing to be judged by.
  const given =
    outcome.tag !== null && outcome.sample === null
      ? givenUp
      : judgementOf(context, outcome, () =>
          verify.judge({
            params: effect.params,
            before: effect.before,
            after: effect.after,
            sample: outcome.sample?.value ?? null,
            readings: (tag) => readings(`${scope}/${tag}`),
            evidence: proposal?.evidence ?? {},
            nowMs: context.plant.plantMs(),
          }),
        );
  const result = await context.record.outcomes.judge(effectId, given, stamp(context));
  if (result && result.state !== 'open') context.events.tell('outcome.judged', result);
  else context.events.emit('moved');
}

/** Plant time between two looks of a judge that could not tell yet, in ms. */
const LOOK_AGAIN_MS = 60_000;

const givenUp = { state: 'unjudged', finding: {} } as const;

/** What the vertical says, as it is stored. A judge that throws could not tell: its fault stays its own. */
function judgementOf(context: RuntimeContext, outcome: Outcome, judge: () => Judgement | 'not-yet') {
  let judged: Judgement | 'not-yet';
  try {
    judged = judge();
  } catch (error) {
    context.events.tell('trouble', 'verify.judge', error);
    judged = 'not-yet';
  }
  if (judged !== 'not-yet') {
    return { state: judged.kind, finding: { reasons: judged.reasons, ...judged.measures } as unknown as JsonObject };
  }
  const nowMs = context.plant.plantMs();
  if (nowMs >= outcome.horizonMs) return givenUp;
  // Where no sample will call, time does: without a later look it would be due again at this very instant.
  const nextLook = outcome.tag === null ? { dueMs: Math.min(nowMs + LOOK_AGAIN_MS, outcome.horizonMs) } : {};
  return { state: 'open', finding: {}, ...nextLook } as const;
}

async function hintAll(context: RuntimeContext, outcomes: readonly Outcome[]): Promise<void> {
  for (const outcome of outcomes) await hintOutcome(context, outcome);
}
