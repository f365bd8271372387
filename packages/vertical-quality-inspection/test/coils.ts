/**
 * Small builders for the tests of the vertical: a camera's report, a slab's way through the mill, labelled regions and
 * an observation with readings of any quality.
 */

import type { Observation, Proposed, Reading } from '@andon/sdk';
import type { InspectionModel } from '../src/index.ts';
import { type ClassName, classNames, featureNames, type LabelledRow, qualityInspection } from '../src/index.ts';
import { seededRandom } from '../src/model/random.ts';

export const scope = 'test/site/area/line';
const minuteMs = 60_000;
/** Plant time of every observation here. */
export const nowMs = 100 * minuteMs;

/** Classes as clouds in 27 features. `pastry` and `bumps` lie on one place: nothing can tell them apart. */
export function labelledRegions(count: number, seed = 1): LabelledRow[] {
  const random = seededRandom(seed, 7);
  return Array.from({ length: count }, (_, index) => {
    const label = classNames[index % classNames.length] as ClassName;
    return { label, features: regionOf(label, () => random.next() + random.next() + random.next() - 1.5) };
  });
}

/** A region in the middle of its class, or around it. */
export function regionOf(label: ClassName, bell: () => number = () => 0): number[] {
  const place = classNames.indexOf(label === 'pastry' ? 'bumps' : label);
  return featureNames.map((_, feature) => (feature % classNames.length === place ? 4 : 0) + bell());
}

export function report(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    coil: 'C000007',
    slab: 'H00002-01',
    grade: 'GCr15',
    features: null,
    aimC: 1205,
    seenTemperatureC: 1207,
    forceKn: 17_500,
    expectedForceKn: 17_500,
    rollWear: 0.4,
    inspectedAt: nowMs,
    decideBy: nowMs + 15 * minuteMs,
    ...changes,
  };
}

/** Camera and look together: the report, and what an inspector saw. */
export function record(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { ...report(), look: 'none', inspector: 'inspector-1', lookedAt: nowMs, ...changes };
}

/** The force that a slab needs which is this much hotter than the aim, for an expected force of 17 500 kN. */
export function forceAt(offC: number): number {
  return 17_500 * Math.exp(-0.0035 * offC);
}

/** Readings of a furnace whose slabs are `offC` from an aim of 1205 °C, with a pyrometer that says the same. */
export function furnaceReadings(offC: number): Record<string, unknown> {
  const slab = { forceKn: forceAt(offC), expectedForceKn: 17_500, aimC: 1205 };
  return {
    'furnace/temperature': 1205 + offC,
    'furnace/setpoint': 1220,
    'furnace/aim': 1205,
    'furnace/remote-control': true,
    'mill/roll-wear': 0.4,
    'mill/pass': { coil: 'C000008', ...slab, at: nowMs },
    'surface-inspection/result': report({ ...slab, seenTemperatureC: 1205 + offC }),
  };
}

export function good(value: unknown, sourceTs = nowMs): Reading {
  return { value, quality: 'good', status: 'Good', sourceTs };
}

/** What the brain proposes, with readings as they are given: good, bad or old. */
export async function decide(
  trigger: { readonly tag: string; readonly reading: Reading },
  readings: Readonly<Record<string, Reading>>,
  model: InspectionModel | null = null,
): Promise<readonly Proposed[]> {
  const observation: Observation = {
    scope,
    plantMs: nowMs,
    trigger,
    material: null,
    reading: (tag) => (Object.hasOwn(readings, tag) ? (readings[tag] ?? null) : null),
  };
  return qualityInspection.brain.decide({
    observation,
    model: model as InspectionModel,
    propose: (action, params, details) => ({ action, params, ...details }),
    signal: new AbortController().signal,
  });
}
