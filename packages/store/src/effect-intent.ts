/** The intent of an effect, written by the statement that authorises it: a run's end, a decision, a closed window. */

import type { NewEffect } from '@andon/core';
import { commandOf, effectColumns } from './effect-row.ts';
import { eventId } from './events.ts';
import type { Values } from './sql.ts';

/** One array a column, so that there may be none, one or many. */
export const newEffectParameters = {
  e_id: 'text[]',
  e_proposal_id: 'text[]',
  e_agent_id: 'text[]',
  e_action_type: 'text[]',
  e_risk_class: 'text[]',
  e_params: 'json[]',
  e_revision_hash: 'text[]',
  e_line: 'text[]',
  e_asset: 'text[]',
  e_target: 'text[]',
  e_value: 'json[]',
  e_material: 'text[]',
  e_grant_id: 'text[]',
  e_grant_revision: 'bigint[]',
  e_authorisation: 'json[]',
  e_not_after_ms: 'bigint[]',
} as const;

export function effectValues(effects: readonly NewEffect[]): Values<typeof newEffectParameters> {
  return {
    e_id: effects.map(({ id }) => id),
    e_proposal_id: effects.map(({ proposalId }) => proposalId),
    e_agent_id: effects.map(({ agentId }) => agentId),
    e_action_type: effects.map(({ actionType }) => actionType),
    e_risk_class: effects.map(({ riskClass }) => riskClass),
    e_params: effects.map(({ params }) => params),
    e_revision_hash: effects.map(({ revisionHash }) => revisionHash),
    e_line: effects.map(({ line }) => line),
    e_asset: effects.map(({ command }) => command.asset),
    e_target: effects.map(({ command }) => command.target),
    e_value: effects.map(({ command }) => command.value),
    e_material: effects.map(({ command }) => command.material),
    e_grant_id: effects.map(({ grantId }) => grantId),
    e_grant_revision: effects.map(({ grantRevision }) => grantRevision),
    e_authorisation: effects.map(({ authorisation }) => authorisation),
    e_not_after_ms: effects.map(({ notAfterMs }) => notAfterMs),
  };
}

const names = Object.keys(newEffectParameters).map((name) => name.slice(2));

/** SQL: inserts them; `only` is a join from `e` that lets through those that the statement authorised. */
export function insertEffects(only: string): string {
  return `
    insert into effect (${names.join(', ')}, intended_ms, state)
    select ${names.map((name) => `e.${name}`).join(', ')}, @plant_ms, 'intended'
    from unnest(${names.map((name) => `@e_${name}`).join(', ')}) with ordinality as e(${names.join(', ')}, place)
    ${only}
    order by e.place
    on conflict (id) do nothing
    returning ${effectColumns.join(', ')}`;
}

/**
 * SQL for `insertEvents`: an `effect.intended` for each row of `intended`, known as `i`; `refs` are further pairs of key
 * and value, `rank` its place among the events.
 */
export function intendedEvents(actor: string, refs: string, rank = '0'): string {
  return `
    select ${eventId('effect.intended', 'i.id')}, 'effect.intended', @plant_ms, @wall_ms, ${actor}, i.asset,
      jsonb_build_object('effectId', i.id, 'proposalId', i.proposal_id, 'agentId', i.agent_id, 'grantId', i.grant_id,
        ${refs}),
      json_build_object(
        'actionType', i.action_type, 'riskClass', i.risk_class, 'params', i.params, 'command', ${commandOf('i')},
        'revisionHash', i.revision_hash, 'line', i.line, 'seq', i.seq, 'grantRevision', i.grant_revision,
        'authorisation', i.authorisation, 'notAfterMs', i.not_after_ms),
      ${rank}
    from intended i`;
}
