/** Outcomes in the memory record. */

import type { Outcome, OutcomesPort } from '@andon/core';
import { refsOf } from './effects.ts';
import { andon, asStored, latestOf, type State, tally, tell } from './state.ts';

export function outcomesOf(state: State): OutcomesPort {
  return {
    async get(effectId) {
      return state.outcomes.get(effectId) ?? null;
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
    async judge(effectId, { state: judged, finding, dueMs: nextMs }, at) {
      const outcome = state.outcomes.get(effectId);
      if (!outcome) return null;
      if (outcome.state === judged) return outcome;
      if (outcome.state !== 'offered') return null;
      if (judged === 'open') {
        const dueMs = nextMs ?? outcome.dueMs;
        return replace(state, { ...outcome, state: 'open', sample: null, finding: asStored(finding), dueMs });
      }
      const ended = replace(state, { ...outcome, state: judged, finding: asStored(finding), judgedMs: at.plantMs });
      const effect = state.effects.get(effectId)?.effect;
      const { sample, tag, material, dueMs, horizonMs } = outcome;
      tell(state, {
        type: 'outcome.judged',
        at,
        actor: andon,
        scope: effect?.command.asset ?? null,
        refs: effect ? refsOf(effect) : {},
        data: { state: judged, finding, sample, tag, material, dueMs, horizonMs },
      });
      return ended;
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

/** Waits for nothing but its time, which has come; or has waited too long. */
export function isOutcomeDue({ state: at, tag, dueMs, horizonMs }: Outcome, nowMs: number): boolean {
  return at === 'open' && ((tag === null && dueMs <= nowMs) || horizonMs < nowMs);
}

function all(state: State): Outcome[] {
  return [...state.outcomes.values()];
}

function replace(state: State, outcome: Outcome): Outcome {
  state.outcomes.set(outcome.effectId, outcome);
  return outcome;
}
