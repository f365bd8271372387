/** How an effect stands in its table. */

import type { Effect } from '@andon/core';
import type { Row } from './database.ts';

export const effectColumns = [
  'id',
  'proposal_id',
  'agent_id',
  'action_type',
  'risk_class',
  'params',
  'revision_hash',
  'line',
  'asset',
  'target',
  'value',
  'material',
  'grant_id',
  'grant_revision',
  'authorisation',
  'intended_ms',
  'not_after_ms',
  'state',
  'fence',
  'seq',
  'wake',
  'because',
  'before',
  'after',
  'needs_person',
  'settled_ms',
] as const;

export function toEffect(row: Row): Effect {
  return {
    id: row.id,
    proposalId: row.proposal_id,
    agentId: row.agent_id,
    actionType: row.action_type,
    riskClass: row.risk_class,
    params: row.params,
    revisionHash: row.revision_hash,
    line: row.line,
    command: { asset: row.asset, target: row.target, value: row.value, material: row.material },
    grantId: row.grant_id,
    grantRevision: row.grant_revision,
    authorisation: row.authorisation,
    intendedMs: row.intended_ms,
    notAfterMs: row.not_after_ms,
    state: row.state,
    fence: row.fence,
    seq: row.seq,
    wake: row.wake,
    because: row.because,
    before: row.before,
    after: row.after,
    needsPerson: row.needs_person,
    settledMs: row.settled_ms,
  } as Effect;
}

/** SQL: the command of the effect row under this alias. */
export function commandOf(alias: string): string {
  return `json_build_object('asset', ${alias}.asset, 'target', ${alias}.target, 'value', ${alias}.value,
    'material', ${alias}.material)`;
}
