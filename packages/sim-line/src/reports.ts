/**
 * What the line writes about a coil: the payloads of its event tags.
 */

import type { Coil } from './coils.ts';
import { usableAs } from './economics.ts';
import type {
  Features,
  InspectionRecord,
  InspectionResult,
  LabResult,
  MillPass,
  SurfaceClass,
  VisualCheck,
} from './payloads.ts';
import { slab, stripLengthM } from './physics.ts';

export function millPass({ plan, forceKn, expectedForceKn, aimC }: Coil, at: number): MillPass {
  const { coil, slab: from, grade, thicknessMm } = plan;
  return { coil, slab: from, grade, thicknessMm, forceKn, expectedForceKn, aimC, at };
}

/** @param decideBy when people have disposed of the coil at the latest */
export function inspectionResult(
  coil: Coil,
  features: Features | null,
  { at, decideBy }: { readonly at: number; readonly decideBy: number },
): InspectionResult {
  const { plan } = coil;
  return {
    coil: plan.coil,
    slab: plan.slab,
    heat: plan.heat,
    order: plan.order,
    priority: plan.priority,
    dueAt: plan.dueAt,
    grade: plan.grade,
    thicknessMm: plan.thicknessMm,
    massT: slab.massT,
    lengthM: Math.round(stripLengthM(plan.thicknessMm)),
    features: features === null ? null : [...features],
    aimC: coil.aimC,
    seenTemperatureC: coil.seenTemperatureC,
    forceKn: coil.forceKn,
    expectedForceKn: coil.expectedForceKn,
    rollWear: Math.round(coil.wear * 1000) / 1000,
    inspectedAt: at,
    decideBy,
  };
}

export function visualCheck({ plan }: Coil, look: SurfaceClass, at: number): VisualCheck {
  return { coil: plan.coil, class: look, inspector: plan.inspector, at };
}

export function inspectionRecord(
  { plan }: Coil,
  report: InspectionResult,
  { look, at }: { readonly look: SurfaceClass; readonly at: number },
): InspectionRecord {
  return { ...report, look, inspector: plan.inspector, lookedAt: at };
}

export function labResult({ plan, surface, report }: Coil, at: number): LabResult {
  return {
    coil: plan.coil,
    order: plan.order,
    grade: plan.grade,
    class: surface,
    usableAs: usableAs[surface][plan.grade],
    inspectedAt: report?.inspectedAt ?? at,
    judgedAt: at,
  };
}
