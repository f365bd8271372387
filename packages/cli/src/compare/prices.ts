/**
 * Sensitivity to the economics. Prices move no coil, so every operation's closed books are read again under other
 * prices: exactly, and for as many multiples as it takes to find where the order turns.
 */

import { accountOf, type Books, type Economics, economics, type Operation, type Sensitivity } from '@andon/sim-line';
import { countOrder, isInOrder, type Money, meanMoney, verdictOf } from './order.ts';

export type BooksByOperation = Readonly<Record<Operation, Books>>;

/** One number within `Economics`: its path, and what it is counted in. */
export interface Price {
  readonly path: readonly string[];
  readonly value: number;
  readonly unit: string;
}

/** Not varied: what the MES books meanwhile is in no account, and 0 times anything is 0. */
export function pricesOf(of: Economics = economics): readonly Price[] {
  const { bookedShare: _, ...priced } = of;
  return leaves(priced, []).filter(({ value }) => value !== 0);
}

/** As far as it is looked for where the order turns. */
const FROM = 0.1;
const TO = 10;

/** @param slabs of each seed */
export function priceSensitivity(seeds: readonly BooksByOperation[], slabs: number, price: Price): Sensitivity {
  const at = (multiple: number): readonly Money[] => {
    const by = withPrice(economics, price.path, price.value * multiple);
    return seeds.map((books) => ({
      manual: accountOf(books.manual, by).money.totalCny,
      copilot: accountOf(books.copilot, by).money.totalCny,
      agent: accountOf(books.agent, by).money.totalCny,
    }));
  };
  const holdsAt = (multiple: number) => isInOrder(meanMoney(at(multiple)));
  const [lower, higher] = [at(0.7), at(1.3)];
  return {
    constant: `economics.${price.path.join('.')}`,
    value: price.value,
    unit: price.unit,
    slabs,
    lower: countOrder(lower),
    higher: countOrder(higher),
    verdict: verdictOf(meanMoney(at(1)), meanMoney(lower), meanMoney(higher)),
    breakEven: {
      below: turningPoint(holdsAt, FROM),
      above: turningPoint(holdsAt, TO),
      from: FROM,
      to: TO,
      capped: false,
      exact: true,
    },
  };
}

/** Ten looks on the way from 1 to a tenth or ten times, then bisection down to a thousandth. */
const STEPS = 10;
const BISECTIONS = 8;

/** The multiple nearest to 1, towards `end`, at which the answer changes; `null` where it does not. */
export function turningPoint(holdsAt: (multiple: number) => boolean, end: number): number | null {
  const holds = holdsAt(1);
  const multiple = (step: number) => end ** (step / STEPS);
  for (let step = 1; step <= STEPS; step += 1) {
    if (holdsAt(multiple(step)) === holds) continue;
    let [same, other] = [multiple(step - 1), multiple(step)];
    for (let round = 0; round < BISECTIONS; round += 1) {
      const middle = Math.sqrt(same * other);
      if (holdsAt(middle) === holds) same = middle;
      else other = middle;
    }
    return Math.round(other * 1000) / 1000;
  }
  return null;
}

export function withPrice(of: Economics, path: readonly string[], value: number): Economics {
  const changed = (node: unknown, [key, ...rest]: readonly string[]): unknown => {
    if (key === undefined) return value;
    const children = node as Readonly<Record<string, unknown>>;
    return { ...children, [key]: changed(children[key], rest) };
  };
  return changed(of, path) as Economics;
}

function leaves(node: object, path: readonly string[]): Price[] {
  return Object.entries(node).flatMap(([key, value]: [string, unknown]) => {
    const below = [...path, key];
    if (typeof value === 'number') return [{ path: below, value, unit: unitOf(below[0] ?? key) }];
    return leaves(value as object, below);
  });
}

function unitOf(name: string): string {
  if (name.endsWith('CnyPerT')) return 'CNY/t';
  if (name.endsWith('CnyPerH')) return 'CNY/h';
  if (name.endsWith('CnyPerKwh')) return 'CNY/kWh';
  return name.endsWith('H') ? 'h' : 'share of the price';
}
