/** Proposals as a run submits them, as parameters of the statement that ends it. */

import { type Proposal, type ProposalEvent, proposalAfter, type Submission } from '@andon/core';
import { closesAtMs } from './proposal-row.ts';

/** One array a column, so that there may be none, one or many. */
export const proposalParameters = {
  p_id: 'text[]',
  p_agent_id: 'text[]',
  p_revision: 'bigint[]',
  p_revision_hash: 'text[]',
  p_author: 'json[]',
  p_action_type: 'text[]',
  p_risk_class: 'text[]',
  p_params: 'json[]',
  p_command: 'json[]',
  p_reasons: 'json[]',
  p_evidence: 'json[]',
  p_expected: 'json[]',
  p_created_ms: 'bigint[]',
  p_not_after_ms: 'bigint[]',
  p_approval_until_ms: 'bigint[]',
  p_decided_by_role: 'text[]',
  p_verdict: 'json[]',
  p_closes_at_ms: 'bigint[]',
  p_state: 'text[]',
  p_stop_epoch: 'bigint[]',
  p_grant_id: 'text[]',
  p_made: 'json[]',
} as const;

export function proposalValues(submissions: readonly Submission[]) {
  const each = <T>(pick: (proposal: Submission['proposal']) => T): T[] =>
    submissions.map(({ proposal }) => pick(proposal));
  return {
    p_id: each(({ id }) => id),
    p_agent_id: each(({ agentId }) => agentId),
    p_revision: each(({ revision }) => revision),
    p_revision_hash: each(({ revisionHash }) => revisionHash),
    p_author: each(({ author }) => author),
    p_action_type: each(({ actionType }) => actionType),
    p_risk_class: each(({ riskClass }) => riskClass),
    p_params: each(({ params }) => params),
    p_command: each(({ command }) => command),
    p_reasons: each(({ reasons }) => reasons),
    p_evidence: each(({ evidence }) => evidence),
    p_expected: each(({ expected }) => expected),
    p_created_ms: each(({ createdMs }) => createdMs),
    p_not_after_ms: each(({ notAfterMs }) => notAfterMs),
    p_approval_until_ms: each(({ approvalUntilMs }) => approvalUntilMs),
    p_decided_by_role: each(({ decidedByRole }) => decidedByRole),
    p_verdict: each(({ verdict }) => verdict),
    p_closes_at_ms: each(({ verdict }) => closesAtMs(verdict)),
    p_state: each(({ verdict }) => proposalAfter('new', eventOfVerdict[verdict.kind])),
    p_stop_epoch: each(({ stopEpoch }) => stopEpoch),
    p_grant_id: each(({ grantId }) => grantId),
    p_made: each(({ made }) => made ?? null),
  };
}

const eventOfVerdict = {
  refuse: 'refuse',
  shadow: 'shadow',
  advise: 'advise',
  'await-approval': 'await-approval',
  'veto-window': 'open-window',
  execute: 'execute',
} as const satisfies Record<Proposal['verdict']['kind'], ProposalEvent>;
