/**
 * Grants. Every one is kept; `current_grant` names the one that counts. The agent's counter gives the revision: it is
 * raised only from the value that the statement saw, and a statement that lost the race runs again. So what a signature
 * replaces and a lowering lowers, and the demotions that either counts, are those of its own moment.
 */

import { type Grant, type GrantsPort, levels } from '@andon/core';
import type { Database, Row } from './database.ts';
import { andon, eventId, insertEvent, stampParameters, stampValues } from './events.ts';
import { untilUndisturbed } from './optimism.ts';
import { of, statement } from './sql.ts';

export const grantColumns = [
  'id',
  'agent_id',
  'scope',
  'action_type',
  'risk_class',
  'level',
  'fingerprint',
  'revision',
  'signed_by',
  'reason',
  'basis',
  'signature',
  'not_after_ms',
  'demotions',
  'lowered_to',
  'lowered_because',
  'lowered_by',
  'lowered_ms',
] as const;

export function toGrant(row: Row): Grant {
  return {
    id: row.id,
    agentId: row.agent_id,
    scope: row.scope,
    actionType: row.action_type,
    riskClass: row.risk_class,
    level: row.level,
    fingerprint: row.fingerprint,
    revision: row.revision,
    signedBy: row.signed_by,
    reason: row.reason,
    basis: row.basis,
    signature: row.signature,
    notAfterMs: row.not_after_ms,
    lowered: row.lowered_to === null ? null : toLowered(row),
    demotions: row.demotions,
  } as Grant;
}

function toLowered(row: Row): Grant['lowered'] {
  const { lowered_to: to, lowered_because: because, lowered_by: by, lowered_ms: atMs } = row;
  return { to, because, by, atMs } as Grant['lowered'];
}

export function grantsOn(database: Database): GrantsPort {
  return {
    async sign(grant, replaces, at) {
      const row = await untilUndisturbed('grants.sign', () =>
        database.row(sign, {
          replaces: replaces?.grantId ?? null,
          replaces_revision: replaces?.revision ?? null,
          id: grant.id,
          agent_id: grant.agentId,
          scope: grant.scope,
          action_type: grant.actionType,
          risk_class: grant.riskClass,
          level: grant.level,
          fingerprint: grant.fingerprint,
          signed_by: grant.signedBy,
          reason: grant.reason,
          basis: grant.basis,
          signature: grant.signature,
          not_after_ms: grant.notAfterMs,
          actor: grant.signedBy[0] ?? andon,
          ...stampValues(at),
        }),
      );
      if (row.kind === 'overtaken') return { kind: 'overtaken' };
      if (row.kind === 'signed') database.wrote();
      return { kind: 'signed', grant: toGrant(row) };
    },

    async lower({ grantId, to, because, by }, at) {
      const row = await untilUndisturbed('grants.lower', async () => {
        const answer = await database.row(lower, {
          grant_id: grantId,
          to,
          ladder: levels,
          because,
          by,
          ...stampValues(at),
        });
        if (answer === undefined) return { kind: 'not-lowered' };
        return answer.kind === 'disturbed' ? undefined : answer;
      });
      if (row.kind !== 'lowered') return null;
      database.wrote();
      return toGrant(row);
    },

    async list(agentId) {
      return (await database.rows(list, { agent_id: agentId ?? null })).map(toGrant);
    },

    async demotions({ agentId, actionType, riskClass, fingerprint }) {
      const like = { agent_id: agentId, action_type: actionType, risk_class: riskClass, fingerprint };
      return (await database.row(demotions, like))?.many as number;
    },
  };
}

/** SQL: how often a grant of this fingerprint was lowered, of the grant under this alias or of parameters (`@`). */
function demotionsOf(like: string): string {
  const names = ['agent_id', 'action_type', 'risk_class', 'fingerprint'];
  const alike = names.map((name) => `d.${name} = ${like}${name}`).join(' and ');
  return `(select coalesce(max(d.demotions), 0) from signed_grant d where ${alike})`;
}

/**
 * Answers nothing where another was faster with a grant of the same agent. What it replaces is of the same moment as the
 * counter, so whoever changed it in between changed that as well.
 */
