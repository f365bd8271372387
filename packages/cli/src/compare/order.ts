/** Whether money puts the operations in order: agent over copilot over people alone; and how surely. */

import type { Difference, Operation, OrderCount, Sensitivity } from '@andon/sim-line';

export type Money = Readonly<Record<Operation, number>>;

export function countOrder(moneys: readonly Money[]): OrderCount {
  return {
    seeds: moneys.length,
    agentOverCopilot: moneys.filter(({ agent, copilot }) => agent > copilot).length,
    copilotOverManual: moneys.filter(({ copilot, manual }) => copilot > manual).length,
    whole: moneys.filter(isInOrder).length,
  };
}

export function isInOrder(money: Money): boolean {
  return smallerGap(money) > 0;
}

/** What the order hangs on: it holds where this is more than nothing. */
export function smallerGap({ agent, copilot, manual }: Money): number {
  return Math.min(agent - copilot, copilot - manual);
}

/** What the means say of a constant, with the shipped value and at both ends. */
export function verdictOf(asShipped: Money, lower: Money, higher: Money): Sensitivity['verdict'] {
  if (!isInOrder(asShipped)) return 'no-order';
  return isInOrder(lower) && isInOrder(higher) ? 'holds' : 'breaks';
}

export function meanMoney(moneys: readonly Money[]): Money {
  const of = (operation: Operation) => mean(moneys.map((money) => money[operation]));
  return { manual: of('manual'), copilot: of('copilot'), agent: of('agent') };
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of pairs: the same seed brings the same chance to both, so their difference varies less than either. */
export function pairedDifference(of: readonly number[], over: readonly number[]): Difference {
  const each = of.map((value, index) => value - (over[index] as number));
  const middle = mean(each);
  const n = each.length;
  if (n < 2) return { pairs: n, mean: middle, standardError: null };
  const variance = each.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (n - 1);
  return { pairs: n, mean: middle, standardError: Math.sqrt(variance / n) };
}
