/**
 * The camera and the inspector know nothing of each other: what the model makes of the camera's region is the prior,
 * and the inspector's look is weighed in by Bayes' rule.
 */

import type { ClassName } from './model/index.ts';
import { classNames } from './model/index.ts';
import { type Surface, surfaces } from './payloads.ts';
import type { Posterior } from './quality-rules.ts';

/** How far camera and look are to be believed. Numbers of the works, from its own history; part of the version. */
export const inspection = {
  /** Share of looks that name the true surface; what is wrong is spread evenly over the others. */
  lookRightShare: 0.88,
  /** Share of all coils without a defect. */
  cleanShare: 0.6,
  /** Share of defective coils on which the camera sees no region. */
  cameraMissShare: 0.02,
  /** How probable a clean coil is on which the camera saw a region: it is not given to seeing what is not there. */
  cleanWithRegion: 1e-4,
} as const;

/** How probable each surface is by the camera alone, given the model's classes; `null` where it saw no region. */
export function byCamera(classes: Readonly<Record<ClassName, number>> | null): Posterior {
  const { cleanShare, cameraMissShare, cleanWithRegion } = inspection;
  const each = ((1 - cleanShare) * cameraMissShare) / classNames.length;
  const weight = (surface: Surface): number => {
    if (surface === 'none') return classes === null ? cleanShare : cleanWithRegion;
    return classes === null ? each : (1 - cleanWithRegion) * classes[surface];
  };
  return normalised(weight);
}

/** The same after an inspector saw `look`. */
export function withLook(prior: Posterior, look: Surface): Posterior {
  const { lookRightShare } = inspection;
  const wrongShare = (1 - lookRightShare) / (surfaces.length - 1);
  return normalised((surface) => prior[surface] * (surface === look ? lookRightShare : wrongShare));
}

/** The most probable surface. */
export function likeliest(posterior: Posterior): Surface {
  return surfaces.reduce((best, surface) => (posterior[surface] > posterior[best] ? surface : best));
}

function normalised(weight: (surface: Surface) => number): Posterior {
  const weights = surfaces.map(weight);
  const sum = weights.reduce((total, one) => total + one, 0);
  return Object.fromEntries(surfaces.map((surface, index) => [surface, (weights[index] ?? 0) / sum])) as Posterior;
}
