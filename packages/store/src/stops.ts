/**
 * Stops. The counter's row orders the presses: the epoch of a later press is higher, and it is seen no earlier than the
 * one before it.
 */

import { type Scope, type Stop, type StopsPort, selfAndAbove } from '@andon/core';
import type { Database, Row } from './database.ts';
import { eventId, insertEvent, stampParameters, stampValues } from './events.ts';
import { untilUndisturbed } from './optimism.ts';
import { of, statement } from './sql.ts';

export const stopColumns = [
  'id',
  'scope',
  'epoch',
  'pressed_by',
  'pressed_plant_ms',
  'pressed_wall_ms',
  'reason',
  'reset_by',
  'reset_plant_ms',
  'reset_wall_ms',
  'reset_cause',
] as const;

export function toStop(row: Row): Stop {
  const at = (plantMs: unknown, wallMs: unknown) => (plantMs === null ? null : { plantMs, wallMs });
  return {
    id: row.id,
    scope: row.scope,
    epoch: row.epoch,
    pressedBy: row.pressed_by,
    pressedAt: at(row.pressed_plant_ms, row.pressed_wall_ms),
    reason: row.reason,
    resetBy: row.reset_by,
    resetAt: at(row.reset_plant_ms, row.reset_wall_ms),
    resetCause: row.reset_cause,
  } as Stop;
}

export function stopsOn(database: Database): StopsPort {
  return {
    async press({ id, scope, pressedBy, pressedAt, reason }) {
      const row = await untilUndisturbed('stops.press', async () => {
        const pressed = await database.row(press, {
          id,
          scope,
          pressed_by: pressedBy,
          reason,
          ...stampValues(pressedAt),
        });
        if (!pressed) return await database.row(standing, { id, scope });
        database.wrote();
        return pressed;
      });
      return toStop(row);
    },

    async reset(scope, cause, reason, by, at) {
      const row = await database.row(reset, { scope, cause, reason, by, ...stampValues(at) });
      if (!row) return null;
      database.wrote();
      return toStop(row);
    },

    async active() {
      return (await database.rows(active, {})).map(toStop);
    },

    async epoch(scope: Scope) {
      const row = await database.row(epoch, { scopes: selfAndAbove(scope) });
      return (row?.epoch ?? 0) as number;
    },
  };
}

/** Answers nothing when the scope is latched already, or the press is known. A number of the counter may be lost so. */
const press = statement(
  'stops.press',
  { id: 'text', scope: 'text', pressed_by: 'json', reason: 'text', ...stampParameters },
  `
  with counted as (
    update stop_counter c set epoch = c.epoch + 1
    where not exists (select from stop s where s.id = @id or (s.scope = @scope and s.latched))
    returning c.epoch
  ),
  pressed as (
    insert into stop (id, scope, epoch, pressed_by, pressed_plant_ms, pressed_wall_ms, reason)
    select @id, @scope, counted.epoch, @pressed_by, @plant_ms, @wall_ms, @reason from counted
    on conflict do nothing
    returning ${stopColumns.join(', ')}
  ),
  risen as (
    insert into scope_epoch as s (scope, epoch)
    select p.scope, p.epoch from pressed p
    on conflict (scope) do update set epoch = greatest(s.epoch, excluded.epoch)
  ),
  event as (
    ${insertEvent}
    select ${eventId('stop.pressed', 'p.id')}, 'stop.pressed', @plant_ms, @wall_ms, p.pressed_by::jsonb, p.scope,
      jsonb_build_object('stopId', p.id),
      json_build_object('epoch', p.epoch, 'reason', p.reason)
    from pressed p
    on conflict (id) do nothing
  )
  select ${stopColumns.join(', ')} from pressed`,
);

/** The press itself when it is known, else the one that is latched. */
const standing = statement(
  'stops.standing',
  { id: 'text', scope: 'text' },
  `
  select ${of('s', stopColumns)} from stop s
  where s.id = @id or (s.scope = @scope and s.latched)
  order by s.id = @id desc limit 1`,
);

const reset = statement(
  'stops.reset',
  { scope: 'text', cause: 'text', reason: 'text', by: 'json', ...stampParameters },
  `
  with released as (
    update stop t
    set latched = false, reset_by = @by, reset_plant_ms = @plant_ms, reset_wall_ms = @wall_ms, reset_cause = @cause,
      reset_reason = @reason
    where t.scope = @scope and t.latched
    returning ${of('t', stopColumns)}, t.reset_reason
  ),
  event as (
    ${insertEvent}
    select ${eventId('stop.reset', 'r.id')}, 'stop.reset', @plant_ms, @wall_ms, @by::jsonb, r.scope,
      jsonb_build_object('stopId', r.id),
      json_build_object('epoch', r.epoch, 'cause', r.reset_cause, 'reason', r.reset_reason,
        'pressedAt', json_build_object('plantMs', r.pressed_plant_ms, 'wallMs', r.pressed_wall_ms))
    from released r
    on conflict (id) do nothing
  )
  select ${stopColumns.join(', ')} from released`,
);

const active = statement('stops.active', {}, `select ${stopColumns.join(', ')} from stop where latched order by epoch`);

const epoch = statement(
  'stops.epoch',
  { scopes: 'text[]' },
  `select coalesce(max(epoch), 0) as epoch from scope_epoch where scope = any (@scopes)`,
);
