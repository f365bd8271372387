/**
 * Sensitivity to the physics and the people. These move coils, so lines are rolled again at a few multiples, under all
 * three operations; where the order turns is taken from between them.
 */

import {
  approval,
  type LineConstants,
  levelsOf,
  lineConstants,
  type Operation,
  type Sensitivity,
} from '@andon/sim-line';
import { qualityInspection } from '@andon/vertical-quality-inspection';
import { type Case, run, type Variation } from './cases.ts';
import { countOrder, type Money, meanMoney, smallerGap, verdictOf } from './order.ts';

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

/**
 * As far as the line is rolled again. Fewer multiples would not tell where the order turns, and further out the line is
 * no line: at ten times its pace no slab gets hot.
 */
const LOWER = [0.5, 0.7] as const;
const HIGHER = [1.3, 2] as const;

/** Cases and what came of them with the shipped values, in the same order. */
export interface AsShipped {
  readonly cases: readonly Case[];
  readonly moneys: readonly Money[];
}

/** Constants are moved on so few and short lines that all of them can be. @throws AndonError('scenario.unknown') */
export async function rolledAsShipped(cases: readonly Case[], mostSlabs: number): Promise<AsShipped> {
  const short = cases.map((given) => ({ ...given, slabs: Math.min(given.slabs, mostSlabs) }));
  return { cases: short, moneys: await Promise.all(short.map((given) => moneyOf(given))) };
}

export async function constantSensitivity(asShipped: AsShipped, constant: Constant): Promise<Sensitivity> {
  const cap = capOf(constant);
  const upTo = HIGHER.filter((multiple) => multiple < cap);
  const multiples = [...LOWER, 1, ...(upTo.length < HIGHER.length ? [...upTo, cap] : upTo)];
  const rolled = new Map<number, readonly Money[]>();
  for (const multiple of multiples) {
    rolled.set(multiple, multiple === 1 ? asShipped.moneys : await rolledWith(asShipped, constant, multiple));
  }
  const at = (multiple: number) => rolled.get(Math.min(multiple, cap)) ?? asShipped.moneys;
  const meanAt = (multiple: number) => meanMoney(at(multiple));
  const gaps = multiples.map((multiple) => ({ multiple, gap: smallerGap(meanAt(multiple)) }));
  const outward = { below: gaps.filter(({ multiple }) => multiple <= 1).reverse(), above: gaps.slice(LOWER.length) };
  return {
    constant: `${constant.group}.${constant.name}`,
    value: constant.value,
    unit: constant.unit,
    slabs: asShipped.cases[0]?.slabs ?? 0,
    lower: countOrder(at(0.7)),
    higher: countOrder(at(1.3)),
    verdict: verdictOf(meanAt(1), meanAt(0.7), meanAt(1.3)),
    breakEven: {
      below: interpolatedTurn(outward.below),
      above: interpolatedTurn(outward.above),
      from: LOWER[0],
      to: toThousandth(multiples.at(-1) ?? 1),
      capped: upTo.length < HIGHER.length,
      exact: false,
    },
  };
}

/**
 * Where the order turns first, on the way from the shipped constant: in a straight line between the two multiples
 * between which it does; `null` where it does not.
 */
export function interpolatedTurn(
  outward: readonly { readonly multiple: number; readonly gap: number }[],
): number | null {
  for (const [index, outer] of outward.entries()) {
    const inner = outward[index - 1];
    if (inner === undefined || inner.gap > 0 === outer.gap > 0) continue;
    const way = inner.gap / (inner.gap - outer.gap);
    return toThousandth(inner.multiple + (outer.multiple - inner.multiple) * way);
  }
  return null;
}

/** The multiple at which a share is 1; what is none goes on. */
function capOf({ unit, value }: Constant): number {
  return unit === 'share' ? 1 / value : Number.POSITIVE_INFINITY;
}

async function rolledWith({ cases, moneys }: AsShipped, constant: Constant, multiple: number) {
  const varied = variation(constant, multiple);
  const rolled: Money[] = [];
  for (const [index, given] of cases.entries()) {
    // Without an agent to answer, how people come to proposals changes nothing.
    const manual = constant.group === 'approval' ? moneys[index]?.manual : undefined;
    rolled.push(await moneyOf(given, varied, manual));
  }
  return rolled;
}

/** @param manual what people alone earn, where that is known */
async function moneyOf(given: Case, varied: Variation = {}, manual?: number): Promise<Money> {
  const of = async (operation: Operation, vertical = qualityInspection) =>
    (await run(given, vertical, levelsOf(operation), varied)).figures.money;
  return {
    manual: manual ?? (await of('manual', absentAgent)),
    copilot: await of('copilot'),
    agent: await of('agent'),
  };
}

/** At shadow an agent changes nothing, so people alone earn the same without one, in a quarter of the time. */
export const absentAgent: typeof qualityInspection = { ...qualityInspection, triggers: [] };

/** What is a share stays one. */
function variation({ group, name, value, unit }: Constant, multiple: number): Variation {
  const varied = unit === 'share' ? Math.min(1, value * multiple) : value * multiple;
  return group === 'line' ? { constants: { [name]: varied } } : { approval: { [name]: varied } };
}

function toThousandth(multiple: number): number {
  return Math.round(multiple * 1000) / 1000;
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
