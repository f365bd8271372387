/** Events of the audit trail as they stand in the record. */

import type { AuditEvent, SealedEvent } from '@andon/core';
import type { Row } from './database.ts';

export const eventColumns = ['id', 'type', 'plant_ms', 'wall_ms', 'actor', 'scope', 'refs', 'data'] as const;

export function toEvent(row: Row): AuditEvent {
  const { id, type, actor, scope, refs, data } = row;
  return { id, type, at: { plantMs: row.plant_ms, wallMs: row.wall_ms }, actor, scope, refs, data } as AuditEvent;
}

export function toSealed(row: Row): SealedEvent {
  return { ...toEvent(row), seq: row.seq, hash: row.hash } as SealedEvent;
}
