/**
 * Tells this process of what was changed in another: stops pressed or reset, grants signed or lowered. What may leave
 * does not depend on it: the gate reads both with every authority that is renewed.
 */

import { type Grant, heldLevel, type Level, type Stop } from '@andon/core';
import type { RuntimeContext } from './context.ts';

export class Notice {
  readonly #context: Pick<RuntimeContext, 'record' | 'events' | 'authority'>;
  readonly #latched = new Map<string, Stop>();
  /** As they were last told here, by what they are for. */
  readonly #grants = new Map<string, Grant>();
  /** Whether the grants that stood at the beginning are known: they are no news. */
  #isBegun = false;

  constructor(context: Pick<RuntimeContext, 'record' | 'events' | 'authority'>) {
    this.#context = context;
    context.events.on('stop.pressed', (stop) => this.#latched.set(stop.id, stop));
    context.events.on('stop.reset', (stop) => this.#latched.delete(stop.id));
    context.events.on('grant.signed', (grant) => this.#know(grant));
    context.events.on('grant.lowered', (grant) => this.#know(grant));
  }

  /** Takes the grants there are for known. */
  async begin(): Promise<void> {
    this.#isBegun = true;
    for (const grant of await this.#context.record.grants.list()) this.#know(grant);
  }

  async look(): Promise<void> {
    await this.#lookAtStops();
    if (this.#isBegun) await this.#lookAtGrants();
    else await this.begin();
  }

  async #lookAtStops(): Promise<void> {
    const { record, events } = this.#context;
    const active = await record.stops.active();
    for (const stop of active) if (!this.#latched.has(stop.id)) events.tell('stop.pressed', stop);
    const gone = [...this.#latched.values()].filter(({ id }) => !active.some((stop) => stop.id === id));
    for (const stop of gone) events.tell('stop.reset', stop);
  }

  async #lookAtGrants(): Promise<void> {
    const { record, events, authority } = this.#context;
    const changed = (await record.grants.list()).filter((grant) => !this.#knows(grant));
    // What is told here is what is gated by here.
    if (changed.length > 0) await authority.renew();
    for (const grant of changed) {
      // Told by this very process while the authority was read.
      if (this.#knows(grant)) continue;
      const known = this.#grants.get(keyOf(grant));
      const isNew = known?.id !== grant.id;
      const before: Level = known ? heldLevel(known) : 'off';
      if (isNew) events.tell('grant.signed', grant, before);
      if (grant.lowered) events.tell('grant.lowered', grant, isNew ? grant.level : before);
    }
  }

  #know(grant: Grant): void {
    if (!this.#knows(grant)) this.#grants.set(keyOf(grant), grant);
  }

  /** As it is now, or as it was later. */
  #knows(grant: Grant): boolean {
    const known = this.#grants.get(keyOf(grant));
    return known !== undefined && known.revision >= grant.revision;
  }
}

function keyOf({ agentId, scope, actionType, riskClass }: Grant): string {
  return JSON.stringify([agentId, scope, actionType, riskClass]);
}
