/** Agents in the memory record. */

import type { Agent, AgentsPort } from '@andon/core';
import { asStored, type State, tell } from './state.ts';

export function agentsOf(state: State): AgentsPort {
  return {
    async commission(agent, by, at) {
      const before = state.agents.get(agent.id);
      if (before && before.fingerprint === agent.fingerprint && before.version === agent.version) return before;
      const stored = asStored(agent);
      state.agents.set(agent.id, stored);
      const { vertical, version, fingerprint } = stored;
      tell(state, {
        type: before ? 'agent.changed' : 'agent.commissioned',
        at,
        actor: by,
        scope: stored.scope,
        refs: { agentId: stored.id },
        data: { vertical, version, fingerprint, before: before ? withoutId(before) : null },
      });
      return stored;
    },
    async list() {
      return listAgents(state);
    },
  };
}

function withoutId({ id: _, ...agent }: Agent): Omit<Agent, 'id'> {
  return agent;
}

export function listAgents(state: State): readonly Agent[] {
  return [...state.agents.values()];
}
