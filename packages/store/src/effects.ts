/**
 * Effects: claimed by compare-and-set, settled once, never sent from here.
 *
 * What a claim counts (cool-down, rate) it counts as of its statement's moment. That is the truth when no other claim
 * for the asset came between, and the asset's fence tells: it is raised only from the value seen at that moment.
 */

import {
  because,
  type ClaimResult,
  type Effect,
  type EffectState,
  type EffectsPort,
  effectTable,
  type SettleResult,
  settledInThePlant,
  sources,
  terminalEffectStates,
} from '@andon/core';
import type { Database, Row } from './database.ts';
import { didNotLeave, hourMs, recentActs } from './effect-recent.ts';
import { commandOf, effectColumns, toEffect } from './effect-row.ts';
import { andon, eventId, insertEvent, stampParameters, stampValues } from './events.ts';
import { untilUndisturbed } from './optimism.ts';
import { newOutcomeParameters, openOutcomes, outcomeValues, planOf } from './outcome-row.ts';
import { of, statement } from './sql.ts';
import { reachedBy } from './steps.ts';

export function effectsOn(database: Database): EffectsPort {
  return {
    async get(id) {
      const row = await database.row(get, { id });
      return row ? toEffect(row) : null;
    },

    async unsettled(line) {
      const rows =
        line === undefined ? await database.rows(unsettled, {}) : await database.rows(unsettledOfLine, { line });
      return rows.map(toEffect);
    },

    async latest(limit) {
      return (await database.rows(latest, { limit })).map(toEffect);
    },

    async claim(input) {
      const { effectId, holder, laneToken, coolDownMs, ratePerHour, again, at } = input;
      const row = await untilUndisturbed('effects.claim', async () => {
        const answer = await database.row(claim, {
          effect_id: effectId,
          holder,
          lane_token: laneToken,
          cool_down_ms: coolDownMs,
          rate_per_hour: ratePerHour,
          // What is in sight is claimed once; what was lost from sight only after the sink said it is absent.
          allowed: sources(effectTable, 'claim').filter((state) => (state === 'unknown') === again),
          to_state: reachedBy(effectTable, 'claim'),
          not_counted: didNotLeave,
          actor: andon,
          ...stampValues(at),
        });
        if (answer === undefined) return { kind: 'not-found' };
        return answer.kind === 'disturbed' ? undefined : answer;
      });
      if (row.kind === 'claimed') database.wrote();
      return toClaimResult(row, coolDownMs, ratePerHour);
    },

    async settle(input) {
      const { effectId, fence, event, outcome, by, at } = input;
      const to = reachedBy(effectTable, event);
      const row = await database.row(settle, {
        effect_id: effectId,
        fence,
        allowed: sources(effectTable, event),
        to_state: to,
        is_terminal: terminalEffectStates.includes(to),
        loses_sight: event === 'lose-sight',
        because: input.because,
        before: input.before,
        after: input.after,
        needs_person: input.needsPerson,
        ...outcomeValues(outcome !== null && settledInThePlant.includes(to) ? [{ id: effectId, plan: outcome }] : []),
        actor: by,
        ...stampValues(at),
      });
      if (row?.kind === 'settled') database.wrote();
      return toSettleResult(row);
    },

    recent: async (query) => await recentActs(database, query),

    async wake(limit) {
      return (await database.rows(wake, { limit })).map(toEffect);
    },

    async count() {
      const rows = await database.rows(count, {});
      return Object.fromEntries(rows.map(({ state, many }) => [state, many])) as Partial<Record<EffectState, number>>;
    },
  };
}

function toClaimResult(row: Row, coolDownMs: number | null, ratePerHour: number | null): ClaimResult {
  if (row.kind === 'not-found') return { kind: 'not-found' };
  const effect: Effect = toEffect(row);
  const { actionType } = effect;
  switch (row.kind) {
    case 'claimed':
      return { kind: 'claimed', effect };
    case 'lane-lost':
      return { kind: 'lane-lost' };
    case 'cool-down':
      return { kind: 'limited', because: because('envelope.cool-down', { actionType, limitMs: coolDownMs ?? 0 }) };
    case 'rate':
      return { kind: 'limited', because: because('envelope.rate', { actionType, limit: ratePerHour ?? 0 }) };
    default:
      return { kind: 'not-claimable', effect };
  }
}

function toSettleResult(row: Row | undefined): SettleResult {
  if (row === undefined) return { kind: 'not-found' };
  return { kind: row.kind === 'fenced' ? 'fenced' : 'settled', effect: toEffect(row) };
}

