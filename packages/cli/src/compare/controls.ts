/**
 * Control experiments: agents of the same actions and triggers that ought to do worse. If the gate, the evidence and the
 * money could not tell them from the shipped one, the comparison would show nothing.
 */

import { digest } from '@andon/core';
import { defineVertical, type Observation, policy, reason, type Vertical } from '@andon/sdk';
import { dispositions } from '@andon/sim-line';
import {
  adjustFurnaceSetpoint,
  dispose,
  furnaceMaxAgeMs,
  type InspectionModel,
  proposeDisposition,
  qualityInspection,
  reliableTag,
  SteelTemperature,
  setpointLimits,
  slabTemperature,
  tags,
} from '@andon/vertical-quality-inspection';
import { z } from 'zod';

const actions = { dispose, 'adjust-furnace-setpoint': adjustFurnaceSetpoint };
type Actions = typeof actions;

const { id, version, triggers } = qualityInspection;

/** Proposes uniformly at random, as a pure function of the seed and what it is about. */
export function randomAgent(seed: number): Vertical<InspectionModel> {
  return defineVertical<Actions, InspectionModel>({
    id,
    version,
    actions,
    triggers,
    brain: policy<Actions, InspectionModel>(
      ({ observation, propose }) => {
        const { material, plantMs } = observation;
        const chance = uniform([seed, material, plantMs]);
        if (material !== null) {
          const disposition = dispositions[Math.floor(chance * dispositions.length)] ?? 'hold';
          return [propose('dispose', { coil: material, disposition }, { reasons: atRandom, evidence: {} })];
        }
        const furnace = furnaceNow(observation);
        if (furnace === null) return [];
        const setpointC = within(furnace.setpointC + Math.round((2 * chance - 1) * setpointLimits.maxStepC));
        const details = { reasons: atRandom, evidence: furnace.forJudge, material: null };
        return [propose('adjust-furnace-setpoint', { setpointC }, details)];
      },
      { version: `random-${seed}` },
    ),
  });
}

/** The shipped dispositions, and a furnace moved by the pyrometer alone, whatever the mill's force says. */
export const pyrometerAgent: Vertical<InspectionModel> = defineVertical<Actions, InspectionModel>({
  id,
  version,
  actions,
  triggers,
  brain: policy<Actions, InspectionModel>(
    ({ observation, model, propose }) => {
      if (observation.trigger.tag === tags.heartbeat) {
        const furnace = furnaceNow(observation);
        const pyrometerC = reliableTag(observation, tags.furnaceTemperature, SteelTemperature, furnaceMaxAgeMs);
        if (furnace === null || pyrometerC === null) return [];
        const offC = pyrometerC - furnace.forJudge.forAimC;
        if (Math.abs(offC) < DEAD_BAND_C) return [];
        const setpointC = within(furnace.setpointC - Math.round(clamped(SHARE * offC, setpointLimits.maxStepC)));
        if (setpointC === furnace.setpointC) return [];
        const details = { reasons: byPyrometer, evidence: furnace.forJudge, material: null };
        return [propose('adjust-furnace-setpoint', { setpointC }, details)];
      }
      const sent = proposeDisposition(observation, model);
      return sent === null ? [] : [propose('dispose', sent.params, sent.details)];
    },
    { version: 'pyrometer' },
  ),
});

/** As the shipped agent moves where force and pyrometer agree. */
const DEAD_BAND_C = 10;
const SHARE = 0.8;

const atRandom = [reason('at-random', { en: 'Drawn at random, as a control.', 'zh-CN': '随机抽取，用作对照。' })];
const byPyrometer = [
  reason('pyrometer-alone', { en: 'The pyrometer is off the aim.', 'zh-CN': '高温计读数偏离目标。' }),
];

/** The set-point, and what the judge of a move wants to know of how it was before; `null` where that is not known. */
function furnaceNow(observation: Observation) {
  const aimC = reliableTag(observation, tags.furnaceAim, SteelTemperature, furnaceMaxAgeMs);
  const setpointC = reliableTag(observation, tags.furnaceSetpoint, z.number(), furnaceMaxAgeMs);
  const slabs = slabTemperature(observation);
  if (aimC === null || setpointC === null || slabs === null) return null;
  return { setpointC, forJudge: { forAimC: aimC, forceDeviationC: slabs.forceC - aimC } };
}

function within(celsius: number): number {
  return Math.min(setpointLimits.maxC, Math.max(setpointLimits.minC, celsius));
}

function clamped(value: number, limit: number): number {
  return Math.min(limit, Math.max(-limit, value));
}

/** In [0, 1), the same for the same. */
function uniform(of: readonly (string | number | null)[]): number {
  return Number.parseInt(digest([...of], 12), 16) / 2 ** 48;
}
