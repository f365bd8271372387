/** What the model says of the worst region of a coil. */

import type { InspectionModel } from './inspection-model.ts';
import { type ClassName, novelty, predictProba } from './model/index.ts';

export interface SurfaceFinding {
  readonly classes: Readonly<Record<ClassName, number>>;
  /** Classes, the most probable first. */
  readonly ranked: readonly { readonly class: ClassName; readonly probability: number }[];
  /** Between the most probable class and the next. */
  readonly margin: number;
  /** Above 1 the region is unlike 99 % of what the model has learned from. */
  readonly novelty: number;
}

/** @returns `null` when the region is not as many finite numbers as the model takes */
export function judgeSurface(model: InspectionModel, features: readonly number[]): SurfaceFinding | null {
  const fits = features.length === model.featureNames.length && features.every((value) => isFinite32(value));
  if (!fits) return null;
  const probabilities = predictProba(model, features);
  const ranked = model.classes
    .map((name, index) => ({ class: name as ClassName, probability: probabilities[index] ?? 0 }))
    .sort((a, b) => b.probability - a.probability);
  const classes = Object.fromEntries(ranked.map((one) => [one.class, one.probability])) as SurfaceFinding['classes'];
  const margin = (ranked[0]?.probability ?? 0) - (ranked[1]?.probability ?? 0);
  return { classes, ranked, margin, novelty: novelty(model, features) };
}

/** The model keeps its numbers as 32-bit floats. */
function isFinite32(value: number): boolean {
  return Number.isFinite(Math.fround(value));
}
