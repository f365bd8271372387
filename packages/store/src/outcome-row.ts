/** How an outcome stands in its table, and how it is opened: by the end of a run, a decision, or a settlement. */

import type { Outcome, OutcomePlan } from '@andon/core';
import type { Row } from './database.ts';
import type { Values } from './sql.ts';

export const outcomeColumns = [
  'id',
  'proposal_id',
  'effect_id',
  'agent_id',
  'tag',
  'material',
  'due_ms',
  'horizon_ms',
  'evidence',
  'state',
  'sample',
  'finding',
  'judged_ms',
  'wake',
] as const;

export function toOutcome(row: Row): Outcome {
  return {
    id: row.id,
    proposalId: row.proposal_id,
    effectId: row.effect_id,
    agentId: row.agent_id,
    tag: row.tag,
    material: row.material,
    dueMs: row.due_ms,
    horizonMs: row.horizon_ms,
    evidence: row.evidence,
    state: row.state,
    sample: row.sample,
    finding: row.finding,
    judgedMs: row.judged_ms,
    wake: row.wake,
  } as Outcome;
}

/** One array a column, so that there may be none, one or many. */
export const newOutcomeParameters = {
  o_id: 'text[]',
  o_tag: 'text[]',
  o_material: 'text[]',
  o_due_ms: 'bigint[]',
  o_horizon_ms: 'bigint[]',
  o_evidence: 'json[]',
} as const;

/** An outcome that is planned; its id is that of the effect or proposal that it is of. */
export interface NewOutcome {
  readonly id: string;
  readonly plan: OutcomePlan;
}

export function outcomeValues(outcomes: readonly NewOutcome[]): Values<typeof newOutcomeParameters> {
  return {
    o_id: outcomes.map(({ id }) => id),
    o_tag: outcomes.map(({ plan }) => plan.tag),
    o_material: outcomes.map(({ plan }) => plan.material),
    o_due_ms: outcomes.map(({ plan }) => plan.dueMs),
    o_horizon_ms: outcomes.map(({ plan }) => plan.horizonMs),
    o_evidence: outcomes.map(({ plan }) => plan.evidence),
  };
}

/** The plan's columns. */
const names = Object.keys(newOutcomeParameters).map((name) => name.slice(2));
const planned = names.filter((name) => name !== 'id');

/**
 * SQL: opens those that are planned for what the statement wrote. `written` selects that: the outcome's id, the
 * proposal's, the effect's and the agent's. What is open or ended already stays.
 */
export function openOutcomes(written: string): string {
  return `
    insert into outcome (id, proposal_id, effect_id, agent_id, ${planned.join(', ')}, state)
    select w.id, w.proposal_id, w.effect_id, w.agent_id, ${planned.map((name) => `o.${name}`).join(', ')}, 'open'
    from unnest(${names.map((name) => `@o_${name}`).join(', ')}) with ordinality as o(${names.join(', ')}, place)
    join (${written}) w(id, proposal_id, effect_id, agent_id) on w.id = o.id
    order by o.place
    on conflict (id) do nothing
    returning id, ${planned.join(', ')}`;
}

/** SQL: the plan of the outcome row under this alias. */
export function planOf(alias: string): string {
  return `json_build_object('tag', ${alias}.tag, 'material', ${alias}.material, 'dueMs', ${alias}.due_ms,
    'horizonMs', ${alias}.horizon_ms, 'evidence', ${alias}.evidence)`;
}
