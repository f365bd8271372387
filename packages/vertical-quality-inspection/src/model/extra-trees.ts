/**
 * ExtraTrees for several classes: the average of extremely randomised trees, each grown on all rows.
 * Geurts, Ernst & Wehenkel (2006), "Extremely randomized trees", Machine Learning 63, 3–42.
 */

import { seededRandom } from './random.ts';
import { refuse } from './refuse.ts';
import { classCounts, type Table } from './table.ts';
import { growRandomTree, leafOf, NodeWriter, type TreeNodes } from './tree.ts';

export interface ExtraTreesOptions {
  /** Number of trees, ≥ 1; 100. More trees give smoother probabilities, not overfitting. */
  readonly trees?: number;
  /** Features tried at a node; a third of them, rounded up. */
  readonly mtry?: number;
  /** Rows left on either side of a cut, ≥ 1; 1 = trees are grown until their leaves are pure. */
  readonly minLeaf?: number;
  /** Any integer. The same rows, options and seed give the same model bit by bit. */
  readonly seed: number;
}

export interface ExtraTrees {
  readonly kind: 'extra-trees';
  readonly params: Required<ExtraTreesOptions>;
  readonly classes: number;
  /** First node of each tree. */
  readonly roots: Uint32Array;
  /** In a leaf `next` is the number of its distribution. */
  readonly nodes: TreeNodes;
  /** Class shares, `classes` values a distribution; leaves with equal shares have one in common. */
  readonly distributions: Float32Array;
  /** Share of each class in the training data, with one row added to each class. */
  readonly prior: Float32Array;
}

/** @throws AndonError('config.invalid') when an option is out of its range */
export function trainExtraTrees(table: Table, options: ExtraTreesOptions): ExtraTrees {
  const features = table.featureNames.length;
  const params = {
    trees: options.trees ?? 100,
    mtry: Math.min(features, options.mtry ?? Math.ceil(features / 3)),
    minLeaf: options.minLeaf ?? 1,
    seed: options.seed,
  };
  for (const [name, value] of Object.entries(params)) {
    if (!Number.isSafeInteger(value) || (name !== 'seed' && value < 1)) {
      refuse(`extra-trees option ${name}`, `${value} is not a whole number of at least 1`);
    }
  }
  const writer = new NodeWriter();
  const leaves = new Distributions(table.classes.length);
  const roots = new Uint32Array(params.trees);
  for (let tree = 0; tree < params.trees; tree += 1) {
    roots[tree] = growRandomTree(table, writer, {
      mtry: params.mtry,
      minLeaf: params.minLeaf,
      random: seededRandom(params.seed, tree + 1),
      keepLeaf: (counts, total) => leaves.keep(counts, total),
    });
  }
  const prior = Float32Array.from(classCounts(table), (count) => (count + 1) / (table.rows + table.classes.length));
  return {
    kind: 'extra-trees',
    params,
    classes: table.classes.length,
    roots,
    nodes: writer.finish(),
    distributions: leaves.finish(),
    prior,
  };
}

/**
 * Mean of the leaves' class shares over all trees, with the prior as one tree more: no class is ever impossible, and a
 * hundred trees that agree say at most about 99 %.
 *
 * @param row  from `checkedFeatures`
 * @returns one probability a class; they sum to 1
 */
export function extraTreesProba(model: ExtraTrees, row: Float32Array): Float64Array {
  const { classes, roots, nodes, distributions } = model;
  const sum = Float64Array.from(model.prior);
  for (const root of roots) {
    const at = (nodes.next[leafOf(nodes, root, row)] as number) * classes;
    for (let label = 0; label < classes; label += 1) {
      sum[label] = (sum[label] as number) + (distributions[at + label] as number);
    }
  }
  let total = 0;
  for (const share of sum) total += share;
  return sum.map((share) => share / total);
}

/** Leaf distributions without repetition: nearly all leaves are pure, so a few dozen stand for tens of thousands. */
class Distributions {
  readonly #classes: number;
  readonly #numbers = new Map<string, number>();
  readonly #shares: number[] = [];

  constructor(classes: number) {
    this.#classes = classes;
  }

  keep(counts: Uint32Array, total: number): number {
    const shares = Array.from(counts, (count) => Math.fround(count / total));
    const key = shares.join();
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.#shares.length / this.#classes;
    this.#numbers.set(key, number);
    this.#shares.push(...shares);
    return number;
  }

  finish(): Float32Array {
    return Float32Array.from(this.#shares);
  }
}
