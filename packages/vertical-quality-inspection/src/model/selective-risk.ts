/**
 * Which share of rows a classifier may decide alone, so that at most a wanted share of what it decides is wrong: a
 * certificate, not a threshold that looked good.
 *
 * The classifier decides where its confidence reaches a threshold (Geifman & El-Yaniv 2017, "Selective classification
 * for deep neural networks", NIPS). Thresholds are tried in an order that was fixed without looking at the calibration
 * rows, from a strict one to laxer ones; each is tested exactly (Clopper & Pearson 1934) and the first that fails ends
 * the sequence (fixed-sequence testing: Angelopoulos, Bates, Candès, Jordan & Lei 2021, "Learn then test"). So the chance
 * that the certified threshold is wrong about more than the wanted share is at most delta, whatever the classifier.
 *
 * Where the sequence begins is chosen on rows of the training part that were predicted by models which had not seen them
 * (as in Laufer-Goldshtein et al. 2023, "Efficiently controlling multiple risks with Pareto testing"): where the test is
 * expected to be passed the easiest. A sequence that began at the strictest threshold of all would end there, since
 * too few rows reach it.
 *
 * It holds for independent rows that come as those of the calibration part did. It says nothing of a line that drifts.
 */

import { atMost, neededWithoutFailure, upperBound } from './binomial.ts';

export interface Judged {
  /** How sure the classifier is, higher is surer; -Infinity: never decides alone. */
  readonly confidence: number;
  readonly right: boolean;
}

export interface Certificate {
  /** The wanted error: the largest share of what is decided alone that may be wrong. */
  readonly error: number;
  /** 1 - delta. */
  readonly confidence: number;
  /** Share of the calibration rows at or above the threshold; 0 where the error cannot be certified. */
  readonly share: number;
  /** Calibration rows that the classifier was judged on. */
  readonly judged: number;
  /** Judged decisions that it takes at least, with no failure among them. */
  readonly needed: number;
  /** Of those judged: decided alone, and wrong among these; 0 without a certificate. */
  readonly decided: number;
  readonly wrong: number;
  /** Clopper and Pearson's upper bound of the share that is wrong; null without a certificate. */
  readonly bound: number | null;
  /** The lowest confidence at which it decides alone; null without a certificate: it never does. */
  readonly threshold: number | null;
}

export interface CertificateOptions {
  /** 0 < error < 1. */
  readonly error: number;
  /** Chance that the certificate does not hold, 0 < delta < 1. */
  readonly delta: number;
}

/** How finely the thresholds step through the rows of the training part. More steps cost no certainty. */
const steps = 100;

/**
 * @param training     rows of the training part, predicted by models that had not seen them: they fix the order
 * @param calibration  rows that took no part in training, predicted by the classifier itself, one of each group
 */
export function certify(
  training: readonly Judged[],
  calibration: readonly Judged[],
  { error, delta }: CertificateOptions,
): Certificate {
  const judged = calibration.length;
  const none = { share: 0, decided: 0, wrong: 0, bound: null, threshold: null };
  let passed: Omit<Certificate, 'error' | 'confidence' | 'judged' | 'needed'> = none;
  const surest = [...calibration].sort((a, b) => b.confidence - a.confidence);
  let decided = 0;
  let wrong = 0;
  for (const threshold of sequence(training, judged, error)) {
    for (; decided < judged && (surest[decided] as Judged).confidence >= threshold; decided += 1) {
      if (!surest[decided]?.right) wrong += 1;
    }
    if (decided === 0 || atMost(wrong, decided, error) > delta) break;
    passed = { share: decided / judged, decided, wrong, bound: upperBound(wrong, decided, delta), threshold };
  }
  return { error, confidence: 1 - delta, judged, needed: neededWithoutFailure(error, delta), ...passed };
}

/** Thresholds from the one expected to pass the easiest to the laxest. */
function sequence(training: readonly Judged[], judged: number, error: number): number[] {
  const sorted = training.filter((row) => row.confidence > Number.NEGATIVE_INFINITY);
  sorted.sort((a, b) => b.confidence - a.confidence);
  const thresholds: number[] = [];
  let start = 0;
  let easiest = Number.POSITIVE_INFINITY;
  let wrong = 0;
  let place = 0;
  for (let step = 1; step <= steps; step += 1) {
    const until = Math.ceil((step * sorted.length) / steps);
    for (; place < until; place += 1) if (!sorted[place]?.right) wrong += 1;
    const last = sorted[place - 1];
    if (last === undefined || last.confidence === thresholds.at(-1)) continue;
    const expected = Math.round((place / training.length) * judged);
    // Half a failure more than seen: none in a handful of rows is no sign of none.
    const failures = Math.ceil(((wrong + 0.5) / place) * expected);
    const chance = expected === 0 ? 1 : atMost(failures, expected, error);
    if (chance < easiest) {
      easiest = chance;
      start = thresholds.length;
    }
    thresholds.push(last.confidence);
  }
  return thresholds.slice(start);
}
