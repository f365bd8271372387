/**
 * Acts that left above their grant, counted from the audit trail alone and apart from the gate: at the claim of an effect
 * the level that was held must let it leave the way it did. There should be none.
 */

import {
  type AuditEvent,
  type Authorisation,
  type Effect,
  isAtLeast,
  type Level,
  settledInThePlant,
} from '@andon/core';

/** The least level at which an effect may leave that was authorised like this. */
const needed: Readonly<Record<Authorisation['kind'], Level>> = {
  approval: 'approve',
  'window-closed': 'veto',
  standing: 'autonomous',
};

/** @param events of the trail, in order */
export function countAboveGrant(events: readonly AuditEvent[], effects: readonly Effect[]): number {
  const left = new Map(effects.filter(({ state }) => settledInThePlant.includes(state)).map((one) => [one.id, one]));
  const held = new Map<string, Level>();
  let above = 0;
  for (const { type, refs, data } of events) {
    if (type === 'grant.signed' || type === 'grant.lowered') {
      const key = `${refs.agentId}/${data.actionType}/${data.riskClass}`;
      held.set(key, (type === 'grant.signed' ? data.level : data.to) as Level);
    }
    const effect = type === 'effect.claimed' ? left.get(refs.effectId ?? '') : undefined;
    if (!effect) continue;
    const level = held.get(`${effect.agentId}/${effect.actionType}/${effect.riskClass}`) ?? 'off';
    if (!isAtLeast(level, needed[effect.authorisation.kind])) above += 1;
  }
  return above;
}
