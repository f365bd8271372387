/**
 * When slabs are off the aim of those that come next, a bounded move of the furnace's set-point. Looked at every twenty
 * minutes: the furnace takes twelve to follow two thirds of a move, so an earlier look would correct what is already
 * on its way. The policy keeps no state of its own.
 */

import { type Observation, type ProposalDetails, type Reason, reason } from '@andon/sdk';
import { z } from 'zod';
import { furnaceMaxAgeMs, setpointLimits } from './adjust-furnace.ts';
import { SteelTemperature, tags } from './payloads.ts';
import { reliableTag } from './reliable.ts';
import { type SlabTemperature, slabTemperature } from './slab-temperature.ts';
import { rounded } from './words.ts';

/** The heartbeat counts minutes. */
const reviewEveryMin = 20;

interface Rule {
  /** Nothing is proposed below this deviation, °C. */
  readonly deadBandC: number;
  /** Part of the deviation that a move takes back. */
  readonly share: number;
  readonly maxStepC: number;
}

/** Force and pyrometer agree. */
const agreed: Rule = { deadBandC: 10, share: 0.8, maxStepC: setpointLimits.maxStepC };
/** The force alone: more is asked of it, and less is done. */
const forceAlone: Rule = { deadBandC: 15, share: 0.5, maxStepC: 10 };

export interface ProposedSetpoint {
  readonly params: { readonly setpointC: number };
  readonly details: ProposalDetails;
}

/** Whether the furnace is looked at on this beat. */
export function isReview(beat: unknown): boolean {
  return typeof beat === 'number' && beat > 0 && beat % reviewEveryMin === 0;
}

/**
 * @param estimate how hot slabs are; another one is for experiments, such as an agent that trusts the pyrometer alone
 * @returns `null` when slabs are near the aim, or what would have to be known is not reliable
 */
export function proposeSetpoint(
  observation: Observation,
  estimate: (observation: Observation) => SlabTemperature | null = slabTemperature,
): ProposedSetpoint | null {
  const aimC = reliableTag(observation, tags.furnaceAim, SteelTemperature, furnaceMaxAgeMs);
  const setpointC = reliableTag(observation, tags.furnaceSetpoint, z.number(), furnaceMaxAgeMs);
  const slabs = estimate(observation);
  if (observation.trigger.reading.quality !== 'good' || aimC === null || setpointC === null || slabs === null)
    return null;
  const rule = slabs.pyrometer.kind === 'agrees' ? agreed : forceAlone;
  const deviationC = slabs.temperatureC - aimC;
  if (Math.abs(deviationC) < rule.deadBandC || contradicts(slabs, aimC)) return null;
  const next = moved(setpointC, -rule.share * deviationC, rule.maxStepC);
  if (next === null) return null;

  const wear = reliableTag(observation, tags.millRollWear, z.number(), furnaceMaxAgeMs);
  const forceDeviationC = slabs.forceC - aimC;
  const { pyrometer } = slabs;
  return {
    params: { setpointC: next },
    details: {
      reasons: [offAim(slabs, aimC), pyrometerSays(slabs), bounded(setpointC, next, rule)],
      evidence: {
        forAimC: aimC,
        setpointC,
        temperatureC: rounded(slabs.temperatureC, 1),
        deviationC: rounded(deviationC, 1),
        forceTemperatureC: rounded(slabs.forceC, 1),
        forceDeviationC: rounded(forceDeviationC, 1),
        slabs: slabs.slabs,
        pyrometer: pyrometer.kind,
        pyrometerC: pyrometer.kind === 'agrees' ? pyrometer.temperatureC : null,
        pyrometerApartC: pyrometer.kind === 'no-reading' ? null : rounded(pyrometer.apartC, 1),
        rollWear: wear === null ? null : rounded(wear),
      },
      material: null,
    },
  };
}

/** One says too hot and the other too cold: the furnace is on its way, and a later look will tell. */
function contradicts({ forceC, pyrometer }: SlabTemperature, aimC: number): boolean {
  return pyrometer.kind === 'agrees' && Math.sign(forceC - aimC) !== Math.sign(pyrometer.temperatureC - aimC);
}

/** The set-point after a move, in whole °C and never beyond step or limits; `null` where no whole degree is left. */
function moved(setpointC: number, byC: number, maxStepC: number): number | null {
  const { minC, maxC } = setpointLimits;
  if (!(setpointC >= minC && setpointC <= maxC)) return null;
  const wanted = Math.min(maxC, Math.max(minC, setpointC + Math.min(maxStepC, Math.max(-maxStepC, byC))));
  const next = byC > 0 ? Math.floor(wanted) : Math.ceil(wanted);
  return byC > 0 === next > setpointC && next !== setpointC ? next : null;
}

function offAim({ forceC, slabs, temperatureC }: SlabTemperature, aimC: number): Reason {
  const offC = temperatureC - aimC;
  const by = Math.abs(offC).toFixed(0);
  const text = {
    en: `Slabs are ${by} °C ${offC > 0 ? 'hotter' : 'colder'} than the aim of ${aimC} °C; the mill’s force on the latest ${slabs === 1 ? 'slab' : '2 slabs'} tells of ${forceC.toFixed(0)} °C.`,
    'zh-CN': `板坯比目标 ${aimC} °C ${offC > 0 ? '偏高' : '偏低'} ${by} °C；最近 ${slabs} 块板坯的轧制力对应 ${forceC.toFixed(0)} °C。`,
  };
  return reason('off-aim', text, { aimC, deviationC: rounded(offC, 1), forceTemperatureC: rounded(forceC, 1) });
}

function pyrometerSays({ pyrometer }: SlabTemperature): Reason {
  if (pyrometer.kind === 'no-reading') {
    return reason('pyrometer-bad', {
      en: 'The pyrometer has no reliable reading: the force alone is followed, with half the step.',
      'zh-CN': '高温计无可靠读数：仅依据轧制力，步长减半。',
    });
  }
  const apart = Math.abs(pyrometer.apartC).toFixed(0);
  if (pyrometer.kind === 'contradicts') {
    const text = {
      en: `The pyrometer was ${apart} °C off the force on the same slab, so it is not used: half the step.`,
      'zh-CN': `同一板坯上高温计与轧制力推算相差 ${apart} °C，不采用高温计：步长减半。`,
    };
    return reason('pyrometer-contradicts', text, { apartC: rounded(pyrometer.apartC, 1) });
  }
  const now = pyrometer.temperatureC.toFixed(0);
  const text = {
    en: `The pyrometer agrees: ${now} °C now, and ${apart} °C off the force on the same slab.`,
    'zh-CN': `高温计一致：当前 ${now} °C，同一板坯上与轧制力推算相差 ${apart} °C。`,
  };
  return reason('pyrometer-agrees', text, {
    temperatureC: pyrometer.temperatureC,
    apartC: rounded(pyrometer.apartC, 1),
  });
}

function bounded(fromC: number, toC: number, { share, maxStepC }: Rule): Reason {
  const part = (100 * share).toFixed(0);
  const text = {
    en: `From ${fromC} °C to ${toC} °C takes back ${part} % of it, at most ${maxStepC} °C at once.`,
    'zh-CN': `由 ${fromC} °C 调至 ${toC} °C，修正偏差的 ${part} %，单次不超过 ${maxStepC} °C。`,
  };
  return reason('bounded-move', text, { fromC, toC });
}
