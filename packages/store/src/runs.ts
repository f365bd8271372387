/** Runs: opened by a trigger, leased by one worker at a time, ended with what they proposed. */

import type { RunsPort } from '@andon/core';
import type { Database } from './database.ts';
import { effectValues, insertEffects, intendedEvents, newEffectParameters } from './effect-intent.ts';
import { agentAsActor, eventId, insertEvent, insertEvents, stampParameters, stampValues } from './events.ts';
import { newOutcomeParameters, openOutcomes, outcomeValues, planOf } from './outcome-row.ts';
import { proposalColumns, toProposal } from './proposal-row.ts';
import { proposalParameters, proposalValues } from './proposal-submit.ts';
import { runQuestionsOn } from './run-questions.ts';
import { runColumns, toRun } from './run-row.ts';
import { of, statement } from './sql.ts';

export function runsOn(database: Database): RunsPort {
  return {
    async open(run, at) {
      const row = await database.row(open, {
        id: run.id,
        agent_id: run.agentId,
        vertical: run.vertical,
        fingerprint: run.fingerprint,
        trigger_key: run.triggerKey,
        run_plant_ms: run.plantMs,
        observation: run.observation,
        ...stampValues(at),
      });
      if (row) database.wrote();
      return { opened: row !== undefined };
    },

    async lease(runId, holder, leaseMs) {
      const row = await database.row(lease, { run_id: runId, holder, lease_ms: leaseMs });
      return row ? { run: toRun(row), token: row.lease_token as number } : null;
    },

    async finish(runId, token, submissions, at) {
      const rows = await database.rows(finish, {
        run_id: runId,
        token,
        ...proposalValues(submissions),
        ...effectValues(submissions.flatMap(({ effect }) => effect ?? [])),
        ...outcomeValues(
          submissions.flatMap(({ proposal: { id }, outcome }) => (outcome ? [{ id, plan: outcome }] : [])),
        ),
        ...stampValues(at),
      });
      if (rows.length > 0) {
        database.wrote();
        return rows.filter(({ id }) => id !== null).map(toProposal);
      }
      // The repeat of a finish whose answer was lost?
      if (!(await database.row(ended, { run_id: runId, token, state: 'done' }))) return null;
      return (await database.rows(proposalsOf, { run_id: runId })).map(toProposal);
    },

    async fail(runId, token, error, at) {
      const row = await database.row(fail, { run_id: runId, token, error, ...stampValues(at) });
      if (row) {
        database.wrote();
        return true;
      }
      return (await database.row(ended, { run_id: runId, token, state: 'failed' })) !== undefined;
    },

    ...runQuestionsOn(database),

    async wake(limit) {
      return (await database.rows(wake, { limit })).map(toRun);
    },
  };
}

const open = statement(
  'runs.open',
  {
    id: 'text',
    agent_id: 'text',
    vertical: 'text',
    fingerprint: 'text',
    trigger_key: 'text',
    run_plant_ms: 'bigint',
    observation: 'json',
    ...stampParameters,
  },
  `
  with opened as (
    insert into run (id, agent_id, vertical, fingerprint, trigger_key, plant_ms, observation, state)
    values (@id, @agent_id, @vertical, @fingerprint, @trigger_key, @run_plant_ms, @observation, 'queued')
    on conflict do nothing
    returning id, agent_id, vertical, fingerprint, trigger_key, plant_ms, observation
  ),
  event as (
    ${insertEvent}
    select ${eventId('run.opened', 'o.id')}, 'run.opened', @plant_ms, @wall_ms, ${agentAsActor('o.agent_id')},
      (select a.scope from agent a where a.id = o.agent_id),
      jsonb_build_object('runId', o.id, 'agentId', o.agent_id),
      json_build_object('vertical', o.vertical, 'fingerprint', o.fingerprint, 'triggerKey', o.trigger_key,
        'plantMs', o.plant_ms, 'observation', o.observation)
    from opened o
    on conflict (id) do nothing
  )
  select id from opened`,
);

const lease = statement(
  'runs.lease',
  { run_id: 'text', holder: 'text', lease_ms: 'bigint' },
  `
  update run
  set state = 'leased', attempts = attempts + 1, lease_token = lease_token + 1, lease_holder = @holder,
      lease_until = clock_timestamp() + @lease_ms * interval '1 millisecond'
  where id = @run_id and (state = 'queued' or (state = 'leased' and lease_until <= clock_timestamp()))
  returning ${runColumns.join(', ')}, lease_token`,
);

