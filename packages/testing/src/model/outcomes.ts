/** Outcomes in the memory record. */

import type { EvidenceUpdate, Outcome, OutcomePlan, OutcomesPort } from '@andon/core';
import { keepEvidence, nextEvidence } from './evidence.ts';
import { andon, asStored, latestOf, type State, tally, tell } from './state.ts';

export function outcomesOf(state: State): OutcomesPort {
  return {
    async get(id) {
      return state.outcomes.get(id) ?? null;
    },
    async offer({ tag, material, sample, plantMs }) {
      const waiting = all(state).filter(
        (outcome) =>
          outcome.state === 'open' &&
          outcome.tag === tag &&
          (outcome.material === null || outcome.material === material) &&
          outcome.dueMs <= plantMs,
      );
      return waiting.map((outcome) => replace(state, { ...outcome, state: 'offered', sample: asStored(sample) }));
    },
    async takeDue(plantMs) {
      const due = all(state).filter((outcome) => isOutcomeDue(outcome, plantMs));
      return due.map((outcome) => replace(state, { ...outcome, state: 'offered' }));
    },
    async judge(id, { state: judged, finding, dueMs: nextMs }, update, at) {
      const outcome = state.outcomes.get(id);
      if (!outcome) return { kind: 'not-open' };
      if (outcome.state === judged) return { kind: 'told', outcome };
      if (outcome.state !== 'offered') return { kind: 'not-open' };
      if (judged === 'open') {
        const dueMs = nextMs ?? outcome.dueMs;
        const reopened: Outcome = { ...outcome, state: 'open', sample: null, finding: asStored(finding), dueMs };
        return { kind: 'judged', outcome: replace(state, reopened) };
      }
      const evidence = update && nextEvidence(state, update);
      if (update && !evidence) return { kind: 'overtaken' };
      if (evidence) keepEvidence(state, evidence);
      const ended: Outcome = { ...outcome, state: judged, finding: asStored(finding), judgedMs: at.plantMs };
      const { sample, tag, material, dueMs, horizonMs } = outcome;
      const counted = { evidence: update && stampOf(update, outcome), evidenceRevision: evidence?.revision ?? null };
      tell(state, {
        type: 'outcome.judged',
        at,
        actor: andon,
        ...whereOf(state, outcome),
        data: { state: judged, finding, sample, tag, material, dueMs, horizonMs, ...counted },
      });
      return { kind: 'judged', outcome: replace(state, ended) };
    },
    async wake(limit) {
      const offered = all(state).filter((outcome) => outcome.state === 'offered');
      return offered.slice(0, limit).map((outcome) => replace(state, { ...outcome, wake: outcome.wake + 1 }));
    },
    async count() {
      return tally(all(state).map((outcome) => outcome.state));
    },
    async latest(limit) {
      return latestOf(all(state), limit);
    },
  };
}

/** Answers whether it opened: what is open or ended already stays as it is. */
export function openOutcome(
  state: State,
  of: Pick<Outcome, 'id' | 'proposalId' | 'effectId' | 'agentId'>,
  { tag, material, dueMs, horizonMs, evidence }: OutcomePlan,
): boolean {
  if (state.outcomes.has(of.id)) return false;
  const plan = { tag, material, dueMs, horizonMs, evidence };
  replace(state, { ...of, ...plan, state: 'open', sample: null, finding: null, judgedMs: null, wake: 0 });
  return true;
}

/** Waits for nothing but its time, which has come; or has waited too long. */
export function isOutcomeDue({ state: at, tag, dueMs, horizonMs }: Outcome, nowMs: number): boolean {
  return at === 'open' && ((tag === null && dueMs <= nowMs) || horizonMs < nowMs);
}

export function isOutcomeUnjudged(outcome: Outcome | undefined): boolean {
  return outcome?.state === 'open' || outcome?.state === 'offered';
}

/** What was counted: the subject as it was told, and the level that was planned. */
function stampOf({ subject }: EvidenceUpdate, { evidence }: Outcome) {
  const { fingerprint, actionType, riskClass, demotions } = subject;
  return { fingerprint, actionType, riskClass, demotions, level: evidence?.level ?? null };
}

/** Asset and grant are the effect's, or the proposal's where there is none. */
function whereOf(state: State, { proposalId, effectId, agentId }: Outcome) {
  const subject = effectId === null ? state.proposals.get(proposalId) : state.effects.get(effectId)?.effect;
  const refs = { proposalId, effectId, agentId, grantId: subject?.grantId ?? null };
  return { scope: subject?.command.asset ?? null, refs };
}

function all(state: State): Outcome[] {
  return [...state.outcomes.values()];
}

function replace(state: State, outcome: Outcome): Outcome {
  state.outcomes.set(outcome.id, outcome);
  return outcome;
}
