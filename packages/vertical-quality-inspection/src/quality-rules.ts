/**
 * The works' rules: what a coil with a defect may still be used for, and what a wrong disposition costs. Both are tables
 * to be written by a quality engineer for each works. They are part of the vertical's version, not learned.
 */

import { type Disposition, dispositions, type Grade, type Surface, type Usability } from './payloads.ts';

/**
 * What a coil of each grade is usable as with each class of defect and without one, as the laboratory judges it: a bearing steel (GCr15)
 * bears no broken surface, a spring or gear steel is ground or sold as second choice, and what lies on the surface is
 * cleaned off.
 */
export const usableAs: Readonly<Record<Surface, Readonly<Record<Grade, Usability>>>> = {
  none: { GCr15: 'prime', '60Si2Mn': 'prime', '65Mn': 'prime', '42CrMo': 'prime', '20CrMnTi': 'prime' },
  pastry: { GCr15: 'scrap', '60Si2Mn': 'second', '65Mn': 'second', '42CrMo': 'second', '20CrMnTi': 'second' },
  'z-scratch': { GCr15: 'rework', '60Si2Mn': 'rework', '65Mn': 'second', '42CrMo': 'second', '20CrMnTi': 'second' },
  'k-scratch': { GCr15: 'scrap', '60Si2Mn': 'second', '65Mn': 'second', '42CrMo': 'second', '20CrMnTi': 'second' },
  stains: { GCr15: 'rework', '60Si2Mn': 'rework', '65Mn': 'prime', '42CrMo': 'rework', '20CrMnTi': 'rework' },
  dirtiness: { GCr15: 'rework', '60Si2Mn': 'rework', '65Mn': 'rework', '42CrMo': 'rework', '20CrMnTi': 'rework' },
  bumps: { GCr15: 'second', '60Si2Mn': 'second', '65Mn': 'second', '42CrMo': 'rework', '20CrMnTi': 'second' },
  other: { GCr15: 'second', '60Si2Mn': 'second', '65Mn': 'second', '42CrMo': 'second', '20CrMnTi': 'second' },
};

/** The disposition that fits each usability. */
export const fitting: Readonly<Record<Usability, Exclude<Disposition, 'hold'>>> = {
  prime: 'release',
  second: 'downgrade',
  rework: 'rework',
  scrap: 'scrap',
};

/**
 * What each disposition costs against the fitting one, as a share of the price of a prime coil, by what the coil is
 * really usable as. Our own, invented: an escape costs the goods, a claim and trust; a second look costs a tenth; rework
 * of what cannot be reworked costs a furnace or a grinder its time.
 */
export const costs: Readonly<Record<Disposition, Readonly<Record<Usability, number>>>> = {
  release: { prime: 0, second: 1.5, rework: 1.8, scrap: 2.5 },
  hold: { prime: 0.1, second: 0.1, rework: 0.1, scrap: 0.1 },
  rework: { prime: 0.1, second: 0.15, rework: 0, scrap: 0.25 },
  downgrade: { prime: 0.3, second: 0, rework: 0.4, scrap: 0.5 },
  scrap: { prime: 0.85, second: 0.55, rework: 0.75, scrap: 0 },
};

/** How probable each surface is; the shares sum to 1. */
export type Posterior = Readonly<Record<Surface, number>>;

export interface Choice {
  readonly disposition: Disposition;
  /** Expected cost of each, as a share of the coil's price. */
  readonly expected: Readonly<Record<Disposition, number>>;
  /** The one with the next lowest expected cost. */
  readonly nextBest: Disposition;
}

/** What the coil may be usable as, with its probability. */
export function usabilityOf(posterior: Posterior, grade: Grade): Readonly<Record<Usability, number>> {
  const sums: Record<Usability, number> = { prime: 0, second: 0, rework: 0, scrap: 0 };
  for (const [name, probability] of Object.entries(posterior)) sums[usableAs[name as Surface][grade]] += probability;
  return sums;
}

/** The disposition with the least expected cost; of equal ones the hold, which decides nothing. */
export function chooseDisposition(posterior: Posterior, grade: Grade): Choice {
  const shares = usabilityOf(posterior, grade);
  const expected = Object.fromEntries(
    dispositions.map((name) => [name, expectedCost(name, shares)]),
  ) as Choice['expected'];
  const [best, next] = [...byCaution].sort((a, b) => expected[a] - expected[b]) as [Disposition, Disposition];
  return { disposition: best, expected, nextBest: next };
}

/** Order among equals; sorting keeps it. */
const byCaution: readonly Disposition[] = ['hold', 'rework', 'downgrade', 'release', 'scrap'];

function expectedCost(disposition: Disposition, shares: Readonly<Record<Usability, number>>): number {
  const cost = costs[disposition];
  return (
    shares.prime * cost.prime + shares.second * cost.second + shares.rework * cost.rework + shares.scrap * cost.scrap
  );
}
