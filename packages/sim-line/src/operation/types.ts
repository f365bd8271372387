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

/** One invented constant, 30 % lower and 30 % higher, over the seeds. */
export interface Sensitivity {
  /** e.g. `economics.holdShare`. */
  readonly constant: string;
  readonly value: number;
  readonly unit: string;
  readonly lower: OrderCount;
  readonly higher: OrderCount;
  /** Whether the mean money keeps the order agent > copilot > manual at both ends. */
  readonly holds: boolean;
  /**
   * Multiples of the constant, nearest to 1 below and above, at which the order of the means turns; `null` where it
   * does not between 0.1 and 10. `null` as a whole where it was not looked for, since the line would have to be rolled
   * again for every multiple: so for physics and people, but not for prices.
   */
  readonly breakEven: { readonly below: number | null; readonly above: number | null } | null;
}

export interface Comparison {
  readonly scenario: string;
  readonly slabs: number;
  readonly seeds: readonly SeedComparison[];
  readonly order: OrderCount;
  readonly controls: {
    /** An agent that proposes at random, climbing by the same evidence, and its money were it let loose. */
    readonly random: {
      readonly seeds: number;
      /** Seeds on which it earns less than people alone. */
      readonly below: number;
      readonly money: number;
      readonly manual: number;
      readonly highest: Level;
    };
    /** Scenario `pyrometer-stuck`: an agent that trusts the pyrometer against one that cross-checks the mill's force. */
    readonly pyrometer: {
      readonly seeds: number;
      readonly below: number;
      readonly trusting: number;
      readonly crossChecking: number;
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
