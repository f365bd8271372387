/**
 * The grants of a rehearsal and the evidence behind them, one per action type and risk class. What the runtime does to
 * the record with signatures, this does at once: counting, raising where it is earned, lowering by the same rules.
 */

import {
  type Because,
  because,
  countOutcome,
  demotedTo,
  type Evidence,
  type EvidencePolicy,
  type EvidenceStamp,
  type EvidenceState,
  emptyEvidence,
  type Grant,
  heldLevel,
  isAtLeast,
  type Level,
  nextLevel,
  type RiskClass,
  rank,
  type Scope,
  type SinkTraits,
} from '@andon/core';
import { actionOf, type Vertical } from '@andon/sdk';
import { andon } from '../context.ts';
import { stampOf } from '../outcome-plan.ts';
import type { HeldLevel, RehearsalLevels, RehearsedChange } from './types.ts';

export interface LicencesOptions {
  readonly agentId: string;
  readonly scope: Scope;
  readonly fingerprint: string;
  readonly vertical: Vertical<never>;
  readonly sink: SinkTraits;
  readonly policy: EvidencePolicy;
  readonly levels: RehearsalLevels;
}

interface Licence {
  grant: Grant;
  /** Above it nothing is ever effective, so nothing climbs there. */
  readonly highest: Level;
  /** By number of demotions: each begins a new trial. */
  readonly trials: Map<number, Trial>;
}

interface Trial {
  revision: number;
  state: EvidenceState;
}

export class Licences {
  readonly #options: LicencesOptions;
  readonly #licences = new Map<string, Licence>();
  readonly #changes: RehearsedChange[] = [];

  constructor(options: LicencesOptions) {
    this.#options = options;
    for (const [actionType, { risk }] of Object.entries(options.vertical.actions)) {
      const classes: readonly RiskClass[] = typeof risk === 'string' ? [risk] : ['reversible', 'irreversible'];
      for (const riskClass of classes) this.#open(actionType, riskClass);
    }
  }

  grantFor(actionType: string, riskClass: RiskClass): Grant | null {
    return this.#licences.get(keyOf(actionType, riskClass))?.grant ?? null;
  }

  /** What an outcome of a proposal made now counts towards; `null` where nothing was granted. */
  stampFor(actionType: string, riskClass: RiskClass): EvidenceStamp | null {
    const grant = this.grantFor(actionType, riskClass);
    return grant && stampOf(grant, this.#options.fingerprint);
  }

  /** Counts one outcome, and lowers or raises what that lowers or raises. */
  count(stamp: EvidenceStamp, result: 'right' | 'wrong' | 'not-shown', nowMs: number): void {
    const licence = this.#licences.get(keyOf(stamp.actionType, stamp.riskClass));
    if (licence === undefined) return;
    let counted = this.#counted(licence, stamp, result, nowMs);
    if (counted.drifted !== null) {
      const level = demotedTo(heldLevel(licence.grant));
      const { sum, limit } = counted.drifted;
      const why = because('demoted.drift', { sum: rounded(sum), limit: rounded(limit), level });
      this.#lower(licence, level, why, nowMs);
      // Lowered first, as the record does it: so this outcome counts as of the trial before.
      counted = this.#counted(licence, stamp, result, nowMs);
    }
    licence.trials.set(stamp.demotions, { revision: counted.revision, state: counted.state });
    this.#raise(licence, nowMs);
  }

  /**
   * An act did harm, or left the plant outside the envelope. What was done before the last lowering was paid for by it.
   *
   * @param made what the proposal counted towards when it was made
   */
  harmed(made: EvidenceStamp, intendedMs: number, why: (to: Level) => Because, nowMs: number): void {
    const licence = this.#licences.get(keyOf(made.actionType, made.riskClass));
    if (licence === undefined) return;
    const { lowered, demotions } = licence.grant;
    if (made.demotions < demotions && (lowered === null || intendedMs <= lowered.atMs)) return;
    const to = demotedTo(heldLevel(licence.grant));
    this.#lower(licence, to, why(to), nowMs);
  }

  held(): readonly HeldLevel[] {
    return [...this.#licences.values()].map(({ grant }) => {
      const { actionType, riskClass } = grant;
      return { actionType, riskClass, level: heldLevel(grant) };
    });
  }

