/**
 * The line's own people: how well they look, when they come to a coil, when they move the furnace. Simple, stated and
 * ours, like the physics: no number was fitted to a works.
 *
 * That looks err is well known: See, J. E. (2012), Visual Inspection: A Review of the Literature, SAND2012-8590, reviews
 * how much and why, up to 20–30 % in industry, and worse as a watch goes on. The shares here are at the good end of it.
 */

import { bestDisposition } from './economics.ts';
import type { Disposition, Grade, SurfaceClass } from './payloads.ts';
import { surfaceClasses } from './payloads.ts';
import { hourMs, minuteMs } from './physics.ts';

/** What a study of sensitivity may vary, with the values that ship. All ours. */
export const people = {
  /** Share of looks that name the true class: at the start of a shift, falling in a straight line to its end. */
  lookRightAtStart: 0.9,
  lookRightAtEnd: 0.85,
  shiftMs: 8 * hourMs,
  /** The inspector's look, after the camera. */
  lookFromMs: minuteMs,
  lookToMs: 3 * minuteMs,
  /** A crew disposes of a coil that nobody has disposed of, after the look. */
  disposeFromMs: 5 * minuteMs,
  disposeToMs: 12 * minuteMs,
  /** Nobody leaves a coil undisposed of for longer than this after the camera. */
  decideWithinMs: 15 * minuteMs,
  /** A crew's process operator looks at the pyrometer this often, and comes to it this often of all times. */
  reviewEveryMin: 60,
  reviewAttendedShare: 0.8,
  /** Nothing is moved below this deviation, nor further than this at once, °C. */
  reviewBandC: 15,
  reviewStepC: 20,
  /** Nor while a command's move is younger than this. */
  reviewRestMin: 60,
} as const;

/**
 * How people come to an agent's proposals, for whoever plays them: the line itself knows of no proposal. Ours. That
 * people follow a machine's word beyond their own eyes is well known (Parasuraman & Manzey (2010), Complacency and Bias
 * in Human Use of Automation, Human Factors 52(3)); how often here, is ours.
 */
export const approval = {
  /** From the moment that a proposal is there until somebody has read it. */
  readingFromMs: minuteMs,
  readingToMs: 2 * minuteMs,
  /** Share of proposals about a coil, and about the furnace, that nobody comes to in time. */
  missedShare: 0.1,
  furnaceMissedShare: 0.2,
  /** Share decided on the agent's word; the rest against the inspector's own look. */
  followShare: 0.7,
} as const;

/** What people do by themselves, see `WorldOptions.people`. */
export const peopleModes = ['hold', 'crew'] as const;
export type PeopleMode = (typeof peopleModes)[number];

export type LookConstants = Readonly<Record<'lookRightAtStart' | 'lookRightAtEnd' | 'shiftMs', number>>;

/** Share of looks that name the true class, this long after the start of the run, which is the start of a shift. */
export function lookRightShare(sinceStartMs: number, by: LookConstants = people): number {
  const intoShift = (sinceStartMs % by.shiftMs) / by.shiftMs;
  return by.lookRightAtStart + (by.lookRightAtEnd - by.lookRightAtStart) * intoShift;
}

/**
 * What an inspector believes to see.
 *
 * @param rightAt1 uniform in [0, 1), meets `rightShare`
 * @param wrongAt1 uniform in [0, 1), picks among the wrong classes
 */
export function seenAs(
  surface: SurfaceClass,
  chance: { readonly rightAt1: number; readonly wrongAt1: number; readonly rightShare: number },
): SurfaceClass {
  if (chance.rightAt1 < chance.rightShare) return surface;
  const others = surfaceClasses.filter((name) => name !== surface);
  return others[Math.floor(chance.wrongAt1 * others.length)] ?? 'other';
}

/**
 * What a crew does with a coil, by camera and look together:
 *
 * | | look: no defect | look: a defect |
 * | --- | --- | --- |
 * | camera: no region | release | by the look |
 * | camera: a region | hold | by the look |
 */
export function crewDisposition(region: boolean, look: SurfaceClass, grade: Grade): Disposition {
  if (look !== 'none') return bestDisposition(look, grade);
  return region ? 'hold' : 'release';
}

export type ReviewConstants = Readonly<Record<'reviewBandC' | 'reviewStepC', number>>;

/** By how much an operator who sees this moves the set-point, °C; 0 for not at all. */
export function operatorMove(pyrometerC: number, aimC: number, by: ReviewConstants = people): number {
  const offC = pyrometerC - aimC;
  if (Math.abs(offC) <= by.reviewBandC) return 0;
  return -Math.min(by.reviewStepC, Math.max(-by.reviewStepC, offC));
}
