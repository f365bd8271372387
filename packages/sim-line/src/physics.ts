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
  /** What people set at the start, and go back to. */
  habitC: 1220,
} as const;

/** What a study of sensitivity may vary, with the values that ship. What people do stands in `people.ts`. */
export const physics = {
  /** First-order lag of the true temperature behind the set-point, minutes. */
  furnaceLagMin: 12,
  /** Slow disturbance of the true temperature (Ornstein–Uhlenbeck): standard deviation in °C, memory in minutes. */
  disturbanceC: 6,
  disturbanceMemoryMin: 60,
  /** Pyrometer noise, standard deviation in °C. */
  pyrometerC: 1.5,
  /** How far a heat's true optimum lies from its grade's aim, standard deviation in °C. */
  heatOffsetC: 4,
  /** Noise of the mill's force, standard deviation as a share of it. */
  forceNoiseShare: 0.01,
  /** Multiplies every defect hazard. */
  hazardScale: 1,
  /** Probability that a slab at its optimum, on new rolls, goes to scrap between the stands. */
  cobbleBase: 0.0012,
  /** Strip that wears new rolls to 1, km. */
  rollLifeKm: 30,
  /** Share of defective coils on which the camera sees no region. */
  cameraMissShare: 0.02,
  /** Share of clean coils on which a camera with dirt on its window shows a region. */
  foulingShare: 0.8,
  /** Between two discharges. */
  paceMs: 150_000,
  paceJitterMs: 10_000,
  rollChangeMs: 12 * minuteMs,
  cobbleMs: 25 * minuteMs,
} as const;

export const timing = { rollingMs: 130_000, coolingMs: 90_000 } as const;

/** Wear at which people change the rolls. */
export const rollChangeAt = 1;

export const slab = { massT: 20, widthM: 1.25, densityTPerM3: 7.85 } as const;

export interface GradeData {
  /** Aim temperature at discharge, °C. */
  readonly aimC: number;
  /** Multiplies every defect hazard. */
  readonly susceptibility: number;
  /** Mean mill force at 1200 °C, 4 mm, new rolls, kN. */
  readonly forceKn: number;
}

export const gradeData: Readonly<Record<Grade, GradeData>> = {
  GCr15: { aimC: 1205, susceptibility: 1.15, forceKn: 17_500 },
  '60Si2Mn': { aimC: 1195, susceptibility: 1.1, forceKn: 18_200 },
  '65Mn': { aimC: 1215, susceptibility: 0.9, forceKn: 16_400 },
  '42CrMo': { aimC: 1230, susceptibility: 1, forceKn: 17_000 },
  '20CrMnTi': { aimC: 1245, susceptibility: 0.95, forceKn: 15_800 },
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

/** How many times likelier than at its optimum, on new rolls, a slab goes to scrap between the stands. */
export function cobbleFactor(offC: number, wear: number): number {
  return 1 + (offC / 25) ** 2 + wear;
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
