/**
 * How hot the slabs really are, from two instruments that know nothing of each other: the force that rolling them took,
 * and the furnace's pyrometer. Where they contradict each other the force counts, for a pyrometer can stick.
 */

import type { Observation } from '@andon/sdk';
import { InspectionResult, MillPass, SteelTemperature, tags } from './payloads.ts';
import { reliableTag } from './reliable.ts';

/** Relative change of mill force per °C. A number of the mill; found by rolling the same steel hotter and colder. */
const forcePerC = 0.0035;

/** How far the two may be apart on one slab, °C: three standard deviations of their noise. */
const agreementC = 10;

const minuteMs = 60_000;
/** A slab comes every 2½ minutes. Older than this, the line stands. */
const slabMaxAgeMs = 6 * minuteMs;
const pyrometerMaxAgeMs = 3 * minuteMs;

export interface SlabTemperature {
  /** Best estimate of the present temperature. */
  readonly temperatureC: number;
  /** What the force tells, mean of the latest one or two slabs. */
  readonly forceC: number;
  readonly slabs: number;
  readonly pyrometer: PyrometerFinding;
}

export type PyrometerFinding =
  | { readonly kind: 'agrees'; readonly temperatureC: number; readonly apartC: number }
  | { readonly kind: 'contradicts'; readonly apartC: number }
  | { readonly kind: 'no-reading' };

interface Rolled {
  readonly forceKn: number;
  readonly expectedForceKn: number;
  readonly aimC: number;
}

/** Share by which the mill needed more (+) or less (-) force than expected. */
export function forceResidual({ forceKn, expectedForceKn }: Omit<Rolled, 'aimC'>): number {
  return forceKn / expectedForceKn - 1;
}

/** The temperature that a slab's force tells of, °C. */
export function temperatureOf({ forceKn, expectedForceKn, aimC }: Rolled): number {
  return aimC - Math.log(forceKn / expectedForceKn) / forcePerC;
}

/** @returns `null` when no force can be relied upon: nothing moves on the pyrometer alone */
export function slabTemperature(observation: Observation): SlabTemperature | null {
  const pass = reliableTag(observation, tags.millPass, MillPass, slabMaxAgeMs);
  const inspected = reliableTag(observation, tags.inspectionResult, InspectionResult, slabMaxAgeMs);
  if (pass === null || inspected === null) return null;
  const slabs = pass.coil === inspected.coil ? [inspected] : [inspected, pass];
  const told = slabs.map((slab) => SteelTemperature.safeParse(temperatureOf(slab)).data);
  if (told.some((celsius) => celsius === undefined)) return null;
  const forceC = mean(told as number[]);
  const pyrometer = checkPyrometer(observation, inspected);
  const temperatureC = pyrometer.kind === 'agrees' ? mean([forceC, pyrometer.temperatureC]) : forceC;
  return { temperatureC, forceC, slabs: slabs.length, pyrometer };
}

/** The pyrometer is believed now if what it showed of the slab inspected last is what that slab's force told. */
function checkPyrometer(observation: Observation, inspected: InspectionResult): PyrometerFinding {
  const now = reliableTag(observation, tags.furnaceTemperature, SteelTemperature, pyrometerMaxAgeMs);
  const then = SteelTemperature.safeParse(inspected.seenTemperatureC).data;
  if (now === null || then === undefined) return { kind: 'no-reading' };
  const apartC = then - temperatureOf(inspected);
  return Math.abs(apartC) <= agreementC
    ? { kind: 'agrees', temperatureC: now, apartC }
    : { kind: 'contradicts', apartC };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
