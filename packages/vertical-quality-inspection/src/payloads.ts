/**
 * What this vertical reads of the line: only the fields that it uses, each checked before use. Paths are below the
 * agent's scope, temperatures in °C, forces in kN, times in plant time, ms.
 */

import { z } from 'zod';
import { classNames } from './model/index.ts';

export const dispositions = ['release', 'hold', 'rework', 'downgrade', 'scrap'] as const;
export const usabilities = ['prime', 'second', 'rework', 'scrap'] as const;
/** What a surface can be: clean, or one of the classes that the model knows. */
export const surfaces = ['none', ...classNames] as const;
export const grades = ['GCr15', '60Si2Mn', '65Mn', '42CrMo', '20CrMnTi'] as const;

export const tags = {
  inspectionRecord: 'surface-inspection/record',
  inspectionResult: 'surface-inspection/result',
  inspectionRemoteControl: 'surface-inspection/remote-control',
  disposition: 'surface-inspection/disposition',
  furnaceTemperature: 'furnace/temperature',
  furnaceSetpoint: 'furnace/setpoint',
  furnaceAim: 'furnace/aim',
  furnaceRemoteControl: 'furnace/remote-control',
  millPass: 'mill/pass',
  millRollWear: 'mill/roll-wear',
  heartbeat: 'line/heartbeat',
  labResult: 'lab/result',
} as const;

const coilName = z.string().min(1);
/** Far beyond any mill, and near enough that a quotient of two is a number. */
const force = z.number().min(1).max(1e6);
/** Steel that is rolled hot. A number outside is a fault of the sensor, not a temperature. */
export const SteelTemperature = z.number().min(900).max(1400);

/** Any message about a coil, as far as it can be told which. */
export const AboutCoil = z.object({ coil: coilName });

/** The camera's report on a coil. */
export const InspectionResult = z.object({
  coil: coilName,
  grade: z.enum(grades),
  /** The worst region the camera saw, in the order of `featureNames`; `null` when it saw none. */
  features: z.array(z.number()).nullable(),
  aimC: SteelTemperature,
  /** What the pyrometer showed at discharge; `null` when its sample was bad. */
  seenTemperatureC: z.number().nullable(),
  forceKn: force,
  /** What the mill's set-up model expects at the aim temperature and the present roll wear. */
  expectedForceKn: force,
  /** 0 = new rolls, 1 = due for a change. */
  rollWear: z.number(),
  /** When the line's own people dispose of the coil if nobody has. */
  decideBy: z.number(),
});

/** Camera and look together, published at the inspector's look. */
export const InspectionRecord = InspectionResult.extend({
  /** What the inspector believes. */
  look: z.enum(surfaces),
});

/**
 * A coil of a plant's own records, of which no more is known than its surface. It says itself that it is one: on a line a
 * record without a look is incomplete, and the coil is held.
 */
export const RecordedSurface = z.object({
  from: z.literal('history'),
  coil: coilName,
  grade: z.enum(grades),
  features: z.array(z.number()).nullable(),
  look: z.null(),
});

/** One coil rolled. */
export const MillPass = z.object({
  coil: coilName,
  forceKn: force,
  expectedForceKn: force,
  aimC: SteelTemperature,
});

/** The laboratory's judgement of a coil. */
export const LabResult = z.object({
  coil: coilName,
  class: z.enum(surfaces),
  usableAs: z.enum(usabilities),
});

export type Disposition = (typeof dispositions)[number];
export type Usability = (typeof usabilities)[number];
export type Surface = (typeof surfaces)[number];
export type Grade = (typeof grades)[number];
export type InspectionResult = z.infer<typeof InspectionResult>;
export type InspectionRecord = z.infer<typeof InspectionRecord>;
export type RecordedSurface = z.infer<typeof RecordedSurface>;
export type MillPass = z.infer<typeof MillPass>;

/** The coil that a message is about, `null` when it does not say. */
export function coilOf(value: unknown): string | null {
  return AboutCoil.safeParse(value).data?.coil ?? null;
}
