/**
 * The smallest vertical: when strip is coiled too hot, it proposes more cooling water, and later looks whether that
 * helped. The numbers are invented.
 */

import { action, defineVertical, onSample, policy, reason } from '@andon/sdk';
import { z } from 'zod';

const minuteMs = 60_000;
const aimC = 650;
const toleranceC = 15;
/** Cooling water that takes one degree off the strip, in m³/h. */
const flowPerC = 2;

const setFlow = action({
  title: { en: 'Cooling-water flow', 'zh-CN': '冷却水流量' },
  params: z.object({ flow: z.number() }),
  risk: 'reversible',
  envelope: {
    numbers: [{ param: 'flow', min: 200, max: 900, unit: 'm³/h', maxStep: 80, current: 'cooling/flow' }],
    preconditions: [{ tag: 'cooling/remote-control', op: '=', value: true, maxAgeMs: 5 * minuteMs }],
  },
  command: ({ flow }) => ({ asset: 'cooling', target: 'cooling/flow', value: flow }),
  decidedBy: 'process-operator',
  deadlineMs: 5 * minuteMs,
  expected: () => ({
    en: `Strip within ${toleranceC} °C of ${aimC} °C in ten minutes.`,
    'zh-CN': `十分钟内带钢卷取温度回到 ${aimC} ± ${toleranceC} °C。`,
  }),
  verify: {
    when: { afterMs: 10 * minuteMs },
    reads: ['coiler/temperature'],
    horizonMs: 30 * minuteMs,
    judge: ({ readings }) => {
      const seen = readings('coiler/temperature');
      if (seen?.quality !== 'good' || typeof seen.value !== 'number') return 'not-yet';
      const kind = Math.abs(seen.value - aimC) <= toleranceC ? 'achieved' : 'missed';
      const text = { en: `Strip is coiled at ${seen.value} °C.`, 'zh-CN': `卷取温度 ${seen.value} °C。` };
      return { kind, reasons: [reason('seen', text)] };
    },
  },
});

const actions = { 'set-flow': setFlow };

export const coolingWatch = defineVertical({
  id: 'cooling-watch',
  version: '1.0.0',
  actions,
  triggers: [onSample('coiler/temperature', { reads: ['cooling/flow', 'cooling/remote-control'] })],
  brain: policy<typeof actions, undefined>(({ observation, propose }) => {
    const { value, quality } = observation.trigger.reading;
    const flow = observation.reading('cooling/flow')?.value;
    // What cannot be trusted is no ground for an act.
    if (quality !== 'good' || typeof value !== 'number' || typeof flow !== 'number') return [];
    const tooHotC = value - aimC;
    if (tooHotC <= toleranceC) return [];
    const why = reason('too-hot', {
      en: `Strip is coiled at ${value} °C, ${tooHotC} °C above the aim.`,
      'zh-CN': `卷取温度 ${value} °C，高于目标 ${tooHotC} °C。`,
    });
    const evidence = { seenC: value, aimC, flow };
    return [propose('set-flow', { flow: flow + flowPerC * tooHotC }, { reasons: [why], evidence })];
  }),
});
