/**
 * A small agent for tests of the operations: it disposes of a coil by the inspector's look, or always in the same way,
 * and brings the furnace to its aim in steps of 10 °C.
 */

import { action, defineVertical, onSample, policy, reason, type Vertical } from '@andon/sdk';
import { z } from 'zod';
import { bestDisposition, dispositions, InspectionRecord, LabResult, MillPass } from '../src/index.ts';

const minuteMs = 60_000;
const text = (en: string) => ({ en, 'zh-CN': en });
const reasons = [reason('looked', text('The inspector looked.'))];
const coilOf = (value: unknown) => (value as { coil: string }).coil;

const dispose = action({
  title: text('Disposition'),
  params: z.object({ coil: z.string(), disposition: z.enum(dispositions) }),
  risk: ({ disposition }) => (disposition === 'scrap' ? 'irreversible' : 'reversible'),
  envelope: {},
  command: ({ disposition }) => ({
    asset: 'surface-inspection',
    target: 'surface-inspection/disposition',
    value: disposition,
  }),
  decidedBy: 'quality-inspector',
  approvalMs: 4 * minuteMs,
  deadlineMs: 5 * minuteMs,
  vetoWindowMs: 3 * minuteMs,
  expected: ({ disposition }) => text(disposition),
  verify: {
    when: { sample: 'lab/result', materialOf: coilOf },
    judges: 'proposal',
    horizonMs: 360 * minuteMs,
    judge: ({ params, sample }) => {
      const { class: surface, grade } = LabResult.parse(sample);
      const right = params.disposition === bestDisposition(surface, grade);
      return { kind: right ? 'achieved' : params.disposition === 'release' ? 'critical' : 'missed', reasons };
    },
  },
});

const adjust = action({
  title: text('Set-point'),
  params: z.object({ setpointC: z.number() }),
  risk: 'reversible',
  envelope: { numbers: [{ param: 'setpointC', min: 1150, max: 1280, unit: '°C' }], coolDownMs: 15 * minuteMs },
  command: ({ setpointC }) => ({ asset: 'furnace', target: 'furnace/setpoint', value: setpointC, material: null }),
  decidedBy: 'process-operator',
  approvalMs: 4 * minuteMs,
  deadlineMs: 5 * minuteMs,
  expected: ({ setpointC }) => text(`${setpointC}`),
  verify: {
    when: { afterMs: 20 * minuteMs },
    horizonMs: 30 * minuteMs,
    judge: ({ readings }) =>
      MillPass.safeParse(readings('mill/pass')?.value).success ? { kind: 'achieved', reasons } : 'not-yet',
  },
});

const actions = { dispose, 'adjust-furnace-setpoint': adjust };

/** @param always the disposition of every coil; without it, by the look */
export function lookAgent(always?: (typeof dispositions)[number]): Vertical<undefined> {
  return defineVertical<typeof actions, undefined>({
    id: 'look',
    version: '1.0.0',
    actions,
    triggers: [
      onSample('surface-inspection/record', { materialOf: coilOf }),
      onSample('line/heartbeat', {
        where: (beat) => Number(beat) > 0 && Number(beat) % 20 === 0,
        reads: ['furnace/aim', 'furnace/setpoint'],
      }),
    ],
    brain: policy<typeof actions, undefined>(({ observation, propose }) => {
      const details = { reasons, evidence: {} };
      if (observation.material === null) {
        const aimC = Number(observation.reading('furnace/aim')?.value);
        const setpointC = Number(observation.reading('furnace/setpoint')?.value);
        if (Math.abs(aimC - setpointC) < 10) return [];
        return [
          propose('adjust-furnace-setpoint', { setpointC: setpointC + 10 * Math.sign(aimC - setpointC) }, details),
        ];
      }
      const { coil, look, grade } = InspectionRecord.parse(observation.trigger.reading.value);
      return [propose('dispose', { coil, disposition: always ?? bestDisposition(look, grade) }, details)];
    }),
  });
}
