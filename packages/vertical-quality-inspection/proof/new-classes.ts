/**
 * Leaves one class out of training and asks whether its rows stand out: by low confidence, and by novelty. The known
 * side is a fifth of the other classes' rows, held out.
 */

import { classifierProba, trainClassifier } from '../src/model/classifier.ts';
import { assignFolds } from '../src/model/folds.ts';
import { noveltyOf, trainNovelty } from '../src/model/novelty.ts';
import { rowOf, selectRows, type Table } from '../src/model/table.ts';

export interface NewClass {
  readonly class: string;
  /** Chance that a row of the new class has a higher score than a known one; 0.5 = a coin. */
  readonly confidenceAuroc: number;
  readonly noveltyAuroc: number;
  /** Share called novel, of the new class and of the known ones. */
  readonly newFlagged: number;
  readonly knownFlagged: number;
}

export function newClasses(table: Table, seed = 1): NewClass[] {
  const folds = assignFolds(table, { folds: 5, seed });
  return table.classes.map((name, label) => {
    const all = Array.from(table.labels.keys());
    const unseen = all.filter((row) => table.labels[row] === label);
    const known = all.filter((row) => table.labels[row] !== label && folds[row] === 0);
    const training = selectRows(
      table,
      Uint32Array.from(all.filter((row) => table.labels[row] !== label && folds[row] !== 0)),
    );
    const classifier = trainClassifier(training, { seed });
    const reference = trainNovelty(training, { seed });
    const doubt = (row: number): number => 1 - Math.max(...classifierProba(classifier, rowOf(table, row)));
    const distance = (row: number): number => noveltyOf(reference, rowOf(table, row));
    return {
      class: name,
      confidenceAuroc: auroc(known.map(doubt), unseen.map(doubt)),
      noveltyAuroc: auroc(known.map(distance), unseen.map(distance)),
      newFlagged: shareNovel(unseen.map(distance)),
      knownFlagged: shareNovel(known.map(distance)),
    };
  });
}

function auroc(low: readonly number[], high: readonly number[]): number {
  let wins = 0;
  for (const a of low) for (const b of high) wins += b > a ? 1 : b === a ? 0.5 : 0;
  return wins / (low.length * high.length);
}

function shareNovel(distances: readonly number[]): number {
  return distances.filter((distance) => distance > 1).length / distances.length;
}
