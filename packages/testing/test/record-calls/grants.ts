/** Calls on agents and on the grants that they work under. */

import type { Level, RiskClass } from '@andon/core';
import { aNewGrant, anAgent } from '../../src/builders.ts';
import { call } from './call.ts';
import { agents, people } from './pools.ts';
import type { Make } from './world.ts';

const levelPool: readonly [Level, ...Level[]] = ['approve', 'autonomous', 'veto', 'shadow'];

export const agentCalls = {
  commission(world, choices) {
    const agent = choices.among(agents, anAgent());
    const version = choices.of('1.0.0', '1.0.0', '1.1.0');
    const fingerprint = choices.of('fp-1', 'fp-1', 'fp-2');
    return call('agents', 'commission', { ...agent, version, fingerprint }, choices.of(...people), world.at());
  },
  agents: () => call('agents', 'list'),
} satisfies Record<string, Make>;

export const grantCalls = {
  sign(world, choices) {
    const agent = choices.among(agents, anAgent());
    const grant = aNewGrant({
      id: choices.of(`grt_${world.count()}`, 'grt_same', 'grt_other'),
      agentId: agent.id,
      scope: agent.scope,
      actionType: choices.of('dispose', 'set-speed'),
      riskClass: choices.of<RiskClass>('reversible', 'irreversible'),
      level: choices.of(...levelPool),
      signedBy: choices.of([people[0]], [...people], []),
      notAfterMs: world.nowMs + choices.of(3_600_000, 0),
    });
    return call('grants', 'sign', grant, world.at());
  },
  grants: (_, choices) => call('grants', 'list', ...choices.of<string[]>([], ['agt_1'], ['agt_2'], ['agt_none'])),
} satisfies Record<string, Make>;
