/**
 * From slab to judged coil: what physics made of a slab, what the camera and the inspector see of it, and where it went.
 */

import type { LineConstants } from './constants.ts';
import { bestDisposition, usableAs } from './economics.ts';
import type { DefectClass, Disposition, Features, InspectionResult, SurfaceClass, Usability } from './payloads.ts';
import { defectClasses } from './payloads.ts';
import type { GradeData } from './physics.ts';
import { cobbleFactor, defectHazards, gradeData, millForceKn } from './physics.ts';
import type { SlabPlan } from './plan.ts';
import type { SeededRandom } from './random.ts';
import { pickWeighted } from './random.ts';
import type { LabelledRegion } from './synthetic.ts';
import { syntheticRegion } from './synthetic.ts';

/** The present disposition of a coil. */
export interface Disposed {
  readonly disposition: Disposition;
  readonly by: 'remote' | 'people';
  readonly who: string;
  readonly at: number;
}

/** A slab on its way and the coil it becomes. `surface` and `trueC` are the truth; the rest is seen. */
export interface Coil {
  readonly plan: SlabPlan;
  readonly trueC: number;
  readonly aimC: number;
  readonly seenTemperatureC: number | null;
  readonly wear: number;
  readonly forceKn: number;
  readonly expectedForceKn: number;
  readonly surface: SurfaceClass;
  readonly cobbled: boolean;
  /** What the camera reported; `null` before it has. */
  report: InspectionResult | null;
  disposed: Disposed | null;
  /** The laboratory has spoken: the coil has left. */
  closed: boolean;
}

/** What is known of a coil in the end. Never published. */
export interface CoilTruth {
  readonly coil: string;
  readonly order: string;
  readonly grade: SlabPlan['grade'];
  readonly surface: SurfaceClass;
  readonly usableAs: Usability;
  readonly best: Disposition;
  readonly trueC: number;
  readonly wear: number;
  readonly cobbled: boolean;
  readonly disposed: Disposed | null;
}

export interface Conditions {
  readonly trueC: number;
  readonly seenTemperatureC: number | null;
  readonly wear: number;
  /** Multiplies the cobble hazard. */
  readonly cobbles: number;
}

/** Rolls a slab under the conditions of its discharge. */
export function roll(plan: SlabPlan, { trueC, seenTemperatureC, wear, cobbles }: Conditions, by: LineConstants): Coil {
  const { aimC }: GradeData = gradeData[plan.grade];
  const offC = trueC - (aimC + plan.heatOffsetC);
  const hazards = defectHazards(plan.grade, offC, wear).map((hazard) => by.hazardScale * hazard);
  const clean = Math.exp(-hazards.reduce((sum, hazard) => sum + hazard, 0));
  const surface = plan.defectAt1 < clean ? 'none' : (defectClasses[pickWeighted(plan.classAt1, hazards)] ?? 'other');
  const force = millForceKn(plan.grade, plan.thicknessMm, trueC, wear) * (1 + by.forceNoiseShare * plan.forceNoise);
  return {
    plan,
    trueC,
    aimC,
    seenTemperatureC,
    wear,
    forceKn: Math.round(force),
    expectedForceKn: Math.round(millForceKn(plan.grade, plan.thicknessMm, aimC, wear)),
    surface,
    cobbled: plan.cobbleAt1 < cobbles * by.cobbleBase * cobbleFactor(offC, wear),
    report: null,
    disposed: null,
    closed: false,
  };
}

/** Draws a region of a class: from real rows where there are some, else from the generator. */
export type Regions = (label: DefectClass, random: SeededRandom) => Features;

/** @param rows the serving half of a table, or `null` for synthetic regions */
export function regionSource(rows: readonly LabelledRegion[] | null): Regions {
  if (rows === null) return (label, random) => syntheticRegion(label, random.fork('synthetic'));
  const byClass = new Map(defectClasses.map((label) => [label, rows.filter((row) => row.label === label)]));
  return (label, random) => {
    const ofClass = byClass.get(label) ?? [];
    const row = ofClass[random.fork('real').int(ofClass.length)];
    return row?.features ?? syntheticRegion(label, random.fork('synthetic'));
  };
}

/**
 * What dirt on the camera's window looks like on a clean coil: a speck keeps its place while the strip runs under it, so
 * it is a thin streak, and a model that has learned of scratches names one with confidence.
 */
const dirtLooksLike: DefectClass = 'z-scratch';

/** What the camera reports: the worst region, or `null` when it sees none. Dirt on its window shows where nothing is. */
export function cameraSees(
  { surface, plan }: Coil,
  { regions, fouled, by }: { readonly regions: Regions; readonly fouled: boolean; readonly by: LineConstants },
): Features | null {
  if (surface === 'none') {
    return fouled && plan.foulingAt1 < by.foulingShare ? regions(dirtLooksLike, plan.fouling) : null;
  }
  return plan.cameraAt1 < by.cameraMissShare ? null : regions(surface, plan.region);
}

export function truthOf(coil: Coil): CoilTruth {
  const { plan, surface, trueC, wear, cobbled, disposed } = coil;
  return {
    coil: plan.coil,
    order: plan.order,
    grade: plan.grade,
    surface,
    usableAs: usableAs[surface][plan.grade],
    best: bestDisposition(surface, plan.grade),
    trueC,
    wear,
    cobbled,
    disposed,
  };
}
