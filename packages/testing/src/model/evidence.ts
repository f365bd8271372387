/** Evidence in the memory record: one row a subject, replaced by whoever counted from what it says now. */

import type { Evidence, EvidencePort, EvidenceSubject, EvidenceUpdate } from '@andon/core';
import { asStored, keyOf, type State } from './state.ts';

export function evidenceOf(state: State): EvidencePort {
  return {
    async get(subject) {
      return state.evidence.get(rowOf(subject)) ?? null;
    },
    async list(agentId) {
      const rows = [...state.evidence.values()].filter((row) => agentId === undefined || row.agentId === agentId);
      return rows.sort(inOrder);
    },
  };
}

/** The row that it makes; `null` when the row is not the one any more that it was made from. */
export function nextEvidence(state: State, { subject, revision, state: counted }: EvidenceUpdate): Evidence | null {
  const now = state.evidence.get(rowOf(subject))?.revision ?? 0;
  if (now !== revision) return null;
  const { agentId, fingerprint, actionType, riskClass, demotions } = subject;
  return asStored({ agentId, fingerprint, actionType, riskClass, demotions, revision: revision + 1, state: counted });
}

export function keepEvidence(state: State, evidence: Evidence): void {
  state.evidence.set(rowOf(evidence), evidence);
}

function rowOf({ agentId, fingerprint, actionType, riskClass, demotions }: EvidenceSubject): string {
  return keyOf(agentId, fingerprint, actionType, riskClass, String(demotions));
}

function inOrder(one: Evidence, other: Evidence): number {
  for (const key of ['agentId', 'fingerprint', 'actionType', 'riskClass'] as const) {
    if (one[key] !== other[key]) return one[key] < other[key] ? -1 : 1;
  }
  return one.demotions - other.demotions;
}
