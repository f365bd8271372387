/**
 * From the inspection's record to a disposition: what the model makes of the camera's region and what the inspector saw
 * are weighed together, and the coil goes where the expected cost is least. What the model cannot speak for is held.
 */

import type { JsonObject, Observation, ProposalDetails, Reason } from '@andon/sdk';
import {
  cost,
  known,
  lookAdds,
  lookAlone,
  looksLike,
  noLook,
  noRegion,
  rule,
  unlike,
  unreadable,
} from './disposition-reasons.ts';
import { byCamera, withLook } from './fuse-look.ts';
import type { InspectionModel } from './inspection-model.ts';
import { judgeSurface, type SurfaceFinding } from './judge-surface.ts';
import { coilOf, type Disposition, InspectionRecord, RecordedSurface } from './payloads.ts';
import { type Choice, chooseDisposition, type Posterior } from './quality-rules.ts';
import { forceResidual } from './slab-temperature.ts';
import { rounded } from './words.ts';

export interface ProposedDisposition {
  readonly params: { readonly coil: string; readonly disposition: Disposition };
  readonly details: ProposalDetails;
}

/** @returns `null` when there is nothing to say: an unreliable record, no coil, or people have decided by now */
export function proposeDisposition(observation: Observation, model: InspectionModel): ProposedDisposition | null {
  const { reading } = observation.trigger;
  const coil = reading.quality === 'good' ? coilOf(reading.value) : null;
  if (coil === null) return null;
  const record = InspectionRecord.safeParse(reading.value).data ?? RecordedSurface.safeParse(reading.value).data;
  if (record === undefined) return hold(coil, [unreadable], { model: named(model) });
  if (!('from' in record) && record.decideBy <= observation.plantMs) return null;

  const { features, look, grade } = record;
  const seen = conditions(record, model);
  const finding = features === null ? null : judgeSurface(model, features);
  if (features !== null && finding === null) return hold(coil, [unreadable], seen);
  if (finding !== null && finding.novelty > 1) {
    return hold(coil, [unlike(finding), looksLike(finding), look === null ? noLook : lookAlone(look)], {
      ...seen,
      ...byModel(finding),
    });
  }
  const camera = byCamera(finding?.classes ?? null);
  const both = look === null ? camera : withLook(camera, look);
  const choice = chooseDisposition(both, grade);
  const region = finding === null ? [noRegion] : [looksLike(finding), known(finding)];
  const looked = look === null ? noLook : lookAdds(look, camera, both);
  const reasons = [...region, looked, rule(both, grade), cost(choice)];
  const evidence = { ...seen, ...(finding && byModel(finding)), ...weighed(both, choice) };
  return { params: { coil, disposition: choice.disposition }, details: { reasons, evidence } };
}

function hold(coil: string, reasons: readonly Reason[], evidence: JsonObject): ProposedDisposition {
  return { params: { coil, disposition: 'hold' }, details: { reasons, evidence } };
}

/** How the coil came about and what the inspector saw. But for the look, the disposition does not depend on it. */
function conditions(record: InspectionRecord | RecordedSurface, model: InspectionModel): JsonObject {
  if ('from' in record) return { grade: record.grade, look: null, model: named(model) };
  return {
    grade: record.grade,
    look: record.look,
    rollWear: rounded(record.rollWear),
    aimC: record.aimC,
    seenTemperatureC: record.seenTemperatureC,
    forceResidual: rounded(forceResidual(record)),
    decideByMs: record.decideBy,
    model: named(model),
  };
}

function named({ name, version, checksum }: InspectionModel): JsonObject {
  return { name, version, checksum };
}

function byModel({ ranked, margin, novelty }: SurfaceFinding): JsonObject {
  return {
    classes: ranked.slice(0, 3).map((one) => ({ class: one.class, probability: rounded(one.probability) })),
    margin: rounded(margin),
    novelty: rounded(novelty),
  };
}

/** What camera and look come to together. */
function weighed(both: Posterior, choice: Choice): JsonObject {
  const ranked = Object.entries(both).sort(([, one], [, other]) => other - one);
  const expectedCost = Object.entries(choice.expected).map(([name, share]) => [name, rounded(share)] as const);
  return {
    surfaces: ranked.slice(0, 3).map(([name, probability]) => ({ class: name, probability: rounded(probability) })),
    expectedCost: Object.fromEntries(expectedCost),
    cheapest: choice.disposition,
    nextBest: choice.nextBest,
  };
}
