/**
 * What a disposition is worth. Invented economics: they order the choices as a steel works would (an escape costs most,
 * scrapping a good coil loses its value, holding costs time) and claim nothing about a real one.
 *
 * `bestDisposition` and `usableAs` are the *truth*: for tests and the report, never for an agent.
 */

import type { Disposition, Grade, SurfaceClass, Usability } from './payloads.ts';
import { gradeData, slab } from './physics.ts';

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

const rightFor: Readonly<Record<Usability, Disposition>> = {
  prime: 'release',
  second: 'downgrade',
  rework: 'rework',
  scrap: 'scrap',
};

/** The disposition that a coil of this true class and grade deserves. */
export function bestDisposition(surface: SurfaceClass, grade: Grade): Disposition {
  return rightFor[usableAs[surface][grade]];
}

/** Value of each disposition as a share of the prime coil's price, by what the coil is really usable as. */
const valueShare: Readonly<Record<Exclude<Disposition, 'hold'>, Readonly<Record<Usability, number>>>> = {
  release: { prime: 1, second: -0.3, rework: -0.5, scrap: -0.9 },
  downgrade: { prime: 0.7, second: 0.7, rework: 0.45, scrap: -0.3 },
  rework: { prime: 0.92, second: 0.62, rework: 0.9, scrap: 0.05 },
  scrap: { prime: 0.15, second: 0.15, rework: 0.15, scrap: 0.15 },
};

/** Cost of looking at a held coil again and storing it, as a share of its price; it then goes the right way. */
export const holdShare = 0.1;

/** Hours until the order is served when the coil goes this way. */
export const delayH: Readonly<Record<Disposition, number>> = {
  release: 0,
  hold: 8,
  rework: 8,
  downgrade: 24,
  scrap: 72,
};

export const tardinessCnyPerH = { normal: 150, rush: 1500 } as const;
export const energyCnyPerKwh = 0.35;
/** A cobbled slab is sold as scrap iron, and the stands are cleared. */
export const cobbleShare = -0.1;

/** Price of the prime coil, CNY. */
export function coilPriceCny(grade: Grade): number {
  return gradeData[grade].priceCnyPerT * slab.massT;
}

/** What a disposition of a coil is worth in the end, CNY. */
export function dispositionValueCny(disposition: Disposition, surface: SurfaceClass, grade: Grade): number {
  const usability = usableAs[surface][grade];
  const price = coilPriceCny(grade);
  if (disposition === 'hold') return price * (valueShare[rightFor[usability] as 'release'][usability] - holdShare);
  return price * valueShare[disposition][usability];
}

/** What the MES books at the moment of disposition, CNY: as if it were right. */
export function bookedValueCny(disposition: Disposition, grade: Grade): number {
  const price = coilPriceCny(grade);
  const booked: Readonly<Record<Disposition, number>> = {
    release: 1,
    hold: 0,
    rework: 0.9,
    downgrade: 0.7,
    scrap: 0.15,
  };
  return price * booked[disposition];
}

/** Hours from disposition until the order is served, by what the coil really is. */
export function serviceDelayH(disposition: Disposition, surface: SurfaceClass, grade: Grade): number {
  if (disposition !== 'hold') return delayH[disposition];
  return delayH.hold + delayH[bestDisposition(surface, grade)];
}

function all(usability: Usability): Record<Grade, Usability> {
  return { GCr15: usability, '60Si2Mn': usability, '65Mn': usability, '42CrMo': usability, '20CrMnTi': usability };
}
