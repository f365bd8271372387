/** How the levels changed, told from the audit trail. */

import {
  type AuditEvent,
  type Because,
  type GrantBasis,
  type JsonObject,
  type Level,
  levels,
  type RiskClass,
  say,
} from '@andon/core';
import type { LevelChange } from './result.ts';

/** @param events of the trail, in order */
export function levelChanges(events: readonly AuditEvent[]): readonly LevelChange[] {
  const held = new Map<string, Level>();
  return events.flatMap((event) => {
    if (event.type !== 'grant.signed' && event.type !== 'grant.lowered') return [];
    const { actionType, riskClass } = event.data as { actionType: string; riskClass: RiskClass };
    const key = `${event.refs.agentId}/${actionType}/${riskClass}`;
    const from = held.get(key) ?? 'off';
    const to = levelOf(event.type === 'grant.signed' ? event.data.level : event.data.to);
    held.set(key, to);
    // A renewal changes no level.
    if (from === to) return [];
    const at = new Date(event.at.plantMs).toISOString();
    return [{ at, action: actionType, riskClass, from, to, why: whyOf(event), signedBy: signersOf(event) }];
  });
}

function whyOf({ type, data }: AuditEvent): string {
  if (type === 'grant.lowered') return say(data.because as unknown as Because, 'en');
  const basis = data.basis as unknown as GrantBasis;
  return [String(data.reason), shown(basis)].filter((part) => part !== '').join(': ');
}

function shown(basis: GrantBasis): string {
  if (basis.kind !== 'evidence' && basis.kind !== 'rehearsal') return '';
  const { successes, failures, target, alpha } = basis;
  const where = basis.kind === 'rehearsal' ? ` in a rehearsal on ${basis.source}` : '';
  return `${successes} of ${successes + failures} right${where}, shown to be at least ${target} (error probability ${alpha})`;
}

function signersOf({ type, data, actor }: AuditEvent): readonly string[] {
  if (type === 'grant.lowered') return [actor.name];
  return (data.signedBy as unknown as readonly JsonObject[]).map(({ name }) => String(name));
}

function levelOf(value: unknown): Level {
  return levels.find((level) => level === value) ?? 'off';
}
