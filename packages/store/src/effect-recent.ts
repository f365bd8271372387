/** What of an agent left lately, and what of it is not judged yet: asked before every act. */

import { type EffectState, type EffectsPort, settledInThePlant } from '@andon/core';
import type { Database } from './database.ts';
import { statement } from './sql.ts';

/** Nothing left in these, so neither cool-down nor rate counts them. */
export const didNotLeave: readonly EffectState[] = ['refused', 'expired'];
/** It may be in the plant, and has no outcome before that is known. */
export const perhapsArrived: EffectState = 'unknown';
export const hourMs = 3_600_000;

export async function recentActs(
  database: Database,
  { agentId, actionType, asset, material, nowMs, exceptEffectId }: Parameters<EffectsPort['recent']>[0],
): ReturnType<EffectsPort['recent']> {
  const row = await database.row(recent, {
    agent_id: agentId,
    action_type: actionType,
    asset,
    material,
    since_ms: nowMs - hourMs,
    except_id: exceptEffectId ?? '',
    not_counted: didNotLeave,
    arrived: settledInThePlant,
    unknown: perhapsArrived,
  });
  return {
    lastAtMs: (row?.last_ms ?? null) as number | null,
    withinHour: (row?.within_hour ?? 0) as number,
    unverified: (row?.unverified ?? 0) as number,
  };
}

/**
 * What is unverified is found from the outcomes that are not judged, which are few, and from the effects that nobody knows
 * of whether they arrived, never from all: each has the outcome of its own, or that of its proposal, or both.
 */
export const recent = statement(
  'effects.recent',
  {
    agent_id: 'text',
    action_type: 'text',
    asset: 'text',
    material: 'text',
    since_ms: 'bigint',
    except_id: 'text',
    not_counted: 'text[]',
    arrived: 'text[]',
    unknown: 'text',
  },
  `
  with unjudged as materialized (
    select o.effect_id, o.proposal_id from outcome o where o.agent_id = @agent_id and o.state in ('open', 'offered')
  )
  select
    (select max(c.claimed_ms) from effect c
      where c.agent_id = @agent_id and c.action_type = @action_type and c.asset = @asset
        and c.material_key = coalesce('=' || @material, '')
        and c.id <> @except_id and c.state <> all (@not_counted)) as last_ms,
    (select count(*) from effect c
      where c.agent_id = @agent_id and c.action_type = @action_type and c.asset = @asset
        and c.claimed_ms > @since_ms
        and c.id <> @except_id and c.state <> all (@not_counted)) as within_hour,
    (select count(*) from (
      select e.id, e.action_type, e.state from unjudged u join effect e on e.id = u.effect_id
      union
      select e.id, e.action_type, e.state from unjudged u join effect e on e.proposal_id = u.proposal_id
      where u.effect_id is null) e
      where e.action_type = @action_type and e.state = any (@arrived) and e.id <> @except_id)
    + (select count(*) from effect e
      where not e.terminal and e.state = @unknown and e.agent_id = @agent_id and e.action_type = @action_type
        and e.id <> @except_id) as unverified`,
);
