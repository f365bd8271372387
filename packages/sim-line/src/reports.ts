/**
 * What the line writes about a coil: the payloads of its event tags.
 */

import type { Coil } from './coils.ts';
import { inspectorSees } from './coils.ts';
import { usableAs } from './economics.ts';
import type { Features, InspectionResult, LabResult, MillPass, VisualCheck } from './payloads.ts';
import { slab, stripLengthM, timing } from './physics.ts';

export function millPass({ plan, forceKn, expectedForceKn, aimC }: Coil, at: number): MillPass {
  const { coil, slab: from, grade, thicknessMm } = plan;
  return { coil, slab: from, grade, thicknessMm, forceKn, expectedForceKn, aimC, at };
}

export function inspectionResult(coil: Coil, features: Features | null, at: number): InspectionResult {
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
    decideBy: at + timing.decideWithinMs,
  };
}

export function visualCheck(coil: Coil, at: number): VisualCheck {
  return { coil: coil.plan.coil, class: inspectorSees(coil), inspector: coil.plan.inspector, at };
}

export function labResult({ plan, surface, inspectedAt }: Coil, at: number): LabResult {
  return {
    coil: plan.coil,
    order: plan.order,
    grade: plan.grade,
    class: surface,
    usableAs: usableAs[surface][plan.grade],
    inspectedAt: inspectedAt ?? at,
    judgedAt: at,
  };
}
