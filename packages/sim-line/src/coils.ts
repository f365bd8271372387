/**
 * From slab to judged coil: what physics made of a slab, what the camera and the inspector see of it, and where it went.
 */

import { bestDisposition, usableAs } from './economics.ts';
import type { DefectClass, Disposition, Features, SurfaceClass, Usability } from './payloads.ts';
import { defectClasses, surfaceClasses } from './payloads.ts';
import type { GradeData } from './physics.ts';
import {
  cameraMissShare,
  cobbleProbability,
  defectHazards,
  gradeData,
  millForceKn,
  visualRightShare,
} from './physics.ts';
import type { SlabPlan } from './plan.ts';
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
  inspectedAt: number | null;
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
  readonly cobbleFactor: number;
}

/** Rolls a slab under the conditions of its discharge. */
export function roll(plan: SlabPlan, { trueC, seenTemperatureC, wear, cobbleFactor }: Conditions): Coil {
  const { aimC }: GradeData = gradeData[plan.grade];
  const offC = trueC - (aimC + plan.heatOffsetC);
  const hazards = defectHazards(plan.grade, offC, wear);
  const clean = Math.exp(-hazards.reduce((sum, hazard) => sum + hazard, 0));
  const surface = plan.defectAt1 < clean ? 'none' : (defectClasses[pickWeighted(plan.classAt1, hazards)] ?? 'other');
  const force = millForceKn(plan.grade, plan.thicknessMm, trueC, wear) * (1 + 0.01 * plan.forceNoise);
  return {
    plan,
    trueC,
    aimC,
    seenTemperatureC,
    wear,
    forceKn: Math.round(force),
    expectedForceKn: Math.round(millForceKn(plan.grade, plan.thicknessMm, aimC, wear)),
    surface,
    cobbled: plan.cobbleAt1 < cobbleFactor * cobbleProbability(offC, wear),
    inspectedAt: null,
    disposed: null,
    closed: false,
  };
}

/** Draws a region of a class: from real rows where there are some, else from the generator. */
export type Regions = (label: DefectClass, plan: SlabPlan) => Features;

/** @param rows the serving half of a table, or `null` for synthetic regions */
export function regionSource(rows: readonly LabelledRegion[] | null): Regions {
  if (rows === null) return (label, plan) => syntheticRegion(label, plan.region.fork('synthetic'));
  const byClass = new Map(defectClasses.map((label) => [label, rows.filter((row) => row.label === label)]));
  return (label, plan) => {
    const ofClass = byClass.get(label) ?? [];
    const row = ofClass[plan.region.fork('real').int(ofClass.length)];
    return row?.features ?? syntheticRegion(label, plan.region.fork('synthetic'));
  };
}

/** What the camera reports: the worst region, or `null` when it sees none. */
export function cameraSees(coil: Coil, regions: Regions): Features | null {
  if (coil.surface === 'none' || coil.plan.cameraAt1 < cameraMissShare) return null;
  return regions(coil.surface, coil.plan);
}

/** What an inspector believes. */
export function inspectorSees(coil: Coil): SurfaceClass {
  if (coil.plan.visualAt1 < visualRightShare) return coil.surface;
  const others = surfaceClasses.filter((name) => name !== coil.surface);
  return others[Math.floor(coil.plan.visualWrongAt1 * others.length)] ?? 'other';
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