const sign = statement(
  'grants.sign',
  {
    replaces: 'text',
    replaces_revision: 'bigint',
    id: 'text',
    agent_id: 'text',
    scope: 'text',
    action_type: 'text',
    risk_class: 'text',
    level: 'text',
    fingerprint: 'text',
    signed_by: 'json',
    reason: 'text',
    basis: 'json',
    signature: 'json',
    not_after_ms: 'bigint',
    actor: 'jsonb',
    ...stampParameters,
  },
  `
  with known as materialized (
    select ${of('g', grantColumns)} from signed_grant g where g.id = @id
  ),
  before as materialized (
    select g.id, g.revision, g.level, g.not_after_ms
    from current_grant c join signed_grant g on g.id = c.grant_id
    where (c.agent_id, c.scope, c.action_type, c.risk_class) = (@agent_id, @scope, @action_type, @risk_class)
  ),
  overtaken as materialized (
    select from (select) one left join before b on true
    where not exists (select from known)
      and (b.id, b.revision) is distinct from (@replaces, @replaces_revision)
  ),
  counted as (
    insert into grant_counter as c (agent_id, revision)
    select @agent_id, coalesce((select s.revision from grant_counter s where s.agent_id = @agent_id), 0) + 1
    where not exists (select from known) and not exists (select from overtaken)
    on conflict (agent_id) do update set revision = excluded.revision where c.revision = excluded.revision - 1
    returning c.revision
  ),
  signed as (
    insert into signed_grant (id, agent_id, scope, action_type, risk_class, level, fingerprint, revision, signed_by,
      reason, basis, signature, not_after_ms, demotions)
    select @id, @agent_id, @scope, @action_type, @risk_class, @level, @fingerprint, c.revision, @signed_by, @reason,
      @basis, @signature, @not_after_ms, ${demotionsOf('@')}
    from counted c
    returning ${grantColumns.join(', ')}
  ),
  current as (
    insert into current_grant as c (agent_id, scope, action_type, risk_class, grant_id, revision)
    select s.agent_id, s.scope, s.action_type, s.risk_class, s.id, s.revision from signed s
    on conflict (agent_id, scope, action_type, risk_class) do update
      set grant_id = excluded.grant_id, revision = excluded.revision
  ),
  event as (
    ${insertEvent}
    select ${eventId('grant.signed', 's.id')}, 'grant.signed', @plant_ms, @wall_ms, @actor, s.scope,
      jsonb_build_object('grantId', s.id, 'agentId', s.agent_id),
      json_build_object(
        'actionType', s.action_type, 'riskClass', s.risk_class, 'level', s.level, 'fingerprint', s.fingerprint,
        'revision', s.revision, 'signedBy', s.signed_by, 'reason', s.reason, 'basis', s.basis,
        'signature', s.signature, 'notAfterMs', s.not_after_ms, 'demotions', s.demotions,
        'replaces', (select json_build_object('grantId', b.id, 'level', b.level, 'notAfterMs', b.not_after_ms)
          from before b))
    from signed s
    on conflict (id) do nothing
  )
  select 'signed' as kind, ${of('s', grantColumns)} from signed s
  union all
  select 'told', ${of('k', grantColumns)} from known k
  union all
  select 'overtaken', ${grantColumns.map(() => 'null').join(', ')} from overtaken`,
);

/** Answers nothing where there is nothing to lower. */
const lower = statement(
  'grants.lower',
  { grant_id: 'text', to: 'text', ladder: 'text[]', because: 'json', by: 'json', ...stampParameters },
  `
  with g as materialized (
    select ${of('g', grantColumns)}, coalesce(g.lowered_to, g.level) as level_now, ${demotionsOf('g.')} as demoted
    from current_grant c join signed_grant g on g.id = c.grant_id
    where g.id = @grant_id
      and array_position(@ladder, coalesce(g.lowered_to, g.level)) > array_position(@ladder, @to)
  ),
  counted as (
    insert into grant_counter as c (agent_id, revision)
    select g.agent_id, coalesce((select s.revision from grant_counter s where s.agent_id = g.agent_id), 0) + 1 from g
    on conflict (agent_id) do update set revision = excluded.revision where c.revision = excluded.revision - 1
    returning c.revision
  ),
  lowered as (
    update signed_grant t
    set revision = n.revision, demotions = g.demoted + 1, lowered_to = @to, lowered_because = @because,
      lowered_by = @by, lowered_ms = @plant_ms
    from counted n, g
    where t.id = g.id
    returning ${of('t', grantColumns)}
  ),
  current as (
    update current_grant c set revision = l.revision from lowered l where c.grant_id = l.id
  ),
  event as (
    ${insertEvent}
    select ${eventId('grant.lowered', 'l.id', 'l.revision')}, 'grant.lowered', @plant_ms, @wall_ms, @by::jsonb, l.scope,
      jsonb_build_object('grantId', l.id, 'agentId', l.agent_id),
      json_build_object(
        'actionType', l.action_type, 'riskClass', l.risk_class, 'from', g.level_now, 'to', l.lowered_to,
        'because', l.lowered_because, 'demotions', l.demotions, 'revision', l.revision)
    from lowered l, g
    on conflict (id) do nothing
  )
  select 'lowered' as kind, ${of('l', grantColumns)} from lowered l
  union all
  select 'disturbed', ${of('g', grantColumns)} from g where not exists (select from lowered)`,
);

const demotions = statement(
  'grants.demotions',
  { agent_id: 'text', action_type: 'text', risk_class: 'text', fingerprint: 'text' },
  `select ${demotionsOf('@')} as many`,
);

const list = statement(
  'grants.list',
  { agent_id: 'text' },
  `
  select ${of('g', grantColumns)}
  from current_grant c join signed_grant g on g.id = c.grant_id
  where @agent_id is null or c.agent_id = @agent_id
  order by c.agent_id, c.revision`,
);
