/**
 * What a disposition is worth. Invented economics: they order the choices as a steel works would (an escape costs most,
 * scrapping a good coil loses its value, holding costs time) and claim nothing about a real one.
 *
 * `bestDisposition` and `usableAs` are the *truth*: for tests and the report, never for an agent.
 */

import type { Disposition, Grade, SurfaceClass, Usability } from './payloads.ts';
import { slab } from './physics.ts';

/** What a coil of each true class can be used for, by grade. */
export const usableAs: Readonly<Record<SurfaceClass, Readonly<Record<Grade, Usability>>>> = {
  none: all('prime'),
  stains: { ...all('rework'), '65Mn': 'prime' },
  dirtiness: all('rework'),
  pastry: { ...all('second'), GCr15: 'scrap' },
  'z-scratch': { ...all('second'), '60Si2Mn': 'rework', GCr15: 'rework' },
  'k-scratch': { ...all('second'), GCr15: 'scrap' },
  bumps: { ...all('second'), '42CrMo': 'rework' },
  other: all('second'),
};

const rightFor: Readonly<Record<Usability, Exclude<Disposition, 'hold'>>> = {
  prime: 'release',
  second: 'downgrade',
  rework: 'rework',
  scrap: 'scrap',
};

/** The disposition that a coil of this true class and grade deserves. */
export function bestDisposition(surface: SurfaceClass, grade: Grade): Exclude<Disposition, 'hold'> {
  return rightFor[usableAs[surface][grade]];
}

export interface Economics {
  /** Price of the prime coil, CNY per tonne. */
  readonly priceCnyPerT: Readonly<Record<Grade, number>>;
  /** Value of each disposition as a share of the prime coil's price, by what the coil is really usable as. */
  readonly valueShare: Readonly<Record<Exclude<Disposition, 'hold'>, Readonly<Record<Usability, number>>>>;
  /** Cost of looking at a held coil again and storing it, as a share of its price; it then goes the right way. */
  readonly holdShare: number;
  /** Hours until the order is served when the coil goes this way. */
  readonly delayH: Readonly<Record<Disposition, number>>;
  readonly tardinessCnyPerH: Readonly<Record<'normal' | 'rush', number>>;
  readonly energyCnyPerKwh: number;
  /** A cobbled slab is sold as scrap iron, and the stands are cleared: both together, as a share of the price. */
  readonly cobbleShare: number;
  /** What the MES books at the moment of disposition, as a share of the price: as if it were right. */
  readonly bookedShare: Readonly<Record<Disposition, number>>;
}

/** The values that ship. */
export const economics: Economics = {
  priceCnyPerT: { GCr15: 6300, '60Si2Mn': 5600, '65Mn': 5200, '42CrMo': 5900, '20CrMnTi': 5500 },
  valueShare: {
    release: { prime: 1, second: -0.3, rework: -0.5, scrap: -0.9 },
    downgrade: { prime: 0.7, second: 0.7, rework: 0.45, scrap: -0.3 },
    rework: { prime: 0.92, second: 0.62, rework: 0.9, scrap: 0.05 },
    scrap: { prime: 0.15, second: 0.15, rework: 0.15, scrap: 0.15 },
  },
  holdShare: 0.1,
  delayH: { release: 0, hold: 8, rework: 8, downgrade: 24, scrap: 72 },
  tardinessCnyPerH: { normal: 150, rush: 1500 },
  energyCnyPerKwh: 0.35,
  cobbleShare: -0.1,
  bookedShare: { release: 1, hold: 0, rework: 0.9, downgrade: 0.7, scrap: 0.15 },
};

/** Price of the prime coil, CNY. */
export function coilPriceCny(grade: Grade, by: Economics = economics): number {
  return by.priceCnyPerT[grade] * slab.massT;
}

/** What a disposition of a coil is worth in the end, CNY. */
export function dispositionValueCny(
  disposition: Disposition,
  surface: SurfaceClass,
  grade: Grade,
  by: Economics = economics,
): number {
  const usability = usableAs[surface][grade];
  const price = coilPriceCny(grade, by);
  if (disposition === 'hold') return price * (by.valueShare[rightFor[usability]][usability] - by.holdShare);
  return price * by.valueShare[disposition][usability];
}

/** What the MES books at the moment of disposition, CNY. */
export function bookedValueCny(disposition: Disposition, grade: Grade, by: Economics = economics): number {
  return coilPriceCny(grade, by) * by.bookedShare[disposition];
}

/** Hours from disposition until the order is served, by what the coil really is. */
export function serviceDelayH(
  disposition: Disposition,
  surface: SurfaceClass,
  grade: Grade,
  by: Economics = economics,
): number {
  if (disposition !== 'hold') return by.delayH[disposition];
  return by.delayH.hold + by.delayH[bestDisposition(surface, grade)];
}

function all(usability: Usability): Record<Grade, Usability> {
  return { GCr15: usability, '60Si2Mn': usability, '65Mn': usability, '42CrMo': usability, '20CrMnTi': usability };
}
