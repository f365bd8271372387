/**
 * Judging: the vertical says what came of an effect, or what would have been right, from what the plant shows then. What
 * is not judged by its horizon is `unjudged`, which is never success.
 *
 * ```
 * offered ─▶ judge ─┬─ critical, of the agent's own act ─▶ lower the grant ─┐
 *                   └───────────────────────────────────────────────────────┴─▶ count ─▶ judged, with its evidence
 *                                                      drift ─▶ lower ─▶ count again ┘
 * ```
 */

import { AndonError, type Effect, type JsonObject, type Outcome, type Proposal, type Reason } from '@andon/core';
import type { Judgement } from '@andon/sdk';
import { knownAction, type LoadedAgent, type RuntimeContext, stamp } from './context.ts';
import { type Count, count, type Judged } from './counting.ts';
import { lowerForHarm } from './demotion.ts';
import { readingsOf } from './gate-state.ts';
import { LOOK_AGAIN_MS } from './outcomes.ts';
import { standing } from './standings.ts';

/** Lets the vertical judge one outcome that was offered: of an effect, or of a proposal whether it was executed or not. */
export async function judgeOutcome(context: RuntimeContext, id: string): Promise<void> {
  const outcome = await context.record.outcomes.get(id);
  if (outcome?.state !== 'offered') return;
  const loaded = context.agents.get(outcome.agentId);
  if (!loaded) throw new AndonError('agent.not-loaded', { agentId: outcome.agentId });
  const proposal = await context.record.proposals.get(outcome.proposalId);
  if (!proposal) throw new AndonError('proposal.unknown', { proposalId: outcome.proposalId });
  const effect = outcome.effectId === null ? null : await context.record.effects.get(outcome.effectId);
  if (outcome.effectId !== null && !effect) throw new AndonError('effect.unknown', { effectId: outcome.effectId });
  const judged = judge(context, loaded, { outcome, proposal, effect });
  if (effect && judged.state === 'critical') await lowerForHarm(context, effect, proposal, judged);
  await conclude(context, loaded, outcome, judged);
}

interface Judging {
  readonly outcome: Outcome;
  readonly proposal: Proposal;
  /** `null` where the proposal itself is judged. */
  readonly effect: Effect | null;
}

function judge(context: RuntimeContext, loaded: LoadedAgent, judging: Judging): Concluded {
  const { outcome, proposal, effect } = judging;
  const actionType = effect?.actionType ?? outcome.evidence?.actionType ?? proposal.actionType;
  const verify = knownAction(loaded, actionType)?.verify;
  // What waited for a sample that never came has nothing to be judged by, nor has what was never tried; and of what an
  // earlier version did there may be no judge any more.
  const nothingCame = outcome.tag !== null && outcome.sample === null;
  if (!verify || nothingCame || (effect === null && verify.judges !== 'proposal')) return givenUp;
  const readings = readingsOf(context.tags);
  return judgementOf(context, outcome, () =>
    verify.judge({
      params: effect?.params ?? outcome.evidence?.proposed ?? proposal.params,
      before: effect?.before ?? null,
      after: effect?.after ?? null,
      sample: outcome.sample?.value ?? null,
      readings: (tag) => readings(`${loaded.agent.scope}/${tag}`),
      evidence: proposal.evidence,
      nowMs: context.plant.plantMs(),
    }),
  );
}

/** Writes the judgement with what it counts, and tells of both. */
async function conclude(context: RuntimeContext, loaded: LoadedAgent, outcome: Outcome, judged: Concluded) {
  const { state, finding, dueMs } = judged;
  const judgement = { state, finding, ...(dueMs !== undefined && { dueMs }) };
  for (;;) {
    const counted = state === 'open' ? null : await count(context, outcome, state);
    const result = await context.record.outcomes.judge(outcome.id, judgement, counted?.update ?? null, stamp(context));
    if (result.kind === 'overtaken') continue;
    if (result.kind !== 'judged' || result.outcome.state === 'open') {
      context.events.emit('moved');
      return;
    }
    context.events.tell('outcome.judged', result.outcome);
    if (counted) await tellCounted(context, loaded, counted);
    return;
  }
}

/** Asks the record only where somebody listens; that it cannot be told takes nothing of the judgement back. */
async function tellCounted(context: RuntimeContext, loaded: LoadedAgent, { update, passed }: Count): Promise<void> {
  const { events, authority } = context;
  const heard = events.listenerCount('evidence.counted') + (passed ? events.listenerCount('evidence.passed') : 0);
  const { actionType } = update.subject;
  if (heard === 0 || !knownAction(loaded, actionType)) return;
  try {
    const now = await standing(context, loaded, update.subject, await authority.ensure());
    events.tell('evidence.counted', now);
    if (passed) events.tell('evidence.passed', now);
  } catch (error) {
    events.tell('trouble', 'evidence.counted', error);
  }
}

/** What is written of a judgement. */
interface Concluded {
  readonly state: Judged | 'open';
  readonly finding: JsonObject;
  readonly reasons: readonly Reason[];
  readonly dueMs?: number;
}

const givenUp: Concluded = { state: 'unjudged', finding: {}, reasons: [] };

/** What the vertical says, as it is stored. A judge that throws could not tell: its fault stays its own. */
function judgementOf(context: RuntimeContext, outcome: Outcome, ask: () => Judgement | 'not-yet'): Concluded {
  let judged: Judgement | 'not-yet';
  try {
    judged = ask();
  } catch (error) {
    context.events.tell('trouble', 'verify.judge', error);
    judged = 'not-yet';
  }
  if (judged !== 'not-yet') {
    const { kind: state, reasons, measures } = judged;
    return { state, finding: { reasons, ...measures } as unknown as JsonObject, reasons };
  }
  const nowMs = context.plant.plantMs();
  if (nowMs >= outcome.horizonMs) return givenUp;
  // Where no sample will call, time does: without a later look it would be due again at this very instant.
  const nextLook = outcome.tag === null ? { dueMs: Math.min(nowMs + LOOK_AGAIN_MS, outcome.horizonMs) } : {};
  return { state: 'open', finding: {}, reasons: [], ...nextLook };
}
