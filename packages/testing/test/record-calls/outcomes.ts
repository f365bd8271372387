/** Calls on outcomes: samples offered, and judgements. */

import { call } from './call.ts';
import { type Choices, limitOf } from './choices.ts';
import { materials } from './pools.ts';
import type { Make, World } from './world.ts';

export const outcomeCalls = {
  offer(world, choices) {
    const sample = { tag: choices.mostly('yard/report', 'yard/other'), material: choices.of(...materials) };
    return call('outcomes', 'offer', { ...sample, sample: { coil: 'coil-1', ok: true }, plantMs: world.nowMs });
  },
  takeDue: (world) => call('outcomes', 'takeDue', world.nowMs),
  async judge(world, choices) {
    const id = await someOutcome(world, choices, ['offered']);
    const state = choices.of('achieved', 'open', 'missed', 'critical', 'unjudged');
    const found = { state, finding: { found: choices.number() % 3 } };
    const later = { ...found, dueMs: world.nowMs + 1_000 };
    return call('outcomes', 'judge', id, choices.of<typeof found | typeof later>(found, later), world.at());
  },
  outcome: async (world, choices) => call('outcomes', 'get', await someOutcome(world, choices, [])),
  outcomes: (_, choices) => choices.of(call('outcomes', 'count'), call('outcomes', 'latest', limitOf(choices))),
  wakeOutcomes: (_, choices) => call('outcomes', 'wake', limitOf(choices)),
} satisfies Record<string, Make>;

async function someOutcome(world: World, choices: Choices, wanted: readonly string[]): Promise<string> {
  const outcomes = await world.model.outcomes.latest(1_000);
  const fitting = outcomes.filter((outcome) => wanted.includes(outcome.state));
  const pool = choices.mostly(fitting.length > 0 ? fitting : outcomes, outcomes, []);
  return choices.among(
    pool.map((outcome) => outcome.effectId),
    'eff_none',
  );
}
