/**
 * Proposals and what people said of them. The first decision wins: the proposal's row is locked, judged as it stands
 * then, and changed by the same statement that writes the decision, the intent and the events.
 */

import { type DecideResult, type ProposalsPort, proposalTable, sources } from '@andon/core';
import type { Database, Row } from './database.ts';
import { decisionColumns, toDecision } from './decision-row.ts';
import { effectValues, insertEffects, intendedEvents, newEffectParameters } from './effect-intent.ts';
import { eventId, insertEvents, stampParameters, stampValues } from './events.ts';
import { untilUndisturbed } from './optimism.ts';
import { newOutcomeParameters, openOutcomes, outcomeValues, planOf } from './outcome-row.ts';
import { overdueOn } from './proposal-overdue.ts';
import { proposalColumns, toProposal } from './proposal-row.ts';
import { revisedColumns, revisionParameters, revisionValues, stateAfter } from './revision.ts';
import { of, pageOf, statement } from './sql.ts';

export function proposalsOn(database: Database): ProposalsPort {
  return {
    async get(id) {
      const row = await database.row(get, { id });
      return row ? toProposal(row) : null;
    },

    async open() {
      return (await database.rows(open, {})).map(toProposal);
    },

    async latest(limit) {
      return (await database.rows(latest, { limit })).map(toProposal);
    },

    async page(states, { before, limit }) {
      const rows = await database.rows(page, { states, before, limit });
      return rows.length === 0 ? null : rows.filter(({ id }) => id !== null).map(toProposal);
    },

    async decide({ decision, effect, revised, outcome }) {
      const { id, proposalId, kind, revisionHash, by, reason, at } = decision;
      const row = await untilUndisturbed('proposals.decide', () =>
        database.row(decide, {
          id,
          proposal_id: proposalId,
          kind,
          seen_hash: revisionHash,
          by,
          reason,
          allowed: sources(proposalTable, kind),
          to_state: stateAfter(kind, revised),
          ...revisionValues(revised),
          ...effectValues(effect ? [effect] : []),
          ...outcomeValues(outcome ? [{ id: proposalId, plan: outcome }] : []),
          ...stampValues(at),
        }),
      );
      return toDecideResult(row, () => database.wrote());
    },

    ...overdueOn(database),

    async decisions(proposalId) {
      return (await database.rows(decisions, { proposal_id: proposalId })).map(toDecision);
    },
  };
}

function toDecideResult(row: Row, wrote: () => void): DecideResult {
  if (row.written) wrote();
  if (row.id === null) return { kind: 'not-found' };
  const proposal = toProposal(row);
  const why = row.refused as 'late' | 'stale' | 'author' | null;
  return why === null ? { kind: 'decided', proposal } : { kind: 'refused', why, proposal };
}

/**
 * Answers nothing when another call with the same decision was faster: then it runs again and finds it told.
 * A decision that is told again answers from its row; it does not matter what became of the proposal since.
 */
