/** Whether money puts the operations in order: agent over copilot over people alone. */

import type { Operation, OrderCount } from '@andon/sim-line';

export type Money = Readonly<Record<Operation, number>>;

export function countOrder(moneys: readonly Money[]): OrderCount {
  return {
    seeds: moneys.length,
    agentOverCopilot: moneys.filter(({ agent, copilot }) => agent > copilot).length,
    copilotOverManual: moneys.filter(({ copilot, manual }) => copilot > manual).length,
    whole: moneys.filter(isInOrder).length,
  };
}

export function isInOrder({ agent, copilot, manual }: Money): boolean {
  return agent > copilot && copilot > manual;
}

export function meanMoney(moneys: readonly Money[]): Money {
  const of = (operation: Operation) => mean(moneys.map((money) => money[operation]));
  return { manual: of('manual'), copilot: of('copilot'), agent: of('agent') };
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
