/**
 * The people who sign: when the evidence for a next level has passed its test, the shift lead signs it a few minutes
 * later; above *approve* together with the process owner. They sign nothing that the evidence does not show.
 */

import {
  type Actor,
  type EarnedLevel,
  type Evidence,
  type Grant,
  heldLevel,
  isAndonError,
  isAtLeast,
  type Level,
  nextLevel,
  type RecordPort,
} from '@andon/core';
import type { Runtime } from '@andon/runtime';
import { actionOf, type Vertical } from '@andon/sdk';
import type { Logger } from 'pino';
import { someoneWith } from '../site/people.ts';
import type { Timed } from '../site-file/stage.ts';

const minuteMs = 60_000;
/** From the passed test to the signature: somebody reads what was shown. */
const SIGN_AFTER_MS = 3 * minuteMs;

export interface SignatoriesOptions {
  readonly runtime: Pick<Runtime, 'events' | 'plantMs' | 'sign'>;
  readonly record: Pick<RecordPort, 'grants' | 'evidence'>;
  readonly people: readonly Actor[];
  /** Where the list of people stands, for errors. */
  readonly peopleAt: string;
  readonly agentId: string;
  readonly notAfterMs: number;
  readonly vertical: Vertical<never>;
  readonly log: Logger;
}

interface Due {
  readonly grant: Grant;
  readonly level: EarnedLevel;
  readonly dueMs: number;
}

export class Signatories implements Timed {
  readonly #options: SignatoriesOptions;
  #due: readonly Due[] = [];
  /** Whether the record may know more than `#due` says. */
  #stale = true;

  constructor(options: SignatoriesOptions) {
    this.#options = options;
    const { events } = options.runtime;
    const look = (): void => {
      this.#stale = true;
    };
    events.on('evidence.passed', look);
    events.on('grant.signed', look);
    events.on('grant.lowered', look);
  }

  nextDue(): number | null {
    return this.#due.length === 0 ? null : Math.min(...this.#due.map(({ dueMs }) => dueMs));
  }

  async act(): Promise<boolean> {
    if (this.#stale) await this.#look();
    const nowMs = this.#options.runtime.plantMs();
    const next = this.#due.find(({ dueMs }) => dueMs <= nowMs);
    if (!next) return false;
    this.#due = this.#due.filter((due) => due !== next);
    await this.#sign(next);
    return true;
  }

  /** From the record alone, so that an Andon that was killed signs when it would have signed. */
  async #look(): Promise<void> {
    this.#stale = false;
    const { record, agentId, vertical } = this.#options;
    const evidence = await record.evidence.list(agentId);
    this.#due = (await record.grants.list(agentId))
      .flatMap((grant) => {
        const held = heldLevel(grant);
        const level = nextLevel(held);
        const passedMs = evidence.find((one) => isOf(one, grant))?.state.tallies[held]?.passedMs ?? null;
        const mayBe = level !== null && isAtLeast(ceilingOf(vertical, grant), level);
        return mayBe && passedMs !== null ? [{ grant, level, dueMs: passedMs + SIGN_AFTER_MS }] : [];
      })
      .sort((a, b) => a.dueMs - b.dueMs || (keyOf(a.grant) < keyOf(b.grant) ? -1 : 1));
  }

  async #sign({ grant, level }: Due): Promise<void> {
    const { runtime, people, peopleAt, log, agentId, notAfterMs } = this.#options;
    const { actionType, riskClass } = grant;
    const { lead, owner } = signersAmong(people, peopleAt);
    const signedBy = isAtLeast(level, 'veto') ? [lead, owner] : [lead];
    const reason = 'the evidence passed its test';
    try {
      await runtime.sign({ agentId, actionType, riskClass, level, signedBy, reason, notAfterMs });
    } catch (error) {
      // Lowered at this very instant, or signed from another terminal: then there is nothing to sign any more.
      if (!isAndonError(error, 'grant.evidence')) throw error;
      log.info({ actionType, riskClass, level }, 'grant.not-signed');
    }
  }
}

/**
 * Above *approve* it takes two people.
 *
 * @throws AndonError('config.invalid') naming the role that is short of people
 */
export function signersAmong(people: readonly Actor[], at: string): { readonly lead: Actor; readonly owner: Actor } {
  const lead = someoneWith(people, 'shift-lead', at);
  return { lead, owner: someoneWith(people, 'process-owner', at, lead) };
}

function isOf(evidence: Evidence, grant: Grant): boolean {
  return (
    evidence.fingerprint === grant.fingerprint &&
    evidence.actionType === grant.actionType &&
    evidence.riskClass === grant.riskClass &&
    evidence.demotions === grant.demotions
  );
}

/** How high it may ever go, whatever it has shown. */
function ceilingOf(vertical: Vertical<never>, { actionType, riskClass }: Grant): Level {
  return riskClass === 'irreversible' ? 'approve' : (actionOf(vertical, actionType).ceiling ?? 'autonomous');
}

function keyOf({ actionType, riskClass }: Grant): string {
  return `${actionType}/${riskClass}`;
}