const finish = statement(
  'runs.finish',
  {
    run_id: 'text',
    token: 'bigint',
    ...proposalParameters,
    ...newEffectParameters,
    ...newOutcomeParameters,
    ...stampParameters,
  },
  `
  with finished as (
    update run set state = 'done', ended = true, lease_until = null
    where id = @run_id and state = 'leased' and lease_token = @token
    returning id, agent_id, attempts
  ),
  made as (
    insert into proposal (run_id, ${Object.keys(proposalParameters)
      .map((name) => name.slice(2))
      .join(', ')})
    select f.id, ${Object.keys(proposalParameters)
      .map((name) => `s.${name}`)
      .join(', ')}
    from finished f, unnest(${Object.keys(proposalParameters)
      .map((name) => `@${name}`)
      .join(', ')}) with ordinality as s(${Object.keys(proposalParameters).join(', ')}, place)
    order by s.place
    on conflict (id) do nothing
    returning ${proposalColumns.join(', ')}, n
  ),
  intended as (${insertEffects(`join made m on m.id = e.proposal_id`)}),
  opened as (${openOutcomes('select m.id, m.id, null::text, m.agent_id from made m')}),
  events as (${insertEvents(
    `
    select ${eventId('run.finished', 'f.id')}, 'run.finished', @plant_ms, @wall_ms, ${agentAsActor('f.agent_id')},
      (select a.scope from agent a where a.id = f.agent_id),
      jsonb_build_object('runId', f.id, 'agentId', f.agent_id),
      json_build_object('proposalIds', to_json(@p_id), 'attempts', f.attempts),
      0
    from finished f`,
    `
    select ${eventId('proposal.made', 'm.id')}, 'proposal.made', @plant_ms, @wall_ms, ${agentAsActor('m.agent_id')},
      m.command ->> 'asset',
      jsonb_strip_nulls(jsonb_build_object('proposalId', m.id, 'runId', m.run_id, 'agentId', m.agent_id,
        'grantId', m.grant_id)),
      json_build_object(
        'actionType', m.action_type, 'riskClass', m.risk_class, 'revision', m.revision,
        'revisionHash', m.revision_hash, 'params', m.params, 'command', m.command, 'reasons', m.reasons,
        'evidence', m.evidence, 'expected', m.expected, 'verdict', m.verdict, 'state', m.state,
        'createdMs', m.created_ms, 'notAfterMs', m.not_after_ms, 'approvalUntilMs', m.approval_until_ms,
        'decidedByRole', m.decided_by_role, 'stopEpoch', m.stop_epoch, 'made', m.made,
        'outcome', (select ${planOf('o')} from opened o where o.id = m.id)),
      m.n
    from made m`,
    intendedEvents(
      agentAsActor('i.agent_id'),
      `'runId', @run_id`,
      '(select m.n from made m where m.id = i.proposal_id)',
    ),
  )})
  select ${of('m', proposalColumns)} from finished left join made m on true order by m.n`,
);

const proposalsOf = statement(
  'runs.proposals',
  { run_id: 'text' },
  `select ${of('p', proposalColumns)} from proposal p where p.run_id = @run_id order by p.n`,
);

const ended = statement(
  'runs.ended',
  { run_id: 'text', token: 'bigint', state: 'text' },
  `select true from run where id = @run_id and state = @state and lease_token = @token`,
);

const fail = statement(
  'runs.fail',
  { run_id: 'text', token: 'bigint', error: 'json', ...stampParameters },
  `
  with failed as (
    update run set state = 'failed', ended = true, lease_until = null, error = @error
    where id = @run_id and state = 'leased' and lease_token = @token
    returning id, agent_id, attempts, error
  ),
  event as (
    ${insertEvent}
    select ${eventId('run.failed', 'f.id')}, 'run.failed', @plant_ms, @wall_ms, ${agentAsActor('f.agent_id')},
      (select a.scope from agent a where a.id = f.agent_id),
      jsonb_build_object('runId', f.id, 'agentId', f.agent_id),
      json_build_object('error', f.error, 'attempts', f.attempts)
    from failed f
    on conflict (id) do nothing
  )
  select id from failed`,
);

const wake = statement(
  'runs.wake',
  { limit: 'int' },
  `
  with found as materialized (
    select id from run
    where not ended and (state = 'queued' or lease_until <= clock_timestamp())
    order by n limit @limit
    for update skip locked
  ),
  woken as (
    update run r set wake = wake + 1 from found f where r.id = f.id
    returning ${of('r', runColumns)}, r.n
  )
  select * from woken order by n`,
);
