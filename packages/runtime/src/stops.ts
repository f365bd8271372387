/**
 * Stops. A press latches in this process first, in the very call, and then reaches the record; it is acknowledged
 * once every live gateway knows of it or its lease ran out. While the record is down the latch holds in this process and
 * the press rejects, so that whoever pressed knows that the others were not told.
 *
 * This stops agents. It is not a safety function and stops no machine.
 */

import { type Actor, AndonError, parseScope, type Scope, type Stop, type StopCause } from '@andon/core';
import { untilAcknowledged } from './acknowledged.ts';
import { type RuntimeContext, stamp } from './context.ts';

/** Role that may reset a stop. */
export const RESET_ROLE = 'shift-lead';

export interface PressedStop {
  readonly stop: Stop;
  /** From the press until no live gateway acts on older authority, in ms of process time. */
  readonly acknowledgedMs: number;
}

/** Any known person may press. */
export async function pressStop(
  context: RuntimeContext,
  input: { readonly scope: Scope; readonly by: Actor; readonly reason: string },
): Promise<PressedStop> {
  parseScope(input.scope);
  const { authority, clock, holder, record } = context;
  const latch = { scope: input.scope, by: input.by.name };
  authority.latch(latch);
  const pressedAtMs = clock.monotonicMs();
  const stop = await record.stops.press({
    id: context.newId('stp'),
    scope: input.scope,
    pressedBy: input.by,
    pressedAt: stamp(context),
    reason: input.reason,
  });
  authority.carried(latch);
  await authority.renew();
  await untilAcknowledged(() => record.authority.unaware(stop.epoch, holder));
  context.events.tell('stop.pressed', stop);
  return { stop, acknowledgedMs: clock.monotonicMs() - pressedAtMs };
}

/**
 * Releases the latch. Revives nothing: what was proposed or approved before carries the older epoch and is refused.
 *
 * @throws AndonError stop.role unless the person holds the role and is not the one who pressed; stop.unknown
 */
export async function resetStop(
  context: RuntimeContext,
  input: { readonly scope: Scope; readonly by: Actor; readonly cause: StopCause; readonly reason: string },
): Promise<Stop> {
  const { record, authority } = context;
  const stop = (await record.stops.active()).find((latched) => latched.scope === input.scope);
  if (!stop) throw new AndonError('stop.unknown', { scope: input.scope });
  const person = input.by.name;
  if (!input.by.roles.includes(RESET_ROLE)) {
    const problem = `roles held: ${input.by.roles.join(', ') || 'none'}`;
    throw new AndonError('stop.role', { role: RESET_ROLE, person, problem });
  }
  if (stop.pressedBy.id === input.by.id) {
    throw new AndonError('stop.role', { role: RESET_ROLE, person, problem: 'who pressed it does not reset it' });
  }
  const reset = await record.stops.reset(input.scope, input.cause, input.reason, input.by, stamp(context));
  if (!reset) throw new AndonError('stop.unknown', { scope: input.scope });
  await authority.renew();
  context.events.tell('stop.reset', reset);
  return reset;
}
