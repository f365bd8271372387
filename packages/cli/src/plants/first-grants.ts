/**
 * The first grants of an agent on a simulated line. Everything begins at *shadow*. What can only be judged once it is executed would
 * stay there for ever: it goes on to *approve* on what a rehearsal of it showed, and says so. Where that is asked for,
 * everything goes there on the rehearsal.
 */

import { type Actor, type Agent, type Grant, isAndonError, type Level, type RiskClass } from '@andon/core';
import type { Runtime } from '@andon/runtime';
import type { Vertical } from '@andon/sdk';
import { plantStartMs, type RehearsedAction } from '@andon/sim-line';
import type { SiteRecord } from '../site/record.ts';
import type { Timed } from '../site-file/stage.ts';

const minuteMs = 60_000;
/** From the commissioning until the lead has read what the rehearsal showed. */
const READ_MS = 10 * minuteMs;

export interface FirstGrantsOptions {
  readonly runtime: Pick<Runtime, 'plantMs' | 'sign'>;
  readonly record: Pick<SiteRecord['record'], 'grants'>;
  readonly agent: Agent;
  readonly vertical: Vertical<never>;
  readonly lead: Actor;
  readonly notAfterMs: number;
  readonly begin: 'shadow' | 'approve';
  readonly rehearsed: Promise<readonly RehearsedAction[]>;
}

export class FirstGrants implements Timed {
  readonly #options: FirstGrantsOptions;
  /** When the rehearsal is signed on; `null` once it is, or where it need not be. */
  #dueMs: number | null = null;

  constructor(options: FirstGrantsOptions) {
    this.#options = options;
    // It is waited for later, or never where the site ends before: until then no failure of it goes unhandled.
    options.rehearsed.catch(() => {});
  }

  /** Signs what an earlier process of this line did not come to. */
  async begin(): Promise<void> {
    const held = await this.#held();
    for (const of of everything(this.#options.vertical)) {
      if (!held.some((grant) => isSame(grant, of))) {
        await this.#sign(of, 'shadow', 'commissioned: it watches and acts on nothing');
      }
    }
    if (this.#options.begin === 'approve') await this.#signRehearsed();
    else this.#dueMs = plantStartMs + READ_MS;
  }

  nextDue(): number | null {
    return this.#dueMs;
  }

  async act(): Promise<boolean> {
    if (this.#dueMs === null || this.#dueMs > this.#options.runtime.plantMs()) return false;
    this.#dueMs = null;
    await this.#signRehearsed();
    return true;
  }

  async #signRehearsed(): Promise<void> {
    const { begin, rehearsed, vertical } = this.#options;
    const held = await this.#held();
    for (const of of everything(vertical)) {
      const judgesEffects = vertical.actions[of.actionType]?.verify.judges !== 'proposal';
      const grant = held.find((one) => isSame(one, of));
      if (!(judgesEffects || begin === 'approve') || grant?.level !== 'shadow' || grant.lowered !== null) continue;
      const shown = (await rehearsed).find((one) => isSame(one, of));
      if (shown) await this.#sign(of, 'approve', 'what it did in the rehearsal', shown);
    }
  }

  async #sign(of: Of, level: Level, reason: string, rehearsal?: RehearsedAction): Promise<void> {
    const { runtime, agent, lead, notAfterMs } = this.#options;
    const grant = { agentId: agent.id, ...of, level, signedBy: [lead], reason, notAfterMs };
    try {
      await runtime.sign(rehearsal === undefined ? grant : { ...grant, rehearsal });
    } catch (error) {
      // The rehearsal did not show enough: then it stays where everything begins.
      if (rehearsal === undefined || !isAndonError(error, 'grant.evidence')) throw error;
    }
  }

  /** Those that count for the agent as it is. */
  async #held(): Promise<readonly Grant[]> {
    const { record, agent } = this.#options;
    return (await record.grants.list(agent.id)).filter(({ fingerprint }) => fingerprint === agent.fingerprint);
  }
}

interface Of {
  readonly actionType: string;
  readonly riskClass: RiskClass;
}

/** Each kind of action by the risk classes that it can have. */
export function everything(vertical: Vertical<never>): readonly Of[] {
  return Object.entries(vertical.actions).flatMap(([actionType, { risk }]) =>
    (typeof risk === 'string' ? [risk] : (['reversible', 'irreversible'] as const)).map((riskClass) => ({
      actionType,
      riskClass,
    })),
  );
}

function isSame(one: Of, other: Of): boolean {
  return one.actionType === other.actionType && one.riskClass === other.riskClass;
}
