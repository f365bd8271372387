/** An edit of a proposal, as parameters of the statement that decides on it, and where it leads. */

import { type DecisionKind, type ProposalState, proposalTable, type Revision, type Verdict } from '@andon/core';
import { closesAtMs } from './proposal-row.ts';
import { reachedBy } from './steps.ts';

/** Of the next revision, all null when there is none. */
export const revisionParameters = {
  r_given: 'boolean',
  r_revision: 'bigint',
  r_revision_hash: 'text',
  r_author: 'json',
  r_params: 'json',
  r_command: 'json',
  r_risk_class: 'text',
  r_decided_by_role: 'text',
  r_verdict: 'json',
  r_closes_at_ms: 'bigint',
  r_stop_epoch: 'bigint',
  r_grant_id: 'text',
} as const;

export function revisionValues(revised: Revision | null) {
  const verdict: Verdict | null = revised?.verdict ?? null;
  return {
    r_given: revised !== null,
    r_revision: revised?.revision ?? null,
    r_revision_hash: revised?.revisionHash ?? null,
    r_author: revised?.author ?? null,
    r_params: revised?.params ?? null,
    r_command: revised?.command ?? null,
    r_risk_class: revised?.riskClass ?? null,
    r_decided_by_role: revised?.decidedByRole ?? null,
    r_verdict: verdict,
    r_closes_at_ms: verdict && closesAtMs(verdict),
    r_stop_epoch: revised?.stopEpoch ?? null,
    r_grant_id: revised?.grantId ?? null,
  };
}

/** Columns of a proposal that an edit replaces. */
export const revisedColumns = Object.keys(revisionParameters)
  .filter((name) => name !== 'r_given')
  .map((name) => name.slice(2));

/** An edit leads where its new verdict does; what would leave by itself still waits for a person. */
export function stateAfter(kind: DecisionKind, revised: Revision | null): ProposalState {
  if (kind !== 'edit' || revised === null) return reachedBy(proposalTable, kind);
  switch (revised.verdict.kind) {
    case 'refuse':
      return 'refused';
    case 'shadow':
      return 'shadowed';
    case 'advise':
      return 'advised';
    case 'await-approval':
    case 'veto-window':
    case 'execute':
      return reachedBy(proposalTable, 'edit');
  }
}