const decide = statement(
  'proposals.decide',
  {
    id: 'text',
    proposal_id: 'text',
    kind: 'text',
    seen_hash: 'text',
    by: 'json',
    reason: 'text',
    allowed: 'text[]',
    to_state: 'text',
    ...revisionParameters,
    ...newEffectParameters,
    ...newOutcomeParameters,
    ...stampParameters,
  },
  `
  with told as materialized (
    select d.proposal_id, d.refused from decision d where d.id = @id
  ),
  p as materialized (
    select ${of('p', proposalColumns)} from proposal p
    where p.id = @proposal_id and not exists (select from told)
    for update
  ),
  decided as (
    insert into decision as d (id, proposal_id, kind, revision_hash, by, reason, plant_ms, wall_ms, refused)
    select @id, p.id, @kind, @seen_hash, @by, @reason, @plant_ms, @wall_ms,
      case
        when p.state <> all (@allowed) or @plant_ms > p.approval_until_ms then 'late'
        when p.revision_hash <> @seen_hash then 'stale'
        when @kind = 'approve' and p.author ->> 'id' = @by ->> 'id' then 'author'
      end
    from p
    on conflict (id) do nothing
    returning d.id, d.proposal_id, d.refused
  ),
  changed as (
    update proposal t
    set state = @to_state,
      ${revisedColumns.map((name) => `${name} = case when @r_given then @r_${name} else t.${name} end`).join(',\n      ')}
    from decided d
    where t.id = d.proposal_id and d.refused is null
    returning ${of('t', proposalColumns)}
  ),
  intended as (${insertEffects('join changed c on c.id = e.proposal_id')}),
  opened as (${openOutcomes('select c.id, c.id, null::text, c.agent_id from changed c')}),
  events as (${insertEvents(
    `
    select ${eventId('decision', 'd.id')},
      case when d.refused is null then 'decision.made' else 'decision.refused' end,
      @plant_ms, @wall_ms, @by::jsonb, p.command ->> 'asset',
      jsonb_strip_nulls(jsonb_build_object('decisionId', d.id, 'proposalId', p.id, 'runId', p.run_id,
        'agentId', p.agent_id, 'effectId', (select i.id from intended i))),
      json_build_object(
        'kind', @kind, 'revisionHash', @seen_hash, 'reason', @reason, 'refused', d.refused,
        'before', json_build_object('state', p.state, 'revision', p.revision, 'revisionHash', p.revision_hash),
        'after', (select json_build_object('state', c.state, 'revision', c.revision, 'revisionHash', c.revision_hash,
          'params', c.params, 'command', c.command, 'riskClass', c.risk_class, 'verdict', c.verdict,
          'stopEpoch', c.stop_epoch) from changed c),
        'effect', (select json_build_object('effectId', i.id, 'grantId', i.grant_id,
          'grantRevision', i.grant_revision, 'authorisation', i.authorisation, 'notAfterMs', i.not_after_ms)
          from intended i),
        'outcome', (select ${planOf('o')} from opened o)),
      0
    from decided d join p on p.id = d.proposal_id`,
    intendedEvents('@by::jsonb', `'decisionId', @id`),
  )})
  select true as written, null as refused, ${of('c', proposalColumns)} from changed c
  union all
  select true, d.refused, ${of('p', proposalColumns)} from decided d join p on p.id = d.proposal_id
  where d.refused is not null
  union all
  select false, told.refused, ${of('k', proposalColumns)} from told join proposal k on k.id = told.proposal_id
  union all
  select false, null, ${proposalColumns.map(() => 'null').join(', ')}
  where not exists (select from told) and not exists (select from proposal k where k.id = @proposal_id)`,
);

const get = statement(
  'proposals.get',
  { id: 'text' },
  `select ${proposalColumns.join(', ')} from proposal where id = @id`,
);

const open = statement(
  'proposals.open',
  {},
  `select ${proposalColumns.join(', ')} from proposal where state in ('awaiting-approval', 'veto-window') order by n`,
);

const latest = statement(
  'proposals.latest',
  { limit: 'int' },
  `select ${proposalColumns.join(', ')} from proposal order by n desc limit @limit`,
);

/**
 * Each state by its index, then the latest of all. Compared and ordered as pairs, since the planner, which does not know
 * how few are in a state, would walk the whole history else.
 */
const page = statement(
  'proposals.page',
  { states: 'text[]', before: 'text', limit: 'int' },
  pageOf(
    'proposal',
    proposalColumns,
    `select t.* from unnest(@states) s(state) cross join lateral (
       select ${of('t', proposalColumns)}, t.n from proposal t
       where (t.state, t.n) < (s.state, start.n) and t.state >= s.state
       order by t.state desc, t.n desc limit @limit
     ) t order by t.n desc limit @limit`,
  ),
);

const decisions = statement(
  'proposals.decisions',
  { proposal_id: 'text' },
  `
  select ${decisionColumns.join(', ')} from decision
  where proposal_id = @proposal_id and refused is null
  order by n`,
);
