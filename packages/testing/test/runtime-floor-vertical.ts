/** The small vertical of the tests' shop floor, with one act about a coil and one about a furnace; and its people. */

import type { Actor } from '@andon/core';
import { action, defineVertical, onSample, policy, reason, type Vertical } from '@andon/sdk';
import { z } from 'zod';
import { testLine } from '../src/index.ts';

export const mill = testLine;
export const furnace = `${mill}/furnace`;
export const setPoint = `${furnace}/setpoint`;

const text = (en: string) => ({ en, 'zh-CN': en });

export const dispose = action({
  title: text('Disposition'),
  params: z.object({ coil: z.string(), to: z.string() }),
  risk: ({ to }) => (to === 'scrap' ? 'irreversible' : 'reversible'),
  envelope: { choices: [{ param: 'to', oneOf: ['release', 'hold', 'scrap'] }] },
  command: ({ to }) => ({ asset: 'yard', target: 'yard/disposition', value: to }),
  decidedBy: 'inspector',
  deadlineMs: 600_000,
  approvalMs: 300_000,
  expected: ({ to }) => text(`The coil is on ${to}.`),
  verify: {
    when: { sample: 'laboratory/report', materialOf: (value) => (value as { coil: string }).coil },
    horizonMs: 3_600_000,
    judge: ({ sample }) => {
      const { verdict } = sample as { verdict: 'good' | 'bad' | 'harm' | 'pending' };
      if (verdict === 'pending') return 'not-yet';
      if (verdict === 'harm') return { kind: 'critical', reasons: [reason('harm', text('A customer got it.'))] };
      return { kind: verdict === 'good' ? 'achieved' : 'missed', reasons: [] };
    },
  },
});

export const move = action({
  title: text('Set-point'),
  params: z.object({ to: z.number() }),
  risk: 'reversible',
  envelope: {
    numbers: [{ param: 'to', min: 1150, max: 1280, unit: '°C' }],
    coolDownMs: 60_000,
    ratePerHour: 3,
  },
  command: ({ to }) => ({ asset: 'furnace', target: 'furnace/setpoint', value: to, material: null }),
  decidedBy: 'operator',
  deadlineMs: 600_000,
  vetoWindowMs: 30_000,
  expected: ({ to }) => text(`The furnace is set to ${to} °C.`),
  verify: {
    when: { afterMs: 120_000 },
    horizonMs: 240_000,
    judge: ({ params, readings }) =>
      readings('furnace/temperature')?.value === params.to
        ? { kind: 'achieved', reasons: [] }
        : { kind: 'missed', reasons: [] },
  },
});

/** What a test publishes for the inspector's or the furnace's brain: it proposes just that. */
export interface Wish {
  readonly coil?: string;
  readonly to: unknown;
  readonly throws?: boolean;
}

const actions = { dispose, move };
const why = [reason('wished', text('The test wished for it.'))];

export function floorVertical(
  over: {
    version?: string;
    judge?: typeof dispose.verify.judge;
    /** Whether dispositions are judged as they were proposed. */
    judges?: 'proposal' | 'effect';
    /** What this version cannot do any more. */
    without?: keyof typeof actions;
  } = {},
): Vertical<undefined> {
  const { version = '1.0.0', judge = dispose.verify.judge, judges = 'effect', without } = over;
  const given = { ...actions, dispose: { ...dispose, verify: { ...dispose.verify, judge, judges } } };
  if (without) delete (given as Partial<typeof given>)[without];
  return defineVertical({
    id: 'floor',
    version,
    actions: given,
    triggers: [
      onSample('surface/inspection', { materialOf: (value) => (value as Wish).coil ?? null }),
      onSample('furnace/wish'),
    ],
    brain: policy<typeof actions, undefined>(({ observation, propose }) => {
      const { coil, to, throws } = observation.trigger.reading.value as Wish;
      if (throws) throw new Error('the brain is at its end');
      const details = { reasons: why, evidence: {} };
      if (coil === undefined) return [propose('move', { to: to as number }, details)];
      return [propose('dispose', { coil, to: to as string }, details)];
    }),
  });
}

export const person = (id: string, ...roles: string[]): Actor => ({ id, name: id, roles, authenticatedBy: 'local' });
export const inspector = person('li-wei', 'inspector', 'operator');
export const second = person('wang-fang', 'inspector', 'operator');
export const shiftLead = person('chen-jie', 'shift-lead');
export const processOwner = person('zhao-lei', 'process-owner');
