/**
 * Binary decision trees in three flat arrays, and the growth of one extremely randomised tree.
 *
 * Nodes lie in pre-order: the left child of node i is i + 1, its right child is `next[i]`. Many trees share the
 * arrays, each known by its root. A leaf has `feature` = `leaf`; what its `next` and `value` mean is the learner's.
 */

import type { SeededRandom } from './random.ts';
import type { Table } from './table.ts';

/** Marks a leaf in `TreeNodes.feature`. */
export const leaf = 0xffff;

export interface TreeNodes {
  readonly feature: Uint16Array;
  /** Inner node: rows with a value ≤ this go left. */
  readonly value: Float32Array;
  readonly next: Uint32Array;
}

/** The leaf in which a row ends. `row` must come from `checkedFeatures`. */
export function leafOf(nodes: TreeNodes, root: number, row: Float32Array): number {
  const { feature, value, next } = nodes;
  let node = root;
  for (;;) {
    const split = feature[node] as number;
    if (split === leaf) return node;
    node = (row[split] as number) <= (value[node] as number) ? node + 1 : (next[node] as number);
  }
}

/** Nodes that are still being added to. */
export class NodeWriter {
  #feature = new Uint16Array(1024);
  #value = new Float32Array(1024);
  #next = new Uint32Array(1024);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** @returns the number of the node */
  add(feature: number, value: number, next: number): number {
    if (this.#count === this.#feature.length) this.#grow();
    const node = this.#count;
    this.#feature[node] = feature;
    this.#value[node] = value;
    this.#next[node] = next;
    this.#count += 1;
    return node;
  }

  linkRight(parent: number, child: number): void {
    this.#next[parent] = child;
  }

  /** The nodes so far, without copying; good until the next one is added. */
  view(): TreeNodes {
    return { feature: this.#feature, value: this.#value, next: this.#next };
  }

  finish(): TreeNodes {
    return {
      feature: this.#feature.slice(0, this.#count),
      value: this.#value.slice(0, this.#count),
      next: this.#next.slice(0, this.#count),
    };
  }

  #grow(): void {
    const size = this.#count * 2;
    const feature = new Uint16Array(size);
    feature.set(this.#feature);
    this.#feature = feature;
    const value = new Float32Array(size);
    value.set(this.#value);
    this.#value = value;
    const next = new Uint32Array(size);
    next.set(this.#next);
    this.#next = next;
  }
}

export interface RandomTreeOptions {
  /** Features tried at a node, 1 … number of features. */
  readonly mtry: number;
  /** Rows that must be left on either side of a cut, ≥ 1. */
  readonly minLeaf: number;
  readonly random: SeededRandom;
  /** Keeps the class counts of a finished leaf; the returned number is stored in the leaf's `next`. */
  readonly keepLeaf: (counts: Uint32Array, total: number) => number;
}

/**
 * Grows one tree on all rows of the table and returns its root.
 *
 * Geurts, Ernst & Wehenkel (2006), "Extremely randomized trees", Machine Learning 63: at each node `mtry` features
 * that are not constant are drawn, each gets one cut drawn uniformly between its smallest and largest value there,
 * and the best of these cuts is taken. We score by Gini impurity (the paper: normalised information gain). A node
 * becomes a leaf when it is pure, or when none of the drawn cuts leaves `minLeaf` rows on both sides.
 */
export function growRandomTree(table: Table, writer: NodeWriter, options: RandomTreeOptions): number {
  const { rows, columns, labels } = table;
  const { mtry, minLeaf, random, keepLeaf } = options;
  const classes = table.classes.length;
  const order = Uint32Array.from({ length: rows }, (_, row) => row);
  const candidates = Uint32Array.from(table.featureNames, (_, feature) => feature);
  const total = new Uint32Array(classes);
  const left = new Uint32Array(classes);
  const root = writer.count;
  const pending: { from: number; to: number; parent: number }[] = [{ from: 0, to: rows, parent: -1 }];

  for (let segment = pending.pop(); segment !== undefined; segment = pending.pop()) {
    const { from, to, parent } = segment;
    if (parent >= 0) writer.linkRight(parent, writer.count);
    countClasses(labels, order, from, to, total);
    const cut = isPure(total) || to - from < 2 * minLeaf ? null : bestCut(from, to);
    if (cut === null) {
      writer.add(leaf, 0, keepLeaf(total, to - from));
      continue;
    }
    const node = writer.add(cut.feature, cut.value, 0);
    const middle = partition(columns, cut.feature * rows, cut.value, order, from, to);
    pending.push({ from: middle, to, parent: node }, { from, to: middle, parent: -1 });
  }
  return root;

  function bestCut(from: number, to: number): { feature: number; value: number } | null {
    let bestScore = Number.NEGATIVE_INFINITY;
    let bestFeature = -1;
    let bestValue = 0;
    let tried = 0;
    for (let drawn = 0; drawn < candidates.length && tried < mtry; drawn += 1) {
      const pick = drawn + random.below(candidates.length - drawn);
      const feature = candidates[pick] as number;
      candidates[pick] = candidates[drawn] as number;
      candidates[drawn] = feature;

      const column = feature * rows;
      let low = columns[column + (order[from] as number)] as number;
      let high = low;
      for (let index = from + 1; index < to; index += 1) {
        const value = columns[column + (order[index] as number)] as number;
        if (value < low) low = value;
        else if (value > high) high = value;
      }
      if (low === high) continue;
      tried += 1;

      // Rounding to 32 bits may reach `high`, which would leave nothing on the right.
      let value = Math.fround(low + random.next() * (high - low));
      if (value >= high) value = low;
      left.fill(0);
      let leftRows = 0;
      for (let index = from; index < to; index += 1) {
        const row = order[index] as number;
        if ((columns[column + row] as number) <= value) {
          const label = labels[row] as number;
          left[label] = (left[label] as number) + 1;
          leftRows += 1;
        }
      }
      const rightRows = to - from - leftRows;
      if (leftRows < minLeaf || rightRows < minLeaf) continue;
      const score = purity(left, leftRows, rightRows);
      if (score > bestScore) {
        bestScore = score;
        bestFeature = feature;
        bestValue = value;
      }
    }
    return bestFeature < 0 ? null : { feature: bestFeature, value: bestValue };
  }

  /** Larger is better; the weighted Gini impurity is 1 minus this over the rows of the node. */
  function purity(left: Uint32Array, leftRows: number, rightRows: number): number {
    let leftSquares = 0;
    let rightSquares = 0;
    for (let label = 0; label < classes; label += 1) {
      const onLeft = left[label] as number;
      const onRight = (total[label] as number) - onLeft;
      leftSquares += onLeft * onLeft;
      rightSquares += onRight * onRight;
    }
    return leftSquares / leftRows + rightSquares / rightRows;
  }
}

function countClasses(labels: Uint8Array, order: Uint32Array, from: number, to: number, counts: Uint32Array): void {
  counts.fill(0);
  for (let index = from; index < to; index += 1) {
    const label = labels[order[index] as number] as number;
    counts[label] = (counts[label] as number) + 1;
  }
}

function isPure(counts: Uint32Array): boolean {
  let present = 0;
  for (const count of counts) if (count > 0) present += 1;
  return present <= 1;
}

/** Moves the rows with a value ≤ `cut` to the front of the segment; returns where the others start. */
function partition(
  columns: Float32Array,
  column: number,
  cut: number,
  order: Uint32Array,
  from: number,
  to: number,
): number {
  let front = from;
  let back = to - 1;
  while (front <= back) {
    const row = order[front] as number;
    if ((columns[column + row] as number) <= cut) {
      front += 1;
    } else {
      order[front] = order[back] as number;
      order[back] = row;
      back -= 1;
    }
  }
  return front;
}
