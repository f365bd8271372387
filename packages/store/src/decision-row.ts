/** How a decision stands in its table. */

import type { Decision } from '@andon/core';
import type { Row } from './database.ts';

export const decisionColumns = [
  'id',
  'proposal_id',
  'kind',
  'revision_hash',
  'by',
  'reason',
  'plant_ms',
  'wall_ms',
] as const;

export function toDecision(row: Row): Decision {
  return {
    id: row.id,
    proposalId: row.proposal_id,
    kind: row.kind,
    revisionHash: row.revision_hash,
    by: row.by,
    reason: row.reason,
    at: { plantMs: row.plant_ms, wallMs: row.wall_ms },
  } as Decision;
}
