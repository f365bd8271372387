/** Calls on agents and on the grants that they work under. */

import { because, type Grant, type GrantBasis, type Level, levels, type RiskClass } from '@andon/core';
import { aGrant, aNewGrant, anAgent } from '../../src/builders.ts';
import { call } from './call.ts';
import { agents, fingerprints, people } from './pools.ts';
import type { Make } from './world.ts';

const levelPool: readonly [Level, ...Level[]] = ['approve', 'autonomous', 'veto', 'shadow'];
const counted = { successes: 59, failures: 0, target: 0.95, alpha: 0.05 };
const bases: readonly [GrantBasis, ...GrantBasis[]] = [
  { kind: 'renewal' },
  { kind: 'commissioning' },
  { kind: 'evidence', ...counted },
  { kind: 'rehearsal', source: '离线回放', ...counted },
];

export const agentCalls = {
  commission(world, choices) {
    const agent = choices.among(agents, anAgent());
    const version = choices.of('1.0.0', '1.0.0', '1.1.0');
    const fingerprint = choices.of('fp-1', ...fingerprints);
    return call('agents', 'commission', { ...agent, version, fingerprint }, choices.of(...people), world.at());
  },
  agents: () => call('agents', 'list'),
} satisfies Record<string, Make>;

export const grantCalls = {
  async sign(world, choices) {
    const agent = choices.among(agents, anAgent());
    const grant = aNewGrant({
      id: choices.of(`grt_${world.count()}`, 'grt_same', `grt_${world.count()}`, 'grt_other'),
      agentId: agent.id,
      // Of the whole works now and then: a grant beside the one of the line, at the same fingerprint.
      scope: choices.mostly(agent.scope, 'acme'),
      actionType: choices.of('dispose', 'set-speed'),
      riskClass: choices.mostly<RiskClass>('reversible', 'irreversible'),
      level: choices.of(...levelPool),
      fingerprint: choices.mostly('fp-1', ...fingerprints),
      signedBy: choices.of([people[0]], [...people], []),
      basis: choices.of(...bases),
      signature: { keyId: 'key-1', value: `signed-${world.count()}` },
      notAfterMs: world.nowMs + choices.of(3_600_000, 0),
    });
    const standing = await world.model.grants.list(agent.id);
    const isFor = ({ scope, actionType, riskClass }: Grant) =>
      scope === grant.scope && actionType === grant.actionType && riskClass === grant.riskClass;
    const now = standing.find(isFor) ?? null;
    const replaces = now && { grantId: now.id, revision: now.revision };
    const other = choices.among(standing, aGrant());
    // Now and then what stood before, what stands for something else, or nothing.
    const stale = { grantId: now?.id ?? 'grt_same', revision: (now?.revision ?? 2) - 1 };
    const elsewhere = { grantId: other.id, revision: other.revision };
    return call('grants', 'sign', grant, choices.mostly(replaces, stale, elsewhere, null), world.at());
  },
  async lower(world, choices) {
    const standing = (await world.model.grants.list()).map(({ id }) => id);
    const lowering = {
      grantId: choices.mostly(choices.among(standing, 'grt_none'), 'grt_same', 'grt_other', 'grt_none'),
      to: choices.of<Level>('approve', 'shadow', 'veto', ...levels),
      because: because('demoted.person', { by: '张敏', level: 'shadow', reason: 'a stray \u0000 in what was typed' }),
      by: choices.of(...people),
    };
    return call('grants', 'lower', lowering, world.at());
  },
  demotions: (_, choices) =>
    call('grants', 'demotions', {
      agentId: choices.among(agents, anAgent()).id,
      actionType: choices.mostly('dispose', 'set-speed'),
      riskClass: choices.mostly<RiskClass>('reversible', 'irreversible'),
      fingerprint: choices.mostly('fp-1', ...fingerprints),
    }),
  grants: (_, choices) => call('grants', 'list', ...choices.of<string[]>([], ['agt_1'], ['agt_2'], ['agt_none'])),
} satisfies Record<string, Make>;
