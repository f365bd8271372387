/**
 * The physics of this line: simple, stated and ours. No number here was fitted to a real plant; each is chosen so that
 * the line behaves plausibly (directions and orders of magnitude) and so that a better policy is worth something.
 */

import type { DefectClass, Grade } from './payloads.ts';
import { defectClasses } from './payloads.ts';

export const minuteMs = 60_000;
export const hourMs = 3_600_000;

/** First instant of every run: 5 January 2026, 06:00 in Harbin, the start of a shift. */
export const plantStartMs = Date.UTC(2026, 0, 4, 22, 0, 0);

export const furnace = {
  minC: 1150,
  maxC: 1280,
  /** The plant rounds every set-point to this step. */
  stepC: 5,
  /** What people set, and leave. */
  habitC: 1220,
  /** First-order lag of the true temperature behind the set-point, minutes. */
  lagMin: 12,
  /** Slow disturbance of the true temperature (Ornstein–Uhlenbeck): standard deviation in °C, memory in minutes. */
  disturbanceC: 6,
  disturbanceMemoryMin: 60,
  /** Pyrometer noise, standard deviation in °C. */
  pyrometerC: 1.5,
} as const;

export const timing = {
  /** Between two discharges. */
  paceMs: 150_000,
  paceJitterMs: 10_000,
  rollingMs: 130_000,
  coolingMs: 90_000,
  rollChangeMs: 12 * minuteMs,
  cobbleMs: 25 * minuteMs,
  /** An inspector's look, after the camera. */
  visualFromMs: minuteMs,
  visualToMs: 3 * minuteMs,
  /** People dispose of a coil that nobody has disposed of. */
  decideWithinMs: 15 * minuteMs,
} as const;

export const rolls = {
  /** Strip that wears new rolls to 1, km. */
  lifeKm: 30,
  changeAt: 1,
} as const;

export const slab = { massT: 20, widthM: 1.25, densityTPerM3: 7.85 } as const;

/** Share of defective coils on which the camera sees no region. */
export const cameraMissShare = 0.02;
/** Share of an inspector's looks that name the true class. */
export const visualRightShare = 0.9;

export interface GradeData {
  /** Aim temperature at discharge, °C. */
  readonly aimC: number;
  /** Multiplies every defect hazard. */
  readonly susceptibility: number;
  /** Mean mill force at 1200 °C, 4 mm, new rolls, kN. */
  readonly forceKn: number;
  /** Price of the prime coil, CNY per tonne. */
  readonly priceCnyPerT: number;
}

export const gradeData: Readonly<Record<Grade, GradeData>> = {
  GCr15: { aimC: 1205, susceptibility: 1.15, forceKn: 17_500, priceCnyPerT: 6300 },
  '60Si2Mn': { aimC: 1195, susceptibility: 1.1, forceKn: 18_200, priceCnyPerT: 5600 },
  '65Mn': { aimC: 1215, susceptibility: 0.9, forceKn: 16_400, priceCnyPerT: 5200 },
  '42CrMo': { aimC: 1230, susceptibility: 1, forceKn: 17_000, priceCnyPerT: 5900 },
  '20CrMnTi': { aimC: 1245, susceptibility: 0.95, forceKn: 15_800, priceCnyPerT: 5500 },
};

/** Strip length of a coil, m. */
export function stripLengthM(thicknessMm: number): number {
  return slab.massT / (slab.densityTPerM3 * slab.widthM * (thicknessMm / 1000));
}

/**
 * Mill force, kN: 0.35 % less for every °C hotter, 6 % more at full roll wear, and thinner strip is harder.
 * `temperatureC = 1200 - ln(force / forceAt1200) / 0.0035` turns it round.
 */
export function millForceKn(grade: Grade, thicknessMm: number, temperatureC: number, wear: number): number {
  const base = gradeData[grade].forceKn * (4 / thicknessMm) ** 0.3;
  return base * Math.exp(-forcePerC * (temperatureC - 1200)) * (1 + 0.06 * wear);
}

/** Relative change of mill force per °C. */
export const forcePerC = 0.0035;

/** The true temperature that a measured force tells of, °C. */
export function temperatureFromForce(forceKn: number, expectedForceKn: number, aimC: number): number {
  return aimC - Math.log(forceKn / expectedForceKn) / forcePerC;
}

/**
 * Hazard of each defect class for one coil, in the order of `defectClasses`; the coil is clean with probability
 * exp(-sum).
 *
 * @param offC how much hotter (+) or colder (-) than the heat's true optimum the slab was, °C
 * @param wear 0 = new rolls, 1 = due for a change
 */
export function defectHazards(grade: Grade, offC: number, wear: number): readonly number[] {
  const hot = (Math.max(0, offC) / 30) ** 2;
  const cold = (Math.max(0, -offC) / 30) ** 2;
  const factor = gradeData[grade].susceptibility;
  const hazard: Readonly<Record<DefectClass, number>> = {
    pastry: 0.025 + 0.2 * hot,
    'z-scratch': 0.025 + 0.11 * wear ** 2,
    'k-scratch': 0.05 + 0.16 * cold + 0.04 * wear ** 2,
    stains: 0.03,
    dirtiness: 0.02 + 0.05 * hot,
    bumps: 0.065 + 0.08 * cold + 0.05 * wear ** 2,
    other: 0.12 + 0.03 * hot + 0.03 * cold,
  };
  return defectClasses.map((name) => factor * hazard[name]);
}

/** Probability that a slab goes to scrap between the stands, before a scenario's factor. */
export function cobbleProbability(offC: number, wear: number): number {
  return 0.0012 * (1 + (offC / 25) ** 2 + wear);
}

/** Energy to heat one slab, kWh: mass · 0.68 kJ/(kg K) · ΔT at 60 % efficiency. */
export function slabEnergyKwh(temperatureC: number): number {
  return (slab.massT * 1000 * 0.68 * (temperatureC - 20)) / 3600 / 0.6;
}

/** Losses of the furnace, kWh per minute, whether it works or waits. */
export const idleKwhPerMinute = 40;

/** The set-point the plant really takes. */
export function quantised(setpointC: number): number {
  return Math.round(setpointC / furnace.stepC) * furnace.stepC;
}
