/** The promises of the demo, held against its evidence. */

import { terminalEffectStates } from '@andon/core';
import type { Evidence } from './demo-evidence.ts';
import { ladderOf } from './demo-ladder.ts';

/**
 * Every promise that a finished demo broke, in words; empty when it broke none. Written apart from the demo's own
 * count, so that the two can disagree.
 */
export function brokenPromises({ effects, proposals, report, events, stopped, arrivals }: Evidence): string[] {
  const broken: string[] = [];
  const byKey = Map.groupBy(arrivals, ({ command }) => command.key);
  for (const [key, all] of byKey) if (all.length > 1) broken.push(`${key} arrived ${all.length} times`);
  const known = new Map(effects.map((effect) => [effect.id, effect]));
  const ladder = ladderOf(events, proposals);
  for (const arrival of arrivals) {
    const { command, answer, plantMs } = arrival;
    const effect = known.get(command.key);
    if (!effect) {
      broken.push(`${command.key} arrived without a record`);
      continue;
    }
    if (answer.kind !== 'taken') continue;
    if (!['verified', 'clamped'].includes(effect.state)) broken.push(`${effect.id} was taken and is ${effect.state}`);
    broken.push(...ladder.broken(arrival));
    if (plantMs > effect.notAfterMs) broken.push(`${effect.id} arrived after its deadline`);
    if (stopped.some(({ fromMs, toMs }) => plantMs > fromMs && plantMs < (toMs ?? Number.POSITIVE_INFINITY))) {
      broken.push(`${effect.id} arrived under a stop`);
    }
  }
  for (const { id, state } of effects) {
    if (!terminalEffectStates.includes(state)) broken.push(`${id} ended as ${state}`);
    const taken = byKey.get(id)?.some(({ answer }) => answer.kind === 'taken') ?? false;
    if (['verified', 'clamped'].includes(state) && !taken) broken.push(`${id} is ${state} and never arrived`);
    for (const type of ['effect.intended', 'effect.settled']) {
      const told = events.filter((event) => event.type === type && event.refs.effectId === id).length;
      if (told !== 1) broken.push(`${id} has ${told} events ${type}`);
    }
  }
  if (!report.verified) broken.push(`the trail is broken at ${report.firstBad}`);
  return broken;
}
