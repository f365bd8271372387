/**
 * What gateways may rely on, and who relies on what. A press and a renewal may meet, so a renewal is two statements:
 *
 *     1. announce   "I act until T", with what I knew before            committed, so seen by everybody
 *     2. read       the snapshot, and note its epoch and revisions      one statement, so one moment
 *
 * Whoever asks for the unaware after a press is committed finds every gateway whose snapshot lacks it: it announced
 * before it read, and has noted no such epoch. Were this one statement, a renewal that read before the press and
 * committed after the question would be overlooked. The same holds for a grant that is lowered, and its revision.
 */

import type { Agent, AuthorityPort, Grant, Stop } from '@andon/core';
import { agentColumns, toAgent } from './agents.ts';
import type { Database, Row } from './database.ts';
import { grantColumns, toGrant } from './grants.ts';
import { of, statement } from './sql.ts';
import { stopColumns, toStop } from './stops.ts';

export function authorityOn(database: Database): AuthorityPort {
  return {
    async renew(holder, leaseMs) {
      await database.rows(announce, { holder, lease_ms: leaseMs });
      const row = (await database.row(read, { holder })) as Row;
      const rows = (name: string) => row[name] as Row[];
      return {
        stops: rows('stops').map(toStop) satisfies Stop[],
        epochs: row.epochs as Record<string, number>,
        grants: rows('grants').map(toGrant) satisfies Grant[],
        agents: rows('agents').map(toAgent) satisfies Agent[],
      };
    },

    async yield(holder) {
      await database.rows(yieldLease, { holder });
    },

    async unaware(epoch, except) {
      return (await database.rows(unaware, { epoch, except })).map(({ holder }) => holder as string);
    },

    async unawareOfGrant({ agentId, revision }, except) {
      const rows = await database.rows(unawareOfGrant, { agent_id: agentId, revision, except });
      return rows.map(({ holder }) => holder as string);
    },
  };
}

/** Holders are named anew by every process, so those long gone are swept. */
const announce = statement(
  'authority.announce',
  { holder: 'text', lease_ms: 'bigint' },
  `
  with swept as (
    delete from gateway where lease_until < clock_timestamp() - interval '1 hour' and holder <> @holder
  )
  insert into gateway (holder, lease_until, seen_epoch)
  values (@holder, clock_timestamp() + @lease_ms * interval '1 millisecond', -1)
  on conflict (holder) do update set lease_until = excluded.lease_until`,
);

/** Losing what it notes makes the gateway look less aware than it is, so it does not wait for the disk. */
const read = statement(
  'authority.read',
  { holder: 'text' },
  `
  with noted as (
    update gateway
    set seen_epoch = (select coalesce(max(s.epoch), 0) from stop s),
      seen_grants = (select coalesce(jsonb_object_agg(c.agent_id, c.revision), '{}') from grant_counter c)
    where holder = @holder
  )
  select
    set_config('synchronous_commit', 'off', true),
    (select coalesce(json_agg(s), '[]') from (
      select ${stopColumns.join(', ')} from stop where latched order by epoch) s) as stops,
    (select coalesce(json_object_agg(e.scope, e.epoch), '{}') from scope_epoch e) as epochs,
    (select coalesce(json_agg(g), '[]') from (
      select ${of('g', grantColumns)} from current_grant c join signed_grant g on g.id = c.grant_id
      order by c.agent_id, c.revision) g) as grants,
    (select coalesce(json_agg(a), '[]') from (
      select ${agentColumns.join(', ')} from agent order by n) a) as agents`,
);

const yieldLease = statement('authority.yield', { holder: 'text' }, `delete from gateway where holder = @holder`);

const unaware = statement(
  'authority.unaware',
  { epoch: 'bigint', except: 'text' },
  `
  select holder from gateway
  where holder <> @except and lease_until > clock_timestamp() and seen_epoch < @epoch
  order by holder`,
);

const unawareOfGrant = statement(
  'authority.unawareOfGrant',
  { agent_id: 'text', revision: 'bigint', except: 'text' },
  `
  select holder from gateway
  where holder <> @except and lease_until > clock_timestamp()
    and coalesce((seen_grants ->> @agent_id)::bigint, 0) < @revision
  order by holder`,
);
