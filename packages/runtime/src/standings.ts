/** Where each kind of action stands: its level, what binds it, and how far it is from the next. */

import { type AuthoritySnapshot, type Cap, type Grant, type RiskClass, type Standing, standingOf } from '@andon/core';
import { type AnyAction, actionOf, rulesOf } from '@andon/sdk';
import type { LoadedAgent, RuntimeContext } from './context.ts';
import { capsNow, grantFor } from './gate-state.ts';

/** Of every agent that is known here, per action type and risk class it can have. */
export async function standings(context: RuntimeContext): Promise<readonly Standing[]> {
  const snapshot = await context.authority.ensure();
  const all: Standing[] = [];
  for (const loaded of context.agents.values()) {
    for (const [actionType, action] of Object.entries(loaded.vertical.actions)) {
      for (const riskClass of riskClassesOf(action)) {
        all.push(await standing(context, loaded, { actionType, riskClass }, snapshot));
      }
    }
  }
  return all;
}

export async function standing(
  context: RuntimeContext,
  { agent, vertical }: LoadedAgent,
  { actionType, riskClass }: Pick<Grant, 'actionType' | 'riskClass'>,
  snapshot: AuthoritySnapshot,
): Promise<Standing> {
  const { record, authority, plant, sink } = context;
  const { id: agentId, scope, fingerprint } = agent;
  const nowMs = plant.plantMs();
  const grant = grantFor(snapshot, { agentId, actionType, riskClass, asset: scope, fingerprint });
  const demotions = grant?.fingerprint === fingerprint ? grant.demotions : 0;
  const like = { agentId, actionType, asset: scope, material: null, nowMs, exceptEffectId: null };
  const { unverified } = await record.effects.recent(like);
  const caps: readonly Cap[] = capsNow(context, grant, unverified);
  return standingOf({
    agent,
    actionType,
    riskClass,
    rules: rulesOf(actionOf(vertical, actionType), scope),
    grant,
    fingerprint,
    evidence: await record.evidence.get({ agentId, fingerprint, actionType, riskClass, demotions }),
    policy: context.evidence,
    sink: sink.capabilities(),
    stop: authority.stopOver(scope, snapshot),
    caps,
    unverified,
    nowMs,
  });
}

function riskClassesOf({ risk }: AnyAction): readonly RiskClass[] {
  return typeof risk === 'string' ? [risk] : ['reversible', 'irreversible'];
}
