/** How good predicted probabilities are against the known classes. */

export interface Metrics {
  readonly rows: number;
  /** Share of rows whose most probable class is the true one, 0 … 1. */
  readonly accuracy: number;
  /** Within which the accuracy on further such rows lies with 95 % confidence, if rows are independent (Wilson 1927). */
  readonly accuracyInterval: readonly [number, number];
  /** Mean of the F1 of the classes that occur, 0 … 1: small classes count like large ones. */
  readonly macroF1: number;
  /** Mean negative natural logarithm of the probability given to the true class, ≥ 0; guessing gives ln(classes). */
  readonly logLoss: number;
  /** One a class; null where the class was neither there nor predicted. */
  readonly f1: readonly (number | null)[];
  /** `confusion[t][p]`: rows of true class t that were called p. */
  readonly confusion: readonly (readonly number[])[];
}

/**
 * @param labels         true class of each row
 * @param probabilities  `classes` values a row, row by row
 */
export function metricsOf(labels: Uint8Array, probabilities: Float64Array, classes: number): Metrics {
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  let right = 0;
  let loss = 0;
  for (const [row, label] of labels.entries()) {
    const given = probabilities.subarray(row * classes, (row + 1) * classes);
    const called = mostProbable(given);
    const counts = confusion[label] as number[];
    counts[called] = (counts[called] as number) + 1;
    if (called === label) right += 1;
    loss -= Math.log(Math.max(given[label] as number, 1e-15));
  }
  const f1 = confusion.map((counts, label) => {
    const hits = counts[label] as number;
    const there = counts.reduce((sum, count) => sum + count, 0);
    const called = confusion.reduce((sum, row) => sum + (row[label] as number), 0);
    return there + called === 0 ? null : (2 * hits) / (there + called);
  });
  const known = f1.filter((value) => value !== null);
  return {
    rows: labels.length,
    accuracy: right / labels.length,
    accuracyInterval: wilson(right, labels.length),
    macroF1: known.reduce((sum, value) => sum + value, 0) / known.length,
    logLoss: loss / labels.length,
    f1,
    confusion,
  };
}

/** The first of the largest. */
export function mostProbable(probabilities: ArrayLike<number>): number {
  let best = 0;
  for (let label = 1; label < probabilities.length; label += 1) {
    if ((probabilities[label] as number) > (probabilities[best] as number)) best = label;
  }
  return best;
}

function wilson(hits: number, rows: number): [number, number] {
  const z = 1.959963984540054;
  const share = hits / rows;
  const centre = share + (z * z) / (2 * rows);
  const half = z * Math.sqrt((share * (1 - share)) / rows + (z * z) / (4 * rows * rows));
  const scale = 1 + (z * z) / rows;
  // At either end the rounding of these sums may leave the range that a share has.
  return [Math.max(0, (centre - half) / scale), Math.min(1, (centre + half) / scale)];
}
