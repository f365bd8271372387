/** Outcomes: opened with the effect's settlement, offered a sample or their time, judged once. */

import type { Outcome, OutcomeState, OutcomesPort } from '@andon/core';
import type { Database, Row } from './database.ts';
import { andon, eventId, insertEvent, stampParameters, stampValues } from './events.ts';
import { of, statement } from './sql.ts';

const outcomeColumns = [
  'effect_id',
  'agent_id',
  'tag',
  'material',
  'due_ms',
  'horizon_ms',
  'state',
  'sample',
  'finding',
  'judged_ms',
  'wake',
] as const;

function toOutcome(row: Row): Outcome {
  return {
    effectId: row.effect_id,
    agentId: row.agent_id,
    tag: row.tag,
    material: row.material,
    dueMs: row.due_ms,
    horizonMs: row.horizon_ms,
    state: row.state,
    sample: row.sample,
    finding: row.finding,
    judgedMs: row.judged_ms,
    wake: row.wake,
  } as Outcome;
}

export function outcomesOn(database: Database): OutcomesPort {
  return {
    async get(effectId) {
      const row = await database.row(get, { effect_id: effectId });
      return row ? toOutcome(row) : null;
    },

    async offer({ tag, material, sample, plantMs }) {
      return (await database.rows(offer, { tag, material, sample, plant_ms: plantMs })).map(toOutcome);
    },

    async takeDue(plantMs) {
      return (await database.rows(takeDue, { plant_ms: plantMs })).map(toOutcome);
    },

    async judge(effectId, { state, finding, dueMs }, at) {
      const row = await database.row(judge, {
        effect_id: effectId,
        due_ms: (state === 'open' ? dueMs : undefined) ?? null,
        to_state: state,
        finding,
        actor: andon,
        ...stampValues(at),
      });
      if (row?.kind === 'judged' && state !== 'open') database.wrote();
      return row ? toOutcome(row) : null;
    },

    async wake(limit) {
      return (await database.rows(wake, { limit })).map(toOutcome);
    },

    async count() {
      const rows = await database.rows(count, {});
      return Object.fromEntries(rows.map(({ state, many }) => [state, many])) as Partial<Record<OutcomeState, number>>;
    },

    async latest(limit) {
      return (await database.rows(latest, { limit })).map(toOutcome);
    },
  };
}

const offer = statement(
  'outcomes.offer',
  { tag: 'text', material: 'text', sample: 'json', plant_ms: 'bigint' },
  `
  with offered as (
    update outcome t set state = 'offered', sample = @sample
    where t.state = 'open' and t.tag = @tag and (t.material is null or t.material = @material)
      and t.due_ms <= @plant_ms
    returning ${of('t', outcomeColumns)}, t.n
  )
  select * from offered order by n`,
);

const takeDue = statement(
  'outcomes.takeDue',
  { plant_ms: 'bigint' },
  `
  with offered as (
    update outcome t set state = 'offered'
    where t.state = 'open' and t.ripe_ms <= @plant_ms
    returning ${of('t', outcomeColumns)}, t.n
  )
  select * from offered order by n`,
);

/** The first judgement stays. Told again it answers as it did; another one is answered nothing. */
const judge = statement(
  'outcomes.judge',
  { effect_id: 'text', to_state: 'text', finding: 'json', due_ms: 'bigint', actor: 'jsonb', ...stampParameters },
  `
  with judged as (
    update outcome t
    set state = @to_state, finding = @finding, due_ms = coalesce(@due_ms, t.due_ms),
      sample = case when @to_state = 'open' then null else t.sample end,
      judged_ms = case when @to_state = 'open' then null else @plant_ms end
    where t.effect_id = @effect_id and t.state = 'offered'
    returning ${of('t', outcomeColumns)}
  ),
  event as (
    ${insertEvent}
    select ${eventId('outcome.judged', 'j.effect_id')}, 'outcome.judged', @plant_ms, @wall_ms, @actor, e.asset,
      jsonb_build_object('effectId', j.effect_id, 'proposalId', e.proposal_id, 'agentId', j.agent_id,
        'grantId', e.grant_id),
      json_build_object('state', j.state, 'finding', j.finding, 'sample', j.sample, 'tag', j.tag,
        'material', j.material, 'dueMs', j.due_ms, 'horizonMs', j.horizon_ms)
    from judged j join effect e on e.id = j.effect_id
    where j.state <> 'open'
    on conflict (id) do nothing
  )
  select 'judged' as kind, ${of('j', outcomeColumns)} from judged j
  union all
  select 'told', ${of('o', outcomeColumns)} from outcome o
  where o.effect_id = @effect_id and o.state = @to_state and not exists (select from judged)`,
);

const get = statement(
  'outcomes.get',
  { effect_id: 'text' },
  `select ${outcomeColumns.join(', ')} from outcome where effect_id = @effect_id`,
);

const wake = statement(
  'outcomes.wake',
  { limit: 'int' },
  `
  with found as materialized (
    select effect_id from outcome where state = 'offered' order by n limit @limit for update skip locked
  ),
  woken as (
    update outcome t set wake = t.wake + 1 from found where t.effect_id = found.effect_id
    returning ${of('t', outcomeColumns)}, t.n
  )
  select * from woken order by n`,
);

const count = statement('outcomes.count', {}, `select state, count(*) as many from outcome group by state`);

const latest = statement(
  'outcomes.latest',
  { limit: 'int' },
  `select ${outcomeColumns.join(', ')} from outcome order by n desc limit @limit`,
);