const claim = statement(
  'effects.claim',
  {
    effect_id: 'text',
    holder: 'text',
    lane_token: 'bigint',
    cool_down_ms: 'bigint',
    rate_per_hour: 'bigint',
    allowed: 'text[]',
    to_state: 'text',
    not_counted: 'text[]',
    actor: 'jsonb',
    ...stampParameters,
  },
  `
  with e as materialized (
    select ${of('e', effectColumns)}, e.material_key from effect e where e.id = @effect_id for update
  ),
  -- Locked, so that nobody takes the line over between this look and the commit.
  held as materialized (
    select l.line from lane l, e
    where l.line = e.line and l.holder = @holder and l.token = @lane_token and l.lease_until > clock_timestamp()
    for share of l
  ),
  seen as materialized (
    select coalesce(max(f.fence), 0) as fence from asset_fence f, e where f.asset = e.asset
  ),
  acts as materialized (
    select max(c.claimed_ms) filter (where c.material_key = e.material_key) as last_ms,
      count(*) filter (where c.claimed_ms > @plant_ms - ${hourMs}) as within_hour
    from e join effect c on c.agent_id = e.agent_id and c.action_type = e.action_type and c.asset = e.asset
    where c.claimed_ms > @plant_ms - greatest(${hourMs}, @cool_down_ms)
      and c.id <> e.id and c.state <> all (@not_counted)
  ),
  judged as materialized (
    select case
        when not exists (select from held) then 'lane-lost'
        when e.state <> all (@allowed) or @plant_ms > e.not_after_ms then 'not-claimable'
        when @plant_ms - acts.last_ms < @cool_down_ms then 'cool-down'
        when acts.within_hour >= @rate_per_hour then 'rate'
        else 'free'
      end as kind
    from e, acts
  ),
  fenced as (
    insert into asset_fence as f (asset, fence)
    select e.asset, seen.fence + 1 from e, seen, judged where judged.kind = 'free'
    on conflict (asset) do update set fence = excluded.fence where f.fence = excluded.fence - 1
    returning f.fence
  ),
  claimed as (
    update effect t
    set state = @to_state, fence = fenced.fence, claimed_by = @holder, claimed_ms = @plant_ms,
      because = null, needs_person = false
    from fenced
    where t.id = @effect_id
    returning ${of('t', effectColumns)}
  ),
  event as (
    ${insertEvent}
    select ${eventId('effect.claimed', 'c.id', 'c.fence')}, 'effect.claimed', @plant_ms, @wall_ms, @actor, c.asset,
      jsonb_build_object('effectId', c.id, 'proposalId', c.proposal_id, 'agentId', c.agent_id, 'grantId', c.grant_id),
      json_build_object('from', e.state, 'fence', c.fence, 'line', c.line, 'laneToken', @lane_token,
        'holder', @holder, 'command', ${commandOf('c')}, 'notAfterMs', c.not_after_ms,
        'coolDownMs', @cool_down_ms, 'ratePerHour', @rate_per_hour)
    from claimed c, e
    on conflict (id) do nothing
  )
  select 'claimed' as kind, ${of('c', effectColumns)} from claimed c
  union all
  select case judged.kind when 'free' then 'disturbed' else judged.kind end, ${of('e', effectColumns)} from e, judged
  where not exists (select from claimed)`,
);

/**
 * Told again, it finds the effect where it left it under the same fence. The one step that is no change of state: what
 * is out of sight turns out to need a person.
 */
const settle = statement(
  'effects.settle',
  {
    effect_id: 'text',
    fence: 'bigint',
    allowed: 'text[]',
    to_state: 'text',
    is_terminal: 'boolean',
    loses_sight: 'boolean',
    because: 'json',
    before: 'json',
    after: 'json',
    needs_person: 'boolean',
    ...newOutcomeParameters,
    actor: 'jsonb',
    ...stampParameters,
  },
  `
  with e as materialized (
    select ${of('e', effectColumns)} from effect e where e.id = @effect_id for update
  ),
  judged as materialized (
    select case
        when e.fence <> @fence then 'fenced'
        when e.state = any (@allowed) then 'settled'
        when e.state <> @to_state then 'fenced'
        when @loses_sight and @needs_person and not e.needs_person then 'settled'
        else 'told'
      end as kind
    from e
  ),
  settled as (
    update effect t
    set state = @to_state, terminal = @is_terminal, because = @because, before = @before, after = @after,
      needs_person = @needs_person, settled_ms = case when @is_terminal then @plant_ms end
    from judged
    where t.id = @effect_id and judged.kind = 'settled'
    returning ${of('t', effectColumns)}
  ),
  opened as (${openOutcomes('select s.id, s.proposal_id, s.id, s.agent_id from settled s')}),
  event as (
    ${insertEvent}
    select ${eventId('effect.settled', 's.id', 's.fence', 's.state', 's.needs_person')},
      case when @loses_sight then 'effect.lost-sight' else 'effect.settled' end,
      @plant_ms, @wall_ms, @actor, s.asset,
      jsonb_build_object('effectId', s.id, 'proposalId', s.proposal_id, 'agentId', s.agent_id, 'grantId', s.grant_id),
      json_build_object('from', e.state, 'state', s.state, 'fence', s.fence, 'because', s.because,
        'before', s.before, 'after', s.after, 'needsPerson', s.needs_person, 'command', ${commandOf('s')},
        'outcome', (select ${planOf('o')} from opened o))
    from settled s, e
    on conflict (id) do nothing
  )
  select 'settled' as kind, ${of('s', effectColumns)} from settled s
  union all
  select judged.kind, ${of('e', effectColumns)} from e, judged where not exists (select from settled)`,
);

const get = statement('effects.get', { id: 'text' }, `select ${effectColumns.join(', ')} from effect where id = @id`);

const unsettled = statement(
  'effects.unsettled',
  {},
  `select ${effectColumns.join(', ')} from effect where not terminal order by seq`,
);

const unsettledOfLine = statement(
  'effects.unsettledOfLine',
  { line: 'text' },
  `select ${effectColumns.join(', ')} from effect where not terminal and line = @line order by seq`,
);

const latest = statement(
  'effects.latest',
  { limit: 'int' },
  `select ${effectColumns.join(', ')} from effect order by seq desc limit @limit`,
);

const wake = statement(
  'effects.wake',
  { limit: 'int' },
  `
  with found as materialized (
    select id from effect where not terminal and not needs_person order by seq limit @limit for update skip locked
  ),
  woken as (
    update effect t set wake = t.wake + 1 from found where t.id = found.id
    returning ${of('t', effectColumns)}
  )
  select * from woken order by seq`,
);

const count = statement('effects.count', {}, `select state, count(*) as many from effect group by state`);