  changes(): readonly RehearsedChange[] {
    return this.#changes;
  }

  evidence(): readonly Evidence[] {
    return [...this.#licences.values()].flatMap(({ grant, trials }) => {
      const { agentId, fingerprint, actionType, riskClass } = grant;
      return [...trials].map(([demotions, { revision, state }]) => {
        return { agentId, fingerprint, actionType, riskClass, demotions, revision, state };
      });
    });
  }

  #open(actionType: string, riskClass: RiskClass): void {
    const { agentId, scope, fingerprint, levels } = this.#options;
    const level = levels.kind === 'climb' ? levels.from : levels.of(actionType, riskClass);
    const key = keyOf(actionType, riskClass);
    const grant: Grant = {
      id: `grt_${key}`,
      agentId,
      scope,
      actionType,
      riskClass,
      level,
      fingerprint,
      revision: 1,
      signedBy: [],
      reason: 'rehearsal',
      basis: { kind: 'commissioning' },
      // Of nobody: this grant exists in memory alone, where nobody asks for one.
      signature: { keyId: 'rehearsal', value: '' },
      notAfterMs: Number.MAX_SAFE_INTEGER,
      lowered: null,
      demotions: 0,
    };
    this.#licences.set(key, { grant, highest: this.#highest(actionType, riskClass), trials: new Map() });
  }

  #highest(actionType: string, riskClass: RiskClass): Level {
    const { ceiling = 'autonomous' } = actionOf(this.#options.vertical, actionType);
    const capped = riskClass === 'irreversible' || !Object.values(this.#options.sink).every(Boolean);
    return capped && isAtLeast(ceiling, 'approve') ? 'approve' : ceiling;
  }

  #counted(licence: Licence, stamp: EvidenceStamp, result: 'right' | 'wrong' | 'not-shown', nowMs: number) {
    const { grant, trials } = licence;
    const { demotions, riskClass, level: madeAt } = stamp;
    const trial = trials.get(demotions) ?? { revision: 0, state: emptyEvidence(madeAt) };
    const sameTrial = demotions === grant.demotions;
    const held = heldLevel(grant);
    const { policy } = this.#options;
    const { state, drifted } = countOutcome({
      state: trial.state,
      madeAt,
      held,
      result,
      sameTrial,
      policy,
      riskClass,
      demotions,
      nowMs,
    });
    return { revision: trial.revision + 1, state, drifted };
  }

  #raise(licence: Licence, nowMs: number): void {
    if (this.#options.levels.kind !== 'climb') return;
    const { grant, trials, highest } = licence;
    const held = heldLevel(grant);
    const next = nextLevel(held);
    const passedMs = trials.get(grant.demotions)?.state.tallies[held]?.passedMs ?? null;
    if (next === null || passedMs === null || rank(next) > rank(highest)) return;
    this.#note(licence, next, because('grant.level', { level: next }), nowMs);
    licence.grant = { ...grant, level: next, lowered: null, revision: grant.revision + 1 };
  }

  #lower(licence: Licence, to: Level, why: Because, nowMs: number): void {
    const { grant } = licence;
    if (this.#options.levels.kind === 'let-loose' || isAtLeast(to, heldLevel(grant))) return;
    this.#note(licence, to, why, nowMs);
    const lowered = { to, because: why, by: andon, atMs: nowMs };
    licence.grant = { ...grant, lowered, revision: grant.revision + 1, demotions: grant.demotions + 1 };
  }

  #note({ grant, trials }: Licence, to: Level, why: Because, atMs: number): void {
    const { actionType, riskClass, demotions } = grant;
    const from = heldLevel(grant);
    const { successes = 0, failures = 0 } = trials.get(demotions)?.state.tallies[from] ?? {};
    this.#changes.push({ atMs, actionType, riskClass, from, to, why, counts: { successes, failures } });
  }
}

function keyOf(actionType: string, riskClass: RiskClass): string {
  return `${actionType}/${riskClass}`;
}

/** As a reason shows it. */
function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
