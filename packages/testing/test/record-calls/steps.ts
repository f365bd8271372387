/**
 * Random calls on a record. A step is a few small numbers; what it calls is made of them and of what the model holds at
 * that moment, so that most calls meet something and get somewhere, and the rest conflict, repeat or come too late.
 * Every 0 is the usual case, so fast-check shrinks towards calls that simply work.
 */

import fc from 'fast-check';
import type { Call } from './call.ts';
import { Choices } from './choices.ts';
import { kinds } from './kinds.ts';
import { needs } from './needs.ts';
import type { Make, World } from './world.ts';

export interface Step {
  readonly kind: keyof typeof kinds;
  /** What the call is made of; each kind reads them in its own order. */
  readonly numbers: readonly number[];
  /** Which connection does it. */
  readonly through: number;
}

/** Up to `most` steps, of any kind in any order. */
export function steps(most: number, connections: number): fc.Arbitrary<Step[]> {
  const kind = fc.oneof(
    ...Object.keys(kinds).map((name) => ({
      arbitrary: fc.constant(name as keyof typeof kinds),
      weight: weights[name as keyof typeof kinds] ?? 1,
    })),
  );
  const step = fc.record({
    kind,
    numbers: fc.array(fc.nat(59), { minLength: 12, maxLength: 12 }),
    through: fc.nat(connections - 1),
  });
  return fc.array(step, { minLength: 1, maxLength: most, size: 'max' });
}

/** What a step calls, `null` when it only lets time pass. */
export async function callOf(step: Step, world: World): Promise<Call | null> {
  const choices = new Choices(step.numbers);
  let kind = step.kind;
  // Mostly what gets somewhere; now and then what finds nothing.
  for (let need = needs[kind]; need && choices.mostly(true, false); need = needs[kind]) {
    if (await need.holds(world)) break;
    kind = need.first;
  }
  const make: Make = kinds[kind];
  return await make(world, choices);
}

/** How often each kind is drawn, where it is not once. What leads somewhere is drawn more than what only looks. */
const weights: Partial<Record<keyof typeof kinds, number>> = {
  pass: 6,
  commission: 2,
  sign: 3,
  lower: 4,
  open: 2,
  lease: 4,
  finish: 6,
  decide: 9,
  closeWindow: 6,
  expire: 4,
  claim: 16,
  settle: 14,
  offer: 5,
  takeDue: 4,
  judge: 9,
  recent: 3,
  press: 2,
  reset: 3,
  hold: 3,
  renew: 2,
  unaware: 2,
  unawareOfGrant: 2,
};
