/** An operation in figures: what the books say, and how much of it people did. */

import { accountOf, type Books } from '../account.ts';
import { type Economics, economics } from '../economics.ts';
import { minuteMs } from '../physics.ts';
import type { OperationFigures } from './types.ts';

/** What people said to an agent's proposals. */
export interface DecisionCounts {
  /** Proposals of the agent that they decided on, and those that they let stand unchanged. */
  readonly decided: number;
  readonly letStand: number;
  /** Decisions in all: an edit takes a second person's. */
  readonly decisions: number;
}

export function figuresOf(
  books: Books,
  people: DecisionCounts,
  lastedMs: number,
  by: Economics = economics,
): OperationFigures {
  const account = accountOf(books, by);
  const { rework, hold, downgrade, scrap } = account.dispositions;
  const { primeShare, escapes, overkill, cobbles, downtimeMin, energyKwh } = account;
  const interventions = account.byPeople + account.movesByPeople + people.decisions;
  return {
    money: account.money.totalCny,
    primeShare,
    scrap,
    rework,
    hold,
    downgrade,
    escapes,
    overkill,
    cobbles,
    downtimeMin,
    energyKwh,
    tardinessMin: Math.round(account.tardinessH * 60),
    adoptionRate: people.decided === 0 ? null : people.letStand / people.decided,
    interventions,
    minutesBetweenInterventions: interventions === 0 ? null : lastedMs / minuteMs / interventions,
  };
}
