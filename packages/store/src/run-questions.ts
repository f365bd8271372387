/**
 * What is asked about runs. One statement a question, so that an answer is of one moment; each finds its rows by an index,
 * however long the history.
 */

import type { RunsPort } from '@andon/core';
import type { Database, Row } from './database.ts';
import { decisionColumns, toDecision } from './decision-row.ts';
import { effectColumns, toEffect } from './effect-row.ts';
import { eventId } from './events.ts';
import { outcomeColumns, toOutcome } from './outcome-row.ts';
import { proposalColumns, toProposal } from './proposal-row.ts';
import { runColumns, toRun, toRunHead } from './run-row.ts';
import { of, pageOf, statement } from './sql.ts';

export function runQuestionsOn(database: Database): Pick<RunsPort, 'get' | 'page' | 'whole'> {
  return {
    async get(runId) {
      const row = await database.row(get, { run_id: runId });
      return row ? toRun(row) : null;
    },

    async page({ before, limit }) {
      const rows = await database.rows(page, { before, limit });
      return rows.length === 0 ? null : rows.filter(({ id }) => id !== null).map(toRunHead);
    },

    async whole(runId) {
      const row = await database.row(whole, { run_id: runId });
      if (!row) return null;
      return {
        run: toRun(row),
        error: row.error as null,
        endedAt: row.ended_at as null,
        proposals: (row.proposals as Row[]).map(toProposal),
        decisions: (row.decisions as Row[]).map(toDecision),
        effects: (row.effects as Row[]).map(toEffect),
        outcomes: (row.outcomes as Row[]).map(toOutcome),
      };
    },
  };
}

const get = statement('runs.get', { run_id: 'text' }, `select ${runColumns.join(', ')} from run where id = @run_id`);

const headColumns = runColumns.filter((name) => name !== 'observation');

const page = statement(
  'runs.page',
  { before: 'text', limit: 'int' },
  pageOf(
    'run',
    headColumns,
    `select ${of('t', headColumns)}, t.n from run t where t.n < start.n order by t.n desc limit @limit`,
  ),
);

/** SQL: rows of a query as an array of JSON objects, in the order of the column `by`. */
const listed = (query: string, by: string) =>
  `(select coalesce(json_agg(row_to_json(l) order by l.${by}), '[]') from (${query}) l)`;

/** An outcome has the id of the effect or the proposal that it judges, so its primary key finds it. */
const whole = statement(
  'runs.whole',
  { run_id: 'text' },
  `
  with p as materialized (
    select ${of('p', proposalColumns)}, p.n from proposal p where p.run_id = @run_id
  ),
  e as materialized (
    select ${of('e', effectColumns)} from effect e where e.proposal_id in (select p.id from p)
  )
  select ${of('r', runColumns)}, r.error,
    (select json_build_object('plantMs', a.plant_ms, 'wallMs', a.wall_ms) from audit_event a
      where r.ended and a.id in (${eventId('run.finished', 'r.id')}, ${eventId('run.failed', 'r.id')})) as ended_at,
    ${listed('select * from p', 'n')} as proposals,
    ${listed(
      `select ${of('d', decisionColumns)}, d.n from decision d
       where d.proposal_id in (select p.id from p) and d.refused is null`,
      'n',
    )} as decisions,
    ${listed('select * from e', 'seq')} as effects,
    ${listed(
      `select ${of('o', outcomeColumns)}, o.n from outcome o
       where o.id in (select p.id from p union all select e.id from e)`,
      'n',
    )} as outcomes
  from run r where r.id = @run_id`,
);
