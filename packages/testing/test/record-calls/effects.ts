/** Calls on effects, from the claim to what became of them. */

import { because, type Effect, type EffectEvent, effectTable, type Json, type OutcomePlan } from '@andon/core';
import { aNewProposal, anActor, anIntent } from '../../src/builders.ts';
import { call } from './call.ts';
import { type Choices, limitOf } from './choices.ts';
import { planAt } from './outcomes.ts';
import { coolDownMs, holders, hourMs, lines, materials, people } from './pools.ts';
import type { Make, World } from './world.ts';

export const effectCalls = {
  async claim(world, choices) {
    const held = (await claimable(world)).filter(({ line }) => world.lanes.get(line)?.over === false);
    const effect = choices.among(choices.mostly(held, []), await someEffect(world, choices, []));
    const lane = world.lanes.get(effect.line) ?? { holder: holders[0], token: 1 };
    const claim = {
      effectId: effect.id,
      holder: choices.mostly(lane.holder, ...holders),
      laneToken: choices.mostly(lane.token, lane.token - 1, lane.token + 1),
      coolDownMs: choices.of<number | null>(null, coolDownMs),
      ratePerHour: choices.of<number | null>(null, null, null, 2, 1),
      again: choices.mostly(effect.state === 'unknown', effect.state !== 'unknown'),
      at: world.at(),
    };
    return call('effects', 'claim', claim);
  },
  async settle(world, choices) {
    const effect = await someEffect(world, choices, ['claimed', 'unknown', 'claimed', 'unknown', 'intended']);
    const possible = effectTable.filter(({ from, event }) => from === effect.state && event !== 'claim');
    const events: EffectEvent[] = possible.map(({ event }) => event);
    // The step that is no change of state: it turns out that a person must say what became of it.
    if (effect.state === 'unknown') events.push('lose-sight', 'lose-sight');
    const settle = {
      effectId: effect.id,
      fence: choices.mostly(effect.fence, effect.fence + 1, effect.fence - 1),
      event: choices.mostly(choices.among(events, 'expire'), 'lose-sight', 'verify', 'refuse'),
      because: choices.of(null, because('link.down', { target: 'disposition' })),
      before: choices.of<Json>(null, 'hold', 12.5, { set: [1, 2] }),
      after: choices.of<Json>(null, 'scrap', false),
      needsPerson: choices.of(false, true),
      outcome: choices.mostly<OutcomePlan | null>(planAt(world, choices), null),
      by: choices.of(anActor({ id: 'andon', roles: [], authenticatedBy: 'system' }), ...people),
      at: world.at(),
    };
    return call('effects', 'settle', settle);
  },
  effect: async (world, choices) => call('effects', 'get', (await someEffect(world, choices, [])).id),
  effects: (_, choices) =>
    choices.of(
      call('effects', 'unsettled'),
      call('effects', 'unsettled', choices.of(...lines)),
      call('effects', 'latest', limitOf(choices)),
      call('effects', 'count'),
    ),
  async recent(world, choices) {
    const { id, agentId, actionType, command } = await someEffect(world, choices, []);
    const lastMs = world.lastClaimMs + hourMs;
    const nowMs = choices.of(world.nowMs, lastMs - 1, lastMs, world.nowMs + hourMs);
    const exceptEffectId = choices.of(null, id);
    const material = choices.mostly(command.material, ...materials);
    return call('effects', 'recent', { agentId, actionType, asset: command.asset, material, nowMs, exceptEffectId });
  },
  wakeEffects: (_, choices) => call('effects', 'wake', limitOf(choices)),
} satisfies Record<string, Make>;

export async function claimable(world: World): Promise<Effect[]> {
  const effects = await world.model.effects.unsettled();
  return effects.filter(({ state, notAfterMs }) => state !== 'claimed' && notAfterMs >= world.nowMs);
}

export async function sent(world: World): Promise<Effect[]> {
  return (await world.model.effects.unsettled()).filter(({ state }) => state !== 'intended');
}

async function someEffect(world: World, choices: Choices, wanted: readonly Effect['state'][]): Promise<Effect> {
  const effects = await world.model.effects.latest(1_000);
  const state = choices.among(wanted, 'intended');
  const fitting = effects.filter((effect) => effect.state === state);
  const unknown = { ...anIntent(aNewProposal({ id: 'prp_none' })), state: 'intended', fence: 0 } as unknown as Effect;
  return choices.among(choices.mostly(fitting.length > 0 ? fitting : effects, effects, []), unknown);
}
