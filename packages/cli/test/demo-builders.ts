/** Builders for the parts of the demo: a runtime that remembers what it was asked, events of a trail, evidence. */

import {
  type Actor,
  AndonError,
  type AuditEvent,
  type Evidence,
  type Grant,
  type JsonObject,
  type Proposal,
} from '@andon/core';
import { type Runtime, RuntimeEvents } from '@andon/runtime';
import { line } from '@andon/sim-line';
import { aDecision, aGrant, agentId, aStop, nowMs } from './view-builders.ts';

export const peopleAt = '/home-of-a-test/people.json';

export const lead: Actor = aPerson('wang-jun', 'shift-lead', 'quality-inspector', 'process-operator');
export const owner: Actor = aPerson('chen-hua', 'process-owner');
export const inspector: Actor = aPerson('lin-mei', 'quality-inspector');
export const operator: Actor = aPerson('zhao-lei', 'process-operator');
export const everybody: readonly Actor[] = [inspector, operator, lead, owner];

export function aPerson(id: string, ...roles: string[]): Actor {
  return { id, name: id, roles, authenticatedBy: 'local' };
}

type Signing = Parameters<Runtime['sign']>[0];
type Deciding = Parameters<Runtime['decide']>[0];

/** What the parts of the demo ask of a runtime, in the order in which they asked it. */
export class AskedRuntime {
  readonly events = new RuntimeEvents();
  readonly signed: Signing[] = [];
  readonly decided: Deciding[] = [];
  readonly stops: { readonly kind: 'press' | 'reset'; readonly by: string; readonly atMs: number }[] = [];
  nowMs = nowMs;
  /** Thrown instead of doing what is asked, while it is set. */
  refuses: AndonError | null = null;

  plantMs = (): number => this.nowMs;

  sign: Runtime['sign'] = async (signing) => {
    this.#check();
    this.signed.push(signing);
    const { actionType, riskClass, level, signedBy } = signing;
    return aGrant({ actionType, riskClass, level, signedBy });
  };

  decide: Runtime['decide'] = async (deciding) => {
    this.#check();
    this.decided.push(deciding);
    return { ...aDecision(), id: deciding.proposalId } as unknown as Proposal;
  };

  pressStop: Runtime['pressStop'] = async ({ by, reason }) => {
    this.#check();
    this.stops.push({ kind: 'press', by: by.id, atMs: this.nowMs });
    const pressedAt = { plantMs: this.nowMs, wallMs: this.nowMs };
    return { stop: aStop({ pressedBy: by, reason, pressedAt }), acknowledgedMs: 1 };
  };

  resetStop: Runtime['resetStop'] = async ({ by }) => {
    this.#check();
    this.stops.push({ kind: 'reset', by: by.id, atMs: this.nowMs });
    return aStop({ resetBy: by });
  };

  #check(): void {
    if (this.refuses) throw this.refuses;
  }
}

export const notShown = new AndonError('grant.evidence', {});

export function anEvent(type: string, data: JsonObject, over: Partial<AuditEvent> = {}): AuditEvent {
  return {
    id: 'evt',
    type,
    at: { plantMs: nowMs, wallMs: nowMs },
    actor: lead,
    scope: line,
    refs: { agentId },
    data: { actionType: 'dispose', riskClass: 'reversible', ...data },
    ...over,
  };
}

/** Whose test of the next level was passed at `passedMs`, or not yet. */
export function someEvidence(of: Grant, passedMs: number | null, over: Partial<Evidence> = {}): Evidence {
  const level = of.lowered?.to ?? of.level;
  const { agentId: agent, fingerprint, actionType, riskClass, demotions } = of;
  return {
    ...{ agentId: agent, fingerprint, actionType, riskClass, demotions, revision: 1 },
    state: { tallies: { [level]: { successes: 20, failures: 0, passedMs } }, drift: { level, sum: 0 } },
    ...over,
  };
}
