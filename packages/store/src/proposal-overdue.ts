/**
 * What is over without a decision: approvals that nobody gave, and veto windows that nobody used. Each is ended by one
 * statement, if it still stands as it did; whether it was ended before is asked by another one, which sees what somebody
 * who was faster has committed.
 */

import { type ProposalEvent, type ProposalsPort, proposalTable, sources } from '@andon/core';
import type { Database } from './database.ts';
import { effectValues, insertEffects, intendedEvents, newEffectParameters } from './effect-intent.ts';
import { andon, eventId, insertEvent, insertEvents, stampParameters, stampValues } from './events.ts';
import { newOutcomeParameters, openOutcomes, outcomeValues, planOf } from './outcome-row.ts';
import { proposalColumns, toProposal } from './proposal-row.ts';
import { of, statement } from './sql.ts';
import { reachedBy } from './steps.ts';

type Overdue = Pick<ProposalsPort, 'closeWindow' | 'expire' | 'approvalsDue' | 'windowsDue'>;

export function overdueOn(database: Database): Overdue {
  return {
    async closeWindow(proposalId, closing, at) {
      const effect = 'effect' in closing ? closing.effect : null;
      const verdict = 'refused' in closing ? closing.refused : null;
      const event: ProposalEvent = effect ? 'close-window' : 'refuse';
      const to = reachedBy(proposalTable, event);
      const row = await database.row(closeWindow, {
        proposal_id: proposalId,
        // `refuse` leads from `new` too, which no row is in.
        allowed: sources(proposalTable, event),
        to_state: to,
        new_verdict: verdict,
        actor: andon,
        ...effectValues(effect ? [effect] : []),
        ...stampValues(at),
      });
      if (row) {
        database.wrote();
        return true;
      }
      return (await database.row(wasClosed, { proposal_id: proposalId, to_state: to })) !== undefined;
    },

    async expire(proposalId, outcome, at) {
      const to = reachedBy(proposalTable, 'expire');
      const row = await database.row(expire, {
        proposal_id: proposalId,
        allowed: sources(proposalTable, 'expire'),
        to_state: to,
        actor: andon,
        ...outcomeValues(outcome ? [{ id: proposalId, plan: outcome }] : []),
        ...stampValues(at),
      });
      if (row) {
        database.wrote();
        return true;
      }
      return (await database.row(isExpired, { proposal_id: proposalId, to_state: to })) !== undefined;
    },

    async approvalsDue(nowMs) {
      return (await database.rows(approvalsDue, { now_ms: nowMs })).map(toProposal);
    },

    async windowsDue(nowMs) {
      return (await database.rows(windowsDue, { now_ms: nowMs })).map(toProposal);
    },
  };
}

const closeWindow = statement(
  'proposals.closeWindow',
  {
    proposal_id: 'text',
    allowed: 'text[]',
    to_state: 'text',
    new_verdict: 'json',
    actor: 'jsonb',
    ...newEffectParameters,
    ...stampParameters,
  },
  `
  with closed as (
    update proposal t
    set state = @to_state, verdict = coalesce(@new_verdict, t.verdict)
    where t.id = @proposal_id and t.state = any (@allowed) and t.closes_at_ms <= @plant_ms
    returning ${of('t', proposalColumns)}
  ),
  intended as (${insertEffects('join closed c on c.id = e.proposal_id')}),
  events as (${insertEvents(
    `
    select ${eventId('window.closed', 'c.id')}, 'window.closed', @plant_ms, @wall_ms, @actor, c.command ->> 'asset',
      jsonb_strip_nulls(jsonb_build_object('proposalId', c.id, 'runId', c.run_id, 'agentId', c.agent_id,
        'effectId', (select i.id from intended i))),
      json_build_object('state', c.state, 'revisionHash', c.revision_hash, 'verdict', c.verdict),
      0
    from closed c`,
    intendedEvents('@actor', `'runId', (select c.run_id from closed c)`),
  )})
  select id from closed`,
);

const wasClosed = statement(
  'proposals.wasClosed',
  { proposal_id: 'text', to_state: 'text' },
  `
  select true from proposal p join audit_event e on e.id = ${eventId('window.closed', 'p.id')}
  where p.id = @proposal_id and p.state = @to_state`,
);

const expire = statement(
  'proposals.expire',
  {
    proposal_id: 'text',
    allowed: 'text[]',
    to_state: 'text',
    actor: 'jsonb',
    ...newOutcomeParameters,
    ...stampParameters,
  },
  `
  with expired as (
    update proposal t set state = @to_state
    where t.id = @proposal_id and t.state = any (@allowed) and t.approval_until_ms < @plant_ms
    returning ${of('t', proposalColumns)}
  ),
  opened as (${openOutcomes('select x.id, x.id, null::text, x.agent_id from expired x')}),
  event as (
    ${insertEvent}
    select ${eventId('proposal.expired', 'x.id')}, 'proposal.expired', @plant_ms, @wall_ms, @actor,
      x.command ->> 'asset',
      jsonb_build_object('proposalId', x.id, 'runId', x.run_id, 'agentId', x.agent_id),
      json_build_object('revision', x.revision, 'revisionHash', x.revision_hash,
        'approvalUntilMs', x.approval_until_ms, 'outcome', (select ${planOf('o')} from opened o))
    from expired x
    on conflict (id) do nothing
  )
  select id from expired`,
);

const isExpired = statement(
  'proposals.isExpired',
  { proposal_id: 'text', to_state: 'text' },
  `select true from proposal p where p.id = @proposal_id and p.state = @to_state`,
);

const approvalsDue = statement(
  'proposals.approvalsDue',
  { now_ms: 'bigint' },
  `
  select ${proposalColumns.join(', ')} from proposal
  where state = 'awaiting-approval' and approval_until_ms < @now_ms
  order by approval_until_ms, n`,
);

const windowsDue = statement(
  'proposals.windowsDue',
  { now_ms: 'bigint' },
  `
  select ${proposalColumns.join(', ')} from proposal
  where state = 'veto-window' and closes_at_ms <= @now_ms
  order by closes_at_ms, n`,
);
