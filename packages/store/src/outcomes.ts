/**
 * Outcomes: opened with the proposal or with the effect's settlement, offered a sample or their time, judged once.
 *
 * What a judgement counts it counts in the same statement, and only from the evidence that the judge saw: when somebody
 * else counted meanwhile, nothing is judged either. The outcome's row is locked before the evidence's, always.
 */

import type { JudgeResult, OutcomeState, OutcomesPort } from '@andon/core';
import type { Database, Row } from './database.ts';
import { andon, eventId, insertEvent, stampParameters, stampValues } from './events.ts';
import { isOfSubject, subjectParameters, subjectValues } from './evidence.ts';
import { outcomeColumns, toOutcome } from './outcome-row.ts';
import { of, statement } from './sql.ts';

export function outcomesOn(database: Database): OutcomesPort {
  return {
    async get(id) {
      const row = await database.row(get, { id });
      return row ? toOutcome(row) : null;
    },

    async offer({ tag, material, sample, plantMs }) {
      return (await database.rows(offer, { tag, material, sample, plant_ms: plantMs })).map(toOutcome);
    },

    async takeDue(plantMs) {
      return (await database.rows(takeDue, { plant_ms: plantMs })).map(toOutcome);
    },

    async judge(id, { state, finding, dueMs }, evidence, at) {
      const ends = state !== 'open';
      const update = ends ? evidence : null;
      const row = await database.row(judge, {
        id,
        to_state: state,
        ends,
        due_ms: (ends ? undefined : dueMs) ?? null,
        finding,
        counts: update !== null,
        seen_revision: update?.revision ?? null,
        state: update?.state ?? null,
        ...subjectValues(update?.subject ?? null),
        actor: andon,
        ...stampValues(at),
      });
      if (row?.kind === 'judged' && ends) database.wrote();
      return toJudgeResult(row);
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

function toJudgeResult(row: Row | undefined): JudgeResult {
  switch (row?.kind) {
    case 'judged':
    case 'told':
      return { kind: row.kind, outcome: toOutcome(row) };
    case 'overtaken':
      return { kind: 'overtaken' };
    default:
      return { kind: 'not-open' };
  }
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

/** The first judgement stays. Told again it answers as it did, and counts nothing again. */
const judge = statement(
  'outcomes.judge',
  {
    id: 'text',
    to_state: 'text',
    ends: 'boolean',
    due_ms: 'bigint',
    finding: 'json',
    counts: 'boolean',
    seen_revision: 'bigint',
    state: 'json',
    ...subjectParameters,
    actor: 'jsonb',
    ...stampParameters,
  },
  `
  with o as materialized (
    select ${of('o', outcomeColumns)} from outcome o where o.id = @id for update
  ),
  counted as (
    insert into evidence as v (${Object.keys(subjectParameters).join(', ')}, revision, state)
    select ${Object.keys(subjectParameters)
      .map((name) => `@${name}`)
      .join(', ')}, @seen_revision + 1, @state
    from o
    where o.state = 'offered' and @counts
      -- Rows are never deleted, so whoever saw one sees one now.
      and (@seen_revision = 0 or exists (select from evidence v where ${isOfSubject('v')}))
    on conflict (agent_id, fingerprint, action_type, risk_class, demotions) do update
      set revision = excluded.revision, state = excluded.state
      where v.revision = excluded.revision - 1
    returning v.revision
  ),
  verdict as materialized (
    select case
        when o.state = @to_state then 'told'
        when o.state <> 'offered' then 'not-open'
        when @counts and not exists (select from counted) then 'overtaken'
        else 'judged'
      end as kind
    from o
  ),
  judged as (
    update outcome t
    set state = @to_state, finding = @finding, due_ms = coalesce(@due_ms, t.due_ms),
      sample = case when @ends then t.sample end,
      judged_ms = case when @ends then @plant_ms end
    from verdict
    where t.id = @id and verdict.kind = 'judged'
    returning ${of('t', outcomeColumns)}
  ),
  event as (
    ${insertEvent}
    select ${eventId('outcome.judged', 'j.id')}, 'outcome.judged', @plant_ms, @wall_ms, @actor,
      coalesce(e.asset, p.command ->> 'asset'),
      jsonb_strip_nulls(jsonb_build_object('proposalId', j.proposal_id, 'effectId', j.effect_id,
        'agentId', j.agent_id, 'grantId', coalesce(e.grant_id, p.grant_id))),
      json_build_object('state', j.state, 'finding', j.finding, 'sample', j.sample, 'tag', j.tag,
        'material', j.material, 'dueMs', j.due_ms, 'horizonMs', j.horizon_ms,
        -- What was counted: the subject as it was told, and the level that was planned.
        'evidence', (select json_build_object('fingerprint', @fingerprint, 'actionType', @action_type,
          'riskClass', @risk_class, 'demotions', @demotions, 'level', j.evidence ->> 'level') from counted),
        'evidenceRevision', (select c.revision from counted c))
    from judged j join proposal p on p.id = j.proposal_id left join effect e on e.id = j.effect_id
    where @ends
    on conflict (id) do nothing
  )
  select 'judged' as kind, ${of('j', outcomeColumns)} from judged j
  union all
  select verdict.kind, ${of('o', outcomeColumns)} from o, verdict where not exists (select from judged)`,
);

const get = statement(
  'outcomes.get',
  { id: 'text' },
  `select ${outcomeColumns.join(', ')} from outcome where id = @id`,
);

const wake = statement(
  'outcomes.wake',
  { limit: 'int' },
  `
  with found as materialized (
    select id from outcome where state = 'offered' order by n limit @limit for update skip locked
  ),
  woken as (
    update outcome t set wake = t.wake + 1 from found where t.id = found.id
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
