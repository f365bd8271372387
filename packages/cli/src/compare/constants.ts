/**
 * Sensitivity to the physics and the people. These move coils, so every seed is rolled again at each end, under all
 * three operations; where the order turns is not looked for.
 */

import {
  approval,
  type LineConstants,
  levelsOf,
  lineConstants,
  type Operation,
  operations,
  type Sensitivity,
} from '@andon/sim-line';
import { qualityInspection } from '@andon/vertical-quality-inspection';
import { type Case, run, type Variation } from './cases.ts';
import { countOrder, isInOrder, type Money, meanMoney } from './order.ts';

/** One constant of the line, or of how its crew comes to proposals. */
export interface Constant {
  readonly group: 'line' | 'approval';
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

export const constants: readonly Constant[] = [
  ...listed('line', lineConstants satisfies LineConstants),
  ...listed('approval', approval),
];

/** @param baseline money of the same cases with the shipped constants, in their order */
export async function constantSensitivity(
  cases: readonly Case[],
  baseline: readonly Money[],
  constant: Constant,
): Promise<Sensitivity> {
  const lower = await rolled(cases, baseline, constant, 0.7);
  const higher = await rolled(cases, baseline, constant, 1.3);
  return {
    constant: `${constant.group}.${constant.name}`,
    value: constant.value,
    unit: constant.unit,
    lower: countOrder(lower),
    higher: countOrder(higher),
    holds: isInOrder(meanMoney(lower)) && isInOrder(meanMoney(higher)),
    breakEven: null,
  };
}

async function rolled(
  cases: readonly Case[],
  baseline: readonly Money[],
  constant: Constant,
  multiple: number,
): Promise<readonly Money[]> {
  const varied = variation(constant, multiple);
  const moneys: Money[] = [];
  for (const [index, given] of cases.entries()) {
    const money: Record<Operation, number> = { ...(baseline[index] as Money) };
    for (const operation of operations) {
      // Without an agent to answer, how people come to proposals changes nothing.
      if (operation === 'manual' && constant.group === 'approval') continue;
      const { figures } = await run(given, qualityInspection, levelsOf(operation), varied);
      money[operation] = figures.money;
    }
    moneys.push(money);
  }
  return moneys;
}

/** What is a share stays one. */
function variation({ group, name, value, unit }: Constant, multiple: number): Variation {
  const varied = unit === 'share' ? Math.min(1, value * multiple) : value * multiple;
  return group === 'line' ? { constants: { [name]: varied } } : { approval: { [name]: varied } };
}

function listed(group: Constant['group'], of: Readonly<Record<string, number>>): Constant[] {
  return Object.entries(of).map(([name, value]) => ({ group, name, value, unit: unitOf(name) }));
}

function unitOf(name: string): string {
  if (name.endsWith('Ms')) return 'ms';
  if (name.endsWith('Min')) return 'min';
  if (name.endsWith('Km')) return 'km';
  if (name.endsWith('Share') || name.startsWith('lookRight')) return 'share';
  return name.endsWith('C') ? '°C' : '1';
}
