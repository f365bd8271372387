/** The action `adjust-furnace-setpoint`: bring slabs back to the aim, and see from the mill's force whether it helped. */

import { action, reason } from '@andon/sdk';
import { z } from 'zod';
import { MillPass, tags } from './payloads.ts';
import { reliable } from './reliable.ts';
import { temperatureOf } from './slab-temperature.ts';
import { rounded } from './words.ts';

const minuteMs = 60_000;
/** Furnace tags are published on change and every 5 minutes: two publications may be lost. */
export const furnaceMaxAgeMs = 15 * minuteMs;

/** Within which the set-point may be, and how far one move may go, °C. */
export const setpointLimits = { minC: 1150, maxC: 1280, maxStepC: 20 } as const;

/** What a proposal leaves for its judge. */
export const MoveEvidence = z.object({
  /** The aim that the move is for, and how far the force told that slabs were from it. */
  forAimC: z.number(),
  forceDeviationC: z.number(),
});

export const adjustFurnaceSetpoint = action({
  title: { en: 'Furnace set-point', 'zh-CN': '加热炉设定值' },
  params: z.object({ setpointC: z.number() }),
  risk: 'reversible',
  envelope: {
    numbers: [
      {
        param: 'setpointC',
        min: setpointLimits.minC,
        max: setpointLimits.maxC,
        unit: '°C',
        maxStep: setpointLimits.maxStepC,
        current: tags.furnaceSetpoint,
        maxAgeMs: furnaceMaxAgeMs,
      },
    ],
    preconditions: [{ tag: tags.furnaceRemoteControl, op: '=', value: true, maxAgeMs: furnaceMaxAgeMs }],
    coolDownMs: 15 * minuteMs,
    ratePerHour: 3,
  },
  command: ({ setpointC }) => ({
    asset: 'furnace',
    target: tags.furnaceSetpoint,
    value: setpointC,
    material: null,
  }),
  decidedBy: 'process-operator',
  // The numbers behind a move are old after one slab or two.
  approvalMs: 4 * minuteMs,
  deadlineMs: 5 * minuteMs,
  vetoWindowMs: 2 * minuteMs,
  expected: ({ setpointC }) => ({
    en: `At ${setpointC} °C the mill’s force shows slabs nearer to the aim within 20 minutes.`,
    'zh-CN': `设定为 ${setpointC} °C 后，20 分钟内轧制力显示板坯温度更接近目标。`,
  }),
  verify: {
    when: { afterMs: 20 * minuteMs },
    reads: [tags.millPass],
    horizonMs: 30 * minuteMs,
    judge: ({ readings, evidence, nowMs }) => {
      const before = MoveEvidence.safeParse(evidence).data;
      // Of a slab that was in the furnace long after the move, and that was to be as hot as the move meant.
      const pass = reliable(readings(tags.millPass), MillPass, { nowMs, maxAgeMs: 6 * minuteMs });
      if (before === undefined || pass === null || pass.aimC !== before.forAimC) return 'not-yet';
      const deviationC = temperatureOf(pass) - pass.aimC;
      const shrank = Math.abs(deviationC) < Math.abs(before.forceDeviationC);
      const [was, is] = [before.forceDeviationC.toFixed(0), deviationC.toFixed(0)];
      const text = {
        en: `By the mill’s force, slabs were ${was} °C from the aim of ${pass.aimC} °C and are ${is} °C from it now.`,
        'zh-CN': `按轧制力推算，板坯相对目标 ${pass.aimC} °C 的偏差由 ${was} °C 变为 ${is} °C。`,
      };
      const measures = { deviationBeforeC: before.forceDeviationC, deviationAfterC: rounded(deviationC, 1) };
      return shrank
        ? { kind: 'achieved', reasons: [reason('deviation-shrank', text)], measures }
        : { kind: 'missed', reasons: [reason('deviation-grew', text)], measures };
    },
  },
});
