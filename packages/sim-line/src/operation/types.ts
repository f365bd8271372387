/**
 * What comes of operating the line one way: people alone, people with a copilot, an agent. Money in CNY, invented (see
 * README). The same seed brings the same chance to each.
 */

import type { EvidencePolicy, Level, RiskClass } from '@andon/core';

/**
 * | operation | levels of the agent | who disposes and who moves the furnace |
 * | --- | --- | --- |
 * | `manual` | shadow | people |
 * | `copilot` | approve | people, on the agent's proposals, when they come to it |
 * | `agent` | autonomous for dispositions that can be undone, approve for the rest | the agent; people where they are asked |
 *
 * Whatever the level is, it is lowered by the rules that hold on a line, and stays down then.
 */
export const operations = ['manual', 'copilot', 'agent'] as const;
export type Operation = (typeof operations)[number];

export interface OperationFigures {
  readonly money: number;
  /** Coils sold as prime, rightly, as a share of the slabs charged: 0 … 1. */
  readonly primeShare: number;
  /** Coils. */
  readonly scrap: number;
  readonly rework: number;
  readonly hold: number;
  readonly downgrade: number;
  readonly escapes: number;
  readonly overkill: number;
  readonly cobbles: number;
  /** The mill stood still, whatever the reason. */
  readonly downtimeMin: number;
  readonly energyKwh: number;
  readonly tardinessMin: number;
  /** Share of the agent's proposals that people let stand unchanged, of those they decided on; `null` without any. */
  readonly adoptionRate: number | null;
  /** Acts of people: dispositions, set-points, decisions on proposals. Looks are none: all operations have the same. */
  readonly interventions: number;
  /** Plant minutes from one to the next; `null` without any. */
  readonly minutesBetweenInterventions: number | null;
}

export interface LevelReached {
  readonly actionType: string;
  readonly riskClass: RiskClass;
  readonly level: Level;
}

/** One seed under each operation. */
export interface SeedComparison {
  readonly seed: number;
  readonly figures: Readonly<Record<Operation, OperationFigures>>;
}

/** How many of the seeds put money in this order. */
export interface OrderCount {
  readonly seeds: number;
  readonly agentOverCopilot: number;
  readonly copilotOverManual: number;
  readonly whole: number;
}

/** Of pairs of the same seed: how much more the one earned than the other, in CNY. */
export interface Difference {
  readonly pairs: number;
  readonly mean: number;
  /** Of the mean; `null` with fewer than two seeds. */
  readonly standardError: number | null;
}

/** Multiples of a constant at which the order of the means turns. */
export interface BreakEven {
  /** Nearest to 1 on either side; `null` where it does not turn between `from` and `to`. */
  readonly below: number | null;
  readonly above: number | null;
  /** How far it was looked for. */
  readonly from: number;
  readonly to: number;
  /** Whether `to` is where a share is 1, beyond which there is nothing to look for. */
  readonly capped: boolean;
  /** Closed books read again at each multiple looked at; else in a straight line between lines rolled again. */
  readonly exact: boolean;
}

/** One invented constant, 30 % lower and 30 % higher, over the seeds; a share goes no higher than 1. */
export interface Sensitivity {
  /** e.g. `economics.holdShare`. */
  readonly constant: string;
  readonly value: number;
  readonly unit: string;
  /** Of each seed. */
  readonly slabs: number;
  readonly lower: OrderCount;
  readonly higher: OrderCount;
  /**
   * Whether the mean money keeps the order agent > copilot > manual at both ends. `no-order`: it does not have it with
   * the shipped value either, on these seeds and slabs, so there is nothing to break.
   */
  readonly verdict: 'holds' | 'breaks' | 'no-order';
  /** With `no-order`, where the order comes about. */
  readonly breakEven: BreakEven;
}

export interface Comparison {
  readonly scenario: string;
  readonly slabs: number;
  readonly seeds: readonly SeedComparison[];
  readonly order: OrderCount;
  readonly gaps: { readonly agentOverCopilot: Difference; readonly copilotOverManual: Difference };
  readonly controls: {
    /** An agent that proposes at random, climbing by the same evidence, and its money were it let loose. */
    readonly random: {
      readonly seeds: number;
      /** Seeds on which it earns less than people alone. */
      readonly below: number;
      readonly money: number;
      readonly manual: number;
      /** `money` over `manual`. */
      readonly difference: Difference;
      readonly highest: Level;
    };
    /** Scenario `pyrometer-stuck`: an agent that trusts the pyrometer against one that cross-checks the mill's force. */
    readonly pyrometer: {
      readonly seeds: number;
      readonly below: number;
      readonly trusting: number;
      readonly crossChecking: number;
      /** `trusting` over `crossChecking`. */
      readonly difference: Difference;
    };
  };
  /** A scenario in which the agent does not beat people, and how far it climbs there by its own evidence. */
  readonly worse: {
    readonly scenario: string;
    readonly seeds: number;
    /** Mean money of an agent that climbs by its own evidence, of one that is let loose, and of people alone. */
    readonly agent: number;
    readonly letLoose: number;
    readonly manual: number;
    /** The highest that the climbing agent held on any seed. */
    readonly levels: readonly LevelReached[];
  };
  readonly sensitivity: readonly Sensitivity[];
  /** The demands on evidence that climbing was held to. */
  readonly evidence: EvidencePolicy;
}
