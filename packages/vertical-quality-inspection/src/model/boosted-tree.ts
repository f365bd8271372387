/**
 * Grows one regression tree of a boosted model on gradients, by histograms.
 * Chen & Guestrin (2016), "XGBoost: A scalable tree boosting system", KDD: gain and leaf weight of section 2.2;
 * Ke et al. (2017), "LightGBM", NIPS: a child's histogram is its parent's less its sibling's.
 */

import type { Bins } from './histogram-bins.ts';
import { leaf, type NodeWriter } from './tree.ts';

export interface BoostedTreeOptions {
  readonly binned: Bins;
  readonly maxBins: number;
  /** First and second derivative of the loss, one a row. */
  readonly gradient: Float64Array;
  readonly hessian: Float64Array;
  /** Rows to learn from; reordered by the growth. */
  readonly order: Uint32Array;
  /** Features to choose from. */
  readonly features: Uint32Array;
  /** Cuts between the root and a leaf, ≥ 1. */
  readonly depth: number;
  /** L2 penalty on leaf weights, ≥ 0. */
  readonly lambda: number;
  /** Sum of second derivatives that must be left on either side of a cut, ≥ 0. */
  readonly minHessian: number;
  /** Factor on leaf weights, 0 < rate ≤ 1. */
  readonly rate: number;
}

/** Sums of gradient and hessian a feature and bin, interleaved. */
type Histogram = Float64Array;

interface Cut {
  readonly feature: number;
  readonly bin: number;
}

/** @returns the root; a leaf's `value` is what it adds to the score of its class */
export function growBoostedTree(rows: number, writer: NodeWriter, options: BoostedTreeOptions): number {
  const { binned, maxBins, gradient, hessian, order, features, lambda, minHessian, rate } = options;
  const { bins, edges } = binned;
  return grow(0, order.length, options.depth, histogramOf(0, order.length));

  function grow(from: number, to: number, depth: number, histogram: Histogram | null): number {
    const cut = histogram === null ? null : bestCut(histogram);
    if (cut === null || histogram === null) return writer.add(leaf, weightOf(from, to), 0);
    const node = writer.add(cut.feature, (edges[cut.feature] as Float32Array)[cut.bin] as number, 0);
    const middle = partition(cut, from, to);
    const [left, right] = depth > 1 ? childHistograms(histogram, from, middle, to) : [null, null];
    grow(from, middle, depth - 1, left);
    writer.linkRight(node, grow(middle, to, depth - 1, right));
    return node;
  }

  function histogramOf(from: number, to: number): Histogram {
    const sums = new Float64Array(features.length * maxBins * 2);
    for (let slot = 0; slot < features.length; slot += 1) {
      const column = (features[slot] as number) * rows;
      const start = slot * maxBins;
      for (let index = from; index < to; index += 1) {
        const row = order[index] as number;
        const at = (start + (bins[column + row] as number)) * 2;
        sums[at] = (sums[at] as number) + (gradient[row] as number);
        sums[at + 1] = (sums[at + 1] as number) + (hessian[row] as number);
      }
    }
    return sums;
  }

  /** Counts the smaller child; the parent's histogram becomes the larger one's. */
  function childHistograms(parent: Histogram, from: number, middle: number, to: number): [Histogram, Histogram] {
    const leftIsSmaller = middle - from <= to - middle;
    const smaller = leftIsSmaller ? histogramOf(from, middle) : histogramOf(middle, to);
    for (let at = 0; at < parent.length; at += 1) parent[at] = (parent[at] as number) - (smaller[at] as number);
    return leftIsSmaller ? [smaller, parent] : [parent, smaller];
  }

  function bestCut(sums: Histogram): Cut | null {
    let best: Cut | null = null;
    // Differences of sums leave dust of about 1e-12 in empty bins; a gain must be more than that.
    let bestGain = 1e-9;
    for (let slot = 0; slot < features.length; slot += 1) {
      const feature = features[slot] as number;
      const start = slot * maxBins * 2;
      const cuts = (edges[feature] as Float32Array).length;
      let totalGradient = 0;
      let totalHessian = 0;
      for (let bin = 0; bin <= cuts; bin += 1) {
        totalGradient += sums[start + bin * 2] as number;
        totalHessian += sums[start + bin * 2 + 1] as number;
      }
      const parentScore = (totalGradient * totalGradient) / (totalHessian + lambda);
      let leftGradient = 0;
      let leftHessian = 0;
      for (let bin = 0; bin < cuts; bin += 1) {
        leftGradient += sums[start + bin * 2] as number;
        leftHessian += sums[start + bin * 2 + 1] as number;
        const rightGradient = totalGradient - leftGradient;
        const rightHessian = totalHessian - leftHessian;
        if (leftHessian < minHessian || rightHessian < minHessian) continue;
        const gain =
          (leftGradient * leftGradient) / (leftHessian + lambda) +
          (rightGradient * rightGradient) / (rightHessian + lambda) -
          parentScore;
        if (gain > bestGain) {
          bestGain = gain;
          best = { feature, bin };
        }
      }
    }
    return best;
  }

  function weightOf(from: number, to: number): number {
    let sumGradient = 0;
    let sumHessian = 0;
    for (let index = from; index < to; index += 1) {
      sumGradient += gradient[order[index] as number] as number;
      sumHessian += hessian[order[index] as number] as number;
    }
    return (-rate * sumGradient) / (sumHessian + lambda);
  }

  /** Moves the rows up to the cut's bin to the front; returns where the others start. */
  function partition(cut: Cut, from: number, to: number): number {
    const column = cut.feature * rows;
    let front = from;
    let back = to - 1;
    while (front <= back) {
      const row = order[front] as number;
      if ((bins[column + row] as number) <= cut.bin) {
        front += 1;
      } else {
        order[front] = order[back] as number;
        order[back] = row;
        back -= 1;
      }
    }
    return front;
  }
}
