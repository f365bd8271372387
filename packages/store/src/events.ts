/**
 * Audit events are written by the statement whose step they tell of. Their ids are derived from the step, so that a
 * step told twice has one event.
 */

import type { Actor, Stamp } from '@andon/core';

/** Andon itself: what ends by its own time, and what nobody in particular did. */
export const andon: Actor = { id: 'andon', name: 'Andon', roles: [], authenticatedBy: 'system' };

export const insertEvent = `insert into audit_event (id, type, plant_ms, wall_ms, actor, scope, refs, data)`;

/**
 * SQL: inserts the events of several selects, in the order of their last column, a rank, and of equals as given. One
 * insert, since PostgreSQL runs several in no order.
 */
export function insertEvents(...selects: readonly string[]): string {
  const columns = 'id, type, plant_ms, wall_ms, actor, scope, refs, data';
  const all = selects.map((select, place) => `select ${place} as place, s.* from (${select}) s(${columns}, rank)`);
  return `
    ${insertEvent}
    select ${columns} from (${all.join(' union all ')}) events order by rank, place
    on conflict (id) do nothing`;
}

/** SQL: the id of the event of `type` about what `parts` (SQL too) identify. */
export function eventId(type: string, ...parts: readonly string[]): string {
  const whole = [`'${type}'`, ...parts].join(', ');
  return `'evt_' || left(encode(sha256(convert_to(concat_ws(':', ${whole}), 'UTF8')), 'hex'), 24)`;
}

/** SQL: an agent as the actor of its runs and proposals. */
export function agentAsActor(id: string): string {
  return `jsonb_build_object('id', ${id}, 'name', ${id}, 'roles', '[]'::jsonb, 'authenticatedBy', 'system')`;
}

export const stampParameters = { plant_ms: 'bigint', wall_ms: 'bigint' } as const;

export function stampValues({ plantMs, wallMs }: Stamp): { plant_ms: number; wall_ms: number } {
  return { plant_ms: plantMs, wall_ms: wallMs };
}
