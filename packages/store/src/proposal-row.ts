/** How a proposal stands in its table. */

import type { Proposal, Verdict } from '@andon/core';
import type { Row } from './database.ts';

export const proposalColumns = [
  'id',
  'run_id',
  'agent_id',
  'revision',
  'revision_hash',
  'author',
  'action_type',
  'risk_class',
  'params',
  'command',
  'reasons',
  'evidence',
  'expected',
  'created_ms',
  'not_after_ms',
  'approval_until_ms',
  'decided_by_role',
  'verdict',
  'state',
  'stop_epoch',
  'grant_id',
  'made',
] as const;

export function toProposal(row: Row): Proposal {
  return {
    id: row.id,
    runId: row.run_id,
    agentId: row.agent_id,
    revision: row.revision,
    revisionHash: row.revision_hash,
    author: row.author,
    actionType: row.action_type,
    riskClass: row.risk_class,
    params: row.params,
    command: row.command,
    reasons: row.reasons,
    evidence: row.evidence,
    expected: row.expected,
    createdMs: row.created_ms,
    notAfterMs: row.not_after_ms,
    approvalUntilMs: row.approval_until_ms,
    decidedByRole: row.decided_by_role,
    verdict: row.verdict,
    state: row.state,
    stopEpoch: row.stop_epoch,
    grantId: row.grant_id,
    ...(row.made !== null && { made: row.made }),
  } as Proposal;
}

/** When a veto window is over; `null` for every other verdict. */
export function closesAtMs(verdict: Verdict): number | null {
  return verdict.kind === 'veto-window' ? verdict.closesAtMs : null;
}
