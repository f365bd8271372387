/** Agents: which vertical runs where, at which version. */

import type { Agent, AgentsPort } from '@andon/core';
import type { Database, Row } from './database.ts';
import { eventId, insertEvent, stampParameters, stampValues } from './events.ts';
import { of, statement } from './sql.ts';

export const agentColumns = ['id', 'scope', 'vertical', 'version', 'fingerprint'] as const;

export function toAgent(row: Row): Agent {
  const { id, scope, vertical, version, fingerprint } = row;
  return { id, scope, vertical, version, fingerprint } as Agent;
}

export function agentsOn(database: Database): AgentsPort {
  return {
    async commission(agent, by, at) {
      const { id, scope, vertical, version, fingerprint } = agent;
      const changed = await database.row(commission, {
        id,
        scope,
        vertical,
        version,
        fingerprint,
        by,
        ...stampValues(at),
      });
      if (changed) {
        database.wrote();
        return toAgent(changed);
      }
      const known = await database.row(get, { id });
      return known ? toAgent(known) : agent;
    },

    async list() {
      return (await database.rows(list, {})).map(toAgent);
    },
  };
}

const commission = statement(
  'agents.commission',
  {
    id: 'text',
    scope: 'text',
    vertical: 'text',
    version: 'text',
    fingerprint: 'text',
    by: 'jsonb',
    ...stampParameters,
  },
  `
  with old as materialized (
    select a.* from agent a where a.id = @id for update
  ),
  written as (
    insert into agent as a (id, scope, vertical, version, fingerprint)
    -- From a count of the old, so that the old is read and locked before it is replaced.
    select @id, @scope, @vertical, @version, @fingerprint from (select count(*) from old) looked
    on conflict (id) do update
      set scope = excluded.scope, vertical = excluded.vertical, version = excluded.version,
          fingerprint = excluded.fingerprint, changes = a.changes + 1
      where (a.version, a.fingerprint) is distinct from (excluded.version, excluded.fingerprint)
    returning ${of('a', agentColumns)}, a.changes
  ),
  event as (
    ${insertEvent}
    select ${eventId('agent', 'w.id', 'w.changes')},
      case w.changes when 0 then 'agent.commissioned' else 'agent.changed' end,
      @plant_ms, @wall_ms, @by, w.scope, jsonb_build_object('agentId', w.id),
      json_build_object(
        'vertical', w.vertical, 'version', w.version, 'fingerprint', w.fingerprint,
        'before', (select json_build_object('scope', o.scope, 'vertical', o.vertical, 'version', o.version,
          'fingerprint', o.fingerprint) from old o))
    from written w
    on conflict (id) do nothing
  )
  select ${agentColumns.join(', ')} from written`,
);

const get = statement('agents.get', { id: 'text' }, `select ${agentColumns.join(', ')} from agent where id = @id`);

const list = statement('agents.list', {}, `select ${agentColumns.join(', ')} from agent order by n`);
