/**
 * What each tag carries, as Zod schemas. Times are plant time in milliseconds since the epoch.
 *
 * Nothing here tells the truth about a coil before the laboratory does: `surface-inspection/result` is what the camera
 * saw, `visual-check` what an inspector believes, `record` both together.
 */

import { z } from 'zod';
import { tags } from './names.ts';

/** Surface classes, named as the UCI Steel Plates set names its faults, and `none` for a clean coil. */
export const defectClasses = ['pastry', 'z-scratch', 'k-scratch', 'stains', 'dirtiness', 'bumps', 'other'] as const;
export const surfaceClasses = ['none', ...defectClasses] as const;
export const dispositions = ['release', 'hold', 'rework', 'downgrade', 'scrap'] as const;
export const usabilities = ['prime', 'second', 'rework', 'scrap'] as const;
export const grades = ['GCr15', '60Si2Mn', '65Mn', '42CrMo', '20CrMnTi'] as const;
export const lineStates = ['running', 'roll-change', 'breakdown', 'cobble', 'stopped'] as const;

/** Names and order of a region's 27 features, as in the header of the Steel Plates CSV. */
export const featureNames = [
  'X_Minimum',
  'X_Maximum',
  'Y_Minimum',
  'Y_Maximum',
  'Pixels_Areas',
  'X_Perimeter',
  'Y_Perimeter',
  'Sum_of_Luminosity',
  'Minimum_of_Luminosity',
  'Maximum_of_Luminosity',
  'Length_of_Conveyer',
  'TypeOfSteel_A300',
  'TypeOfSteel_A400',
  'Steel_Plate_Thickness',
  'Edges_Index',
  'Empty_Index',
  'Square_Index',
  'Outside_X_Index',
  'Edges_X_Index',
  'Edges_Y_Index',
  'Outside_Global_Index',
  'LogOfAreas',
  'Log_X_Index',
  'Log_Y_Index',
  'Orientation_Index',
  'Luminosity_Index',
  'SigmoidOfAreas',
] as const;

const time = z.number().int();

export const DefectClass = z.enum(defectClasses);
export const SurfaceClass = z.enum(surfaceClasses);
export const Disposition = z.enum(dispositions);
export const Usability = z.enum(usabilities);
export const Grade = z.enum(grades);

/** One region's features in the order of `featureNames`. */
export const Features = z.array(z.number()).length(featureNames.length);

/** `surface-inspection/result`: the camera's report on one coil. */
export const InspectionResult = z.object({
  coil: z.string(),
  slab: z.string(),
  heat: z.string(),
  order: z.string(),
  priority: z.enum(['normal', 'rush']),
  /** When the order is due. */
  dueAt: time,
  grade: Grade,
  thicknessMm: z.number(),
  massT: z.number(),
  lengthM: z.number(),
  /** The worst region the camera saw; `null` when it saw none. */
  features: Features.nullable(),
  /** The grade's aim temperature at discharge, °C. */
  aimC: z.number(),
  /** What the pyrometer showed at discharge, °C; `null` when its sample was bad. */
  seenTemperatureC: z.number().nullable(),
  forceKn: z.number(),
  /** What the mill's set-up model expects at the aim temperature and present roll wear, kN. */
  expectedForceKn: z.number(),
  /** 0 = new rolls, 1 = due for a change. */
  rollWear: z.number(),
  inspectedAt: time,
  /** When the line's own people dispose of the coil if nobody has. */
  decideBy: time,
});

/** `surface-inspection/visual-check`: an inspector's look, right nearly nine times in ten. */
export const VisualCheck = z.object({
  coil: z.string(),
  class: SurfaceClass,
  inspector: z.string(),
  at: time,
});

/** `surface-inspection/record`: camera and look together, published at the look. What a disposition is made of. */
export const InspectionRecord = InspectionResult.extend({
  /** What the inspector believes. */
  look: SurfaceClass,
  inspector: z.string(),
  lookedAt: time,
});

/** `surface-inspection/disposition`: where a coil was sent. */
export const DispositionRecord = z.object({
  coil: z.string(),
  disposition: Disposition,
  /** `remote`: a command through the mailbox; `people`: the line's own people. */
  by: z.enum(['remote', 'people']),
  /** The command's key, or the person's name. */
  who: z.string(),
  at: time,
});

/** `lab/result`: the independent, later judgement of a coil. Outcomes are judged by it. */
export const LabResult = z.object({
  coil: z.string(),
  order: z.string(),
  grade: Grade,
  class: SurfaceClass,
  usableAs: Usability,
  inspectedAt: time,
  judgedAt: time,
});

/** `mill/pass`: one coil rolled. Mill force is second evidence of the true temperature. */
export const MillPass = z.object({
  coil: z.string(),
  slab: z.string(),
  grade: Grade,
  thicknessMm: z.number(),
  forceKn: z.number(),
  expectedForceKn: z.number(),
  aimC: z.number(),
  at: time,
});

/** `line/state`: the line and its counts, as the MES sees them. */
export const LineState = z.object({
  state: z.enum(lineStates),
  since: time,
  counts: z.object({
    slabsIn: z.number().int(),
    coilsInspected: z.number().int(),
    release: z.number().int(),
    hold: z.number().int(),
    rework: z.number().int(),
    downgrade: z.number().int(),
    scrap: z.number().int(),
    cobbles: z.number().int(),
  }),
  energyKwh: z.number(),
  /** Booked as if every disposition were right, CNY; claims come later and are not in it. */
  moneySoFarCny: z.number(),
});

/** Payload schema of every tag. Plain numbers: °C for temperatures, kN for force, a count for the heartbeat. */
export const payloads = {
  [tags.furnaceTemperature]: z.number(),
  [tags.furnaceSetpoint]: z.number(),
  [tags.furnaceSetpointBy]: z.enum(['people', 'remote', 'l2-optimiser']),
  [tags.furnaceAim]: z.number(),
  [tags.furnaceRemoteControl]: z.boolean(),
  [tags.millForce]: z.number(),
  [tags.millPass]: MillPass,
  [tags.millRollWear]: z.number(),
  [tags.inspectionResult]: InspectionResult,
  [tags.visualCheck]: VisualCheck,
  [tags.inspectionRecord]: InspectionRecord,
  [tags.disposition]: DispositionRecord,
  [tags.inspectionRemoteControl]: z.boolean(),
  [tags.labResult]: LabResult,
  [tags.lineState]: LineState,
  [tags.heartbeat]: z.number(),
} as const;

export type DefectClass = z.infer<typeof DefectClass>;
export type SurfaceClass = z.infer<typeof SurfaceClass>;
export type Disposition = z.infer<typeof Disposition>;
export type Usability = z.infer<typeof Usability>;
export type Grade = z.infer<typeof Grade>;
export type Features = readonly number[];
export type InspectionResult = z.infer<typeof InspectionResult>;
export type VisualCheck = z.infer<typeof VisualCheck>;
export type InspectionRecord = z.infer<typeof InspectionRecord>;
export type DispositionRecord = z.infer<typeof DispositionRecord>;
export type LabResult = z.infer<typeof LabResult>;
export type MillPass = z.infer<typeof MillPass>;
export type LineState = z.infer<typeof LineState>;
export type LineStateName = (typeof lineStates)[number];
