/**
 * What is counted towards a level, and against it. Evidence belongs to one agent at one fingerprint, one action type and
 * one risk class; only judged outcomes count, approvals never.
 */

import type { Level } from '../ladder.ts';
import type { RiskClass } from '../record.ts';

/** Levels that are earned, each tested while the one below is held. */
export const earnedLevels = ['advise', 'approve', 'veto', 'autonomous'] as const;
export type EarnedLevel = (typeof earnedLevels)[number];

/** A site's demands on evidence. */
export interface EvidencePolicy {
  /** Least probability of a right proposal that must be shown before each level, 0.7 … 0.999. */
  readonly targets: Readonly<Record<EarnedLevel, number>>;
  /**
   * Most probability of ever being wrong about one level in the first trial of a version, per risk class: 0 < α < 0.5.
   * Every further trial has half of the one before, so all together stay below twice this.
   */
  readonly alpha: Readonly<Record<RiskClass, number>>;
  /** Most acts that have been executed and not yet judged above *approve*; more caps at *approve*. */
  readonly maxUnverified: number;
}

/** Whose evidence it is. Every demotion begins a new trial, with half the error probability of the one before. */
export interface EvidenceSubject {
  readonly agentId: string;
  readonly fingerprint: string;
  readonly actionType: string;
  readonly riskClass: RiskClass;
  /** Demotions of this fingerprint so far, which number the trials. */
  readonly demotions: number;
}

export interface Tally {
  readonly successes: number;
  readonly failures: number;
  /** Plant time at which the test for the next level was passed, `null` before. It stays passed. */
  readonly passedMs: number | null;
}

export interface EvidenceState {
  /** Per level at which the proposals were made. */
  readonly tallies: Readonly<Partial<Record<Level, Tally>>>;
  /** CUSUM of the level that is held; it begins anew with each level. */
  readonly drift: { readonly level: Level; readonly sum: number };
}

/** A row of the record. */
export interface Evidence extends EvidenceSubject {
  /** Grows with every outcome counted; 0 is "nothing yet" and stands in no row. */
  readonly revision: number;
  readonly state: EvidenceState;
}
