/**
 * Our own generator of surface regions. Every class is a cloud of regions with a typical size, shape, brightness, place
 * and steel; the 27 features are then computed from the region's geometry, so they hang together as a camera's would.
 *
 * All parameters are invented; none was fitted to, or copied from, a real set. The clouds overlap (above all `pastry`,
 * `bumps` and `other`), so that a decent classifier reaches about 0.8 and an honest one knows when it does not know.
 */

import type { DefectClass, Features } from './payloads.ts';
import { defectClasses } from './payloads.ts';
import type { SeededRandom } from './random.ts';
import { pickWeighted, seededRandom } from './random.ts';

/** A labelled region. */
export interface LabelledRegion {
  readonly features: Features;
  readonly label: DefectClass;
}

type Spread = readonly [mean: number, deviation: number];

interface Cloud {
  /** Share of the class among synthetic rows. */
  readonly share: number;
  /** log10 of width and height in pixels. */
  readonly width: Spread;
  readonly height: Spread;
  /** Share of the box that the region fills. */
  readonly fill: Spread;
  /** Mean brightness and half its range, grey levels. */
  readonly grey: Spread;
  readonly contrast: Spread;
  /** Distance from the strip's edge, 0 … 1 of half the width. */
  readonly place: Spread;
  /** log10 of sheet thickness in mm/100. */
  readonly thickness: Spread;
  /** Share of steel type A300; the rest is A400. */
  readonly a300: number;
}

const clouds: Readonly<Record<DefectClass, Cloud>> = {
  pastry: cloud(0.1, [1.15, 0.2], [1.6, 0.24], [0.56, 0.09], [103, 7], [31, 7], [0.42, 0.22], [1.92, 0.14], 0.45),
  'z-scratch': cloud(0.12, [1.5, 0.16], [1.3, 0.18], [0.46, 0.09], [92, 6], [24, 5], [0.55, 0.22], [1.85, 0.1], 0.1),
  'k-scratch': cloud(0.2, [2.1, 0.2], [2.0, 0.28], [0.36, 0.11], [84, 8], [44, 8], [0.12, 0.09], [1.62, 0.1], 0.85),
  stains: cloud(0.06, [0.75, 0.12], [0.7, 0.12], [0.72, 0.07], [120, 7], [14, 4], [0.5, 0.25], [1.65, 0.1], 0.2),
  dirtiness: cloud(0.05, [1.1, 0.14], [1.85, 0.16], [0.4, 0.08], [111, 6], [20, 5], [0.6, 0.2], [2.1, 0.1], 0.75),
  bumps: cloud(0.2, [1.03, 0.17], [1.12, 0.2], [0.61, 0.08], [109, 8], [26, 7], [0.38, 0.22], [1.86, 0.14], 0.35),
  other: cloud(0.27, [1.26, 0.26], [1.3, 0.3], [0.56, 0.12], [104, 10], [30, 9], [0.42, 0.26], [1.9, 0.18], 0.4),
};

/** Width of the strip in pixels. */
const stripPx = 1700;

/** One region of the class. Takes the same number of draws whatever the class. */
export function syntheticRegion(label: DefectClass, random: SeededRandom): Features {
  const of = clouds[label];
  const draw = ([mean, deviation]: Spread, low: number, high: number): number =>
    Math.min(high, Math.max(low, mean + deviation * random.normal()));

  const width = Math.round(10 ** draw(of.width, 0.3, 3.1));
  const height = Math.round(10 ** draw(of.height, 0.3, 3.4));
  const fill = draw(of.fill, 0.06, 0.98);
  const grey = draw(of.grey, 40, 180);
  const contrast = draw(of.contrast, 4, 75);
  const place = draw(of.place, 0, 1);
  const thickness = Math.round(10 ** draw(of.thickness, 1.5, 2.5) / 10) * 10;
  const roughX = 1 + 0.45 * random.next();
  const roughY = 1 + 0.35 * random.next();
  const a300 = random.next() < of.a300 ? 1 : 0;
  const left = random.next() < 0.5;
  const along = Math.round(random.between(10_000, 9_000_000));
  const conveyer = Math.round(random.between(1250, 1750));

  const fromEdge = Math.round((place * stripPx) / 2);
  const xMinimum = Math.max(0, left ? fromEdge : stripPx - fromEdge - width);
  const area = Math.max(2, Math.round(width * height * fill));
  const xPerimeter = Math.round(width * roughX) + 1;
  const yPerimeter = Math.round(height * roughY) + 1;
  return [
    xMinimum,
    xMinimum + width,
    along,
    along + height,
    area,
    xPerimeter,
    yPerimeter,
    Math.round(area * grey),
    Math.round(Math.max(0, grey - contrast)),
    Math.round(Math.min(255, grey + contrast)),
    conveyer,
    a300,
    1 - a300,
    thickness,
    rounded((2 * Math.min(xMinimum, Math.abs(stripPx - xMinimum - width))) / stripPx),
    rounded(1 - fill),
    rounded(Math.min(width, height) / Math.max(width, height)),
    rounded(width / stripPx),
    rounded(width / xPerimeter),
    rounded(height / yPerimeter),
    height > width ? 1 : height === width ? 0.5 : 0,
    rounded(Math.log10(area)),
    rounded(Math.log10(width)),
    rounded(Math.log10(height)),
    rounded((height - width) / Math.max(width, height)),
    rounded(grey / 128 - 1),
    rounded(1 - Math.exp(-area / 900)),
  ];
}

/** Labelled synthetic rows for training, classes in the generator's shares. */
export function syntheticRows(options: { readonly seed: number; readonly count: number }): readonly LabelledRegion[] {
  const random = seededRandom(options.seed).fork('synthetic-rows');
  const shares = defectClasses.map((name) => clouds[name].share);
  return Array.from({ length: options.count }, (_, index) => {
    const one = random.fork(index);
    const label = defectClasses[pickWeighted(one.next(), shares)] ?? 'other';
    return { features: syntheticRegion(label, one), label };
  });
}

function cloud(
  share: number,
  width: Spread,
  height: Spread,
  fill: Spread,
  grey: Spread,
  contrast: Spread,
  place: Spread,
  thickness: Spread,
  a300: number,
): Cloud {
  return { share, width, height, fill, grey, contrast, place, thickness, a300 };
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
