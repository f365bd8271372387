/**
 * How far a row lies from everything the model was trained on. A classifier's confidence does not say that: it is
 * often high for a defect type that it has never seen.
 *
 * Distance to the k-th nearest reference row (Ramaswamy, Rastogi & Shim 2000, "Efficient algorithms for mining outliers
 * from large data sets"), each feature centred on its median, divided by its spread and compressed by asinh so that
 * one heavy-tailed feature cannot hide the others. The threshold is a conformal quantile (Vovk, Gammerman & Shafer
 * 2005) of the training rows' own distances: of rows like those of training, about 1 % lie beyond it.
 *
 * What it cannot do: a new defect type whose measurements fall among the known ones looks like them. The README says
 * how many it catches on Steel Plates Faults.
 */

import { seededRandom, shuffle } from './random.ts';
import { refuse } from './refuse.ts';
import type { Table } from './table.ts';

export interface NoveltyOptions {
  /** Reference rows kept in the model, ≥ 1; 1024. More rows judge sparse regions better and cost time and size. */
  readonly referenceRows?: number;
  /** Which nearest neighbour counts, ≥ 1; 5. */
  readonly neighbour?: number;
  /** Share of rows like those of training that is not called novel, 0 < share < 1; 0.99. */
  readonly quantile?: number;
  readonly seed: number;
}

export interface NoveltyReference {
  readonly neighbour: number;
  readonly quantile: number;
  /** Median of each feature. */
  readonly centres: Float32Array;
  /** Interquartile range of each feature; where that is 0 the standard deviation, where that is 0 too 1. */
  readonly spreads: Float32Array;
  /** Reference rows after scaling, row by row. */
  readonly reference: Float32Array;
  /**
   * The distance that `quantile` of the training rows does not exceed, > 0. With fewer rows than the quantile needs (99
   * at 0.99) it is the largest of their distances.
   */
  readonly threshold: number;
}

/** @throws AndonError('config.invalid') when there are not more rows than `neighbour`, or an option is out of range */
export function trainNovelty(table: Table, options: NoveltyOptions): NoveltyReference {
  const { referenceRows = 1024, neighbour = 5, quantile = 0.99, seed } = options;
  if (!Number.isInteger(neighbour) || neighbour < 1)
    refuse('novelty option neighbour', `${neighbour} is not a whole number of at least 1`);
  if (!(quantile > 0 && quantile < 1)) refuse('novelty option quantile', `${quantile} is not between 0 and 1`);
  if (!Number.isInteger(referenceRows) || referenceRows <= neighbour) {
    refuse('novelty option referenceRows', `${referenceRows} is not a whole number above ${neighbour}`);
  }
  if (table.rows <= neighbour)
    refuse('training data', `${table.rows} rows are too few to find ${neighbour} neighbours of each`);

  const features = table.featureNames.length;
  const centres = new Float32Array(features);
  const spreads = new Float32Array(features);
  for (let feature = 0; feature < features; feature += 1) {
    const column = table.columns.subarray(feature * table.rows, (feature + 1) * table.rows);
    const sorted = column.slice().sort();
    centres[feature] = quantileOf(sorted, 0.5);
    spreads[feature] = spreadOf(sorted);
  }

  const picked = pickRows(table, referenceRows, seed);
  const scaled = Array.from({ length: table.rows }, (_, row) =>
    scale(centres, spreads, (feature) => table.columns[feature * table.rows + row] as number),
  );
  const reference = new Float32Array(picked.length * features);
  const placeOf = new Int32Array(table.rows).fill(-1);
  for (const [place, row] of picked.entries()) {
    reference.set(scaled[row] as Float32Array, place * features);
    placeOf[row] = place;
  }
  const nearest = Math.min(neighbour, picked.length - 1);
  const distances = Float64Array.from(scaled, (row, index) =>
    distanceTo(reference, row, nearest, placeOf[index] as number),
  ).sort();
  const rank = Math.min(distances.length, Math.ceil((distances.length + 1) * quantile));
  // Rows that all coincide have threshold 0; the least float keeps the ratio defined.
  const threshold = Math.max(Math.fround(distances[rank - 1] as number), 1.1754943508222875e-38);
  return { neighbour: nearest, quantile, centres, spreads, reference, threshold };
}

/**
 * Distance of a row relative to the threshold, ≥ 0: above 1 it is unlike 99 % of the training rows, and the class that
 * a classifier names for it must not be acted upon.
 *
 * @param row  from `checkedFeatures`
 */
export function noveltyOf(model: NoveltyReference, row: Float32Array): number {
  const scaled = scale(model.centres, model.spreads, (feature) => row[feature] as number);
  return distanceTo(model.reference, scaled, model.neighbour, -1) / model.threshold;
}

/** Whether this very row is among the reference rows. Where those are a part of what was learned from, a `false` says little. */
export function isReference({ centres, spreads, reference }: NoveltyReference, row: Float32Array): boolean {
  return (
    distanceTo(
      reference,
      scale(centres, spreads, (feature) => row[feature] as number),
      1,
      -1,
    ) === 0
  );
}

/** Rows in their order if they fit, else a random part of them. */
function pickRows(table: Table, wanted: number, seed: number): Uint32Array {
  const all = Uint32Array.from({ length: table.rows }, (_, row) => row);
  if (all.length <= wanted) return all;
  shuffle(all, seededRandom(seed));
  return all.slice(0, wanted).sort();
}

function scale(centres: Float32Array, spreads: Float32Array, valueAt: (feature: number) => number): Float32Array {
  return Float32Array.from(centres, (centre, feature) =>
    Math.asinh((valueAt(feature) - centre) / (spreads[feature] as number)),
  );
}

/** Euclidean distance to the k-th nearest reference row, one of which may be left out (-1: none). */
function distanceTo(reference: Float32Array, row: Float32Array, k: number, except: number): number {
  const features = row.length;
  const nearest = new Float64Array(k).fill(Number.POSITIVE_INFINITY);
  for (let place = 0, at = 0; at < reference.length; place += 1, at += features) {
    if (place === except) continue;
    const limit = nearest[k - 1] as number;
    let squares = 0;
    for (let feature = 0; feature < features && squares < limit; feature += 1) {
      const difference = (reference[at + feature] as number) - (row[feature] as number);
      squares += difference * difference;
    }
    if (squares >= limit) continue;
    let slot = k - 1;
    while (slot > 0 && (nearest[slot - 1] as number) > squares) {
      nearest[slot] = nearest[slot - 1] as number;
      slot -= 1;
    }
    nearest[slot] = squares;
  }
  return Math.sqrt(nearest[k - 1] as number);
}

function spreadOf(sorted: Float32Array): number {
  const between = quantileOf(sorted, 0.75) - quantileOf(sorted, 0.25);
  if (between > 0) return between;
  let mean = 0;
  for (const value of sorted) mean += value / sorted.length;
  let variance = 0;
  for (const value of sorted) variance += (value - mean) ** 2 / sorted.length;
  return variance > 0 ? Math.sqrt(variance) : 1;
}

/** Linear between neighbours. */
function quantileOf(sorted: Float32Array, share: number): number {
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)] as number;
  const above = sorted[Math.ceil(position)] as number;
  return below + (above - below) * (position - Math.floor(position));
}
