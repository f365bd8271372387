/**
 * Gradient boosting for several classes: in each round one small tree a class corrects the scores of the rounds before.
 * Friedman (2001), "Greedy function approximation: a gradient boosting machine", Annals of Statistics 29; (2002),
 * "Stochastic gradient boosting", for learning each round from a part of rows and features.
 */

import { growBoostedTree } from './boosted-tree.ts';
import { binTable } from './histogram-bins.ts';
import { seededRandom, shuffle } from './random.ts';
import { refuse } from './refuse.ts';
import { classCounts, type Table } from './table.ts';
import { leaf, leafOf, NodeWriter, type TreeNodes } from './tree.ts';

export interface BoostingOptions {
  /** Rounds, ≥ 1; 100. Unlike trees of a forest, too many overfit. */
  readonly rounds?: number;
  /** Cuts between root and leaf, 1 … 12; 5. */
  readonly depth?: number;
  /** Share of each correction that is applied, 0 < rate ≤ 1; 0.1. */
  readonly rate?: number;
  /** Share of the rows that a round learns from, 0 < share ≤ 1; 0.8. */
  readonly rowShare?: number;
  /** Share of the features that a tree chooses from, 0 < share ≤ 1; 0.5. */
  readonly featureShare?: number;
  /** Bins a feature, 2 … 256; 64. */
  readonly maxBins?: number;
  /** Any integer. The same rows, options and seed give the same model bit by bit. */
  readonly seed: number;
}

export interface Boosting {
  readonly kind: 'boosting';
  readonly params: Required<BoostingOptions>;
  readonly classes: number;
  /** First node of each tree; tree i adds to the score of class i mod `classes`. */
  readonly roots: Uint32Array;
  /** In a leaf `value` is what is added to the score. */
  readonly nodes: TreeNodes;
  /** Scores before the first round: logarithm of each class's share, with one row added to each class. */
  readonly start: Float32Array;
}

const lambda = 1;
const minHessian = 1;

/** @throws AndonError('config.invalid') when an option is out of its range */
export function trainBoosting(table: Table, options: BoostingOptions): Boosting {
  const params = checked({
    rounds: options.rounds ?? 100,
    depth: options.depth ?? 5,
    rate: options.rate ?? 0.1,
    rowShare: options.rowShare ?? 0.8,
    featureShare: options.featureShare ?? 0.5,
    maxBins: options.maxBins ?? 64,
    seed: options.seed,
  });
  const { rows, labels } = table;
  const classes = table.classes.length;
  const start = Float32Array.from(classCounts(table), (count) => Math.log((count + 1) / (rows + classes)));
  const scores = new Float64Array(rows * classes);
  for (let row = 0; row < rows; row += 1) scores.set(start, row * classes);

  const binned = binTable(table, params.maxBins);
  const writer = new NodeWriter();
  const roots = new Uint32Array(params.rounds * classes);
  const gradients = Array.from({ length: classes }, () => new Float64Array(rows));
  const hessians = Array.from({ length: classes }, () => new Float64Array(rows));
  const rowNumbers = Uint32Array.from({ length: rows }, (_, row) => row);
  const featureNumbers = Uint32Array.from(table.featureNames, (_, feature) => feature);
  const pickedRows = Math.max(1, Math.round(rows * params.rowShare));
  const pickedFeatures = Math.max(1, Math.round(featureNumbers.length * params.featureShare));

  for (let round = 0; round < params.rounds; round += 1) {
    const random = seededRandom(params.seed, round + 1);
    derive(scores, labels, gradients, hessians);
    shuffle(rowNumbers, random);
    for (let label = 0; label < classes; label += 1) {
      shuffle(featureNumbers, random);
      const root = growBoostedTree(rows, writer, {
        binned,
        maxBins: params.maxBins,
        gradient: gradients[label] as Float64Array,
        hessian: hessians[label] as Float64Array,
        order: rowNumbers.slice(0, pickedRows),
        features: featureNumbers.slice(0, pickedFeatures),
        depth: params.depth,
        lambda,
        minHessian,
        rate: params.rate,
      });
      roots[round * classes + label] = root;
      addTree(table, writer.view(), root, scores, label, classes);
    }
  }
  return { kind: 'boosting', params, classes, roots, nodes: writer.finish(), start };
}

/**
 * @param row  from `checkedFeatures`
 * @returns one probability a class; they sum to 1
 */
export function boostingProba(model: Boosting, row: Float32Array): Float64Array {
  const { classes, roots, nodes } = model;
  const scores = Float64Array.from(model.start);
  for (let tree = 0; tree < roots.length; tree += 1) {
    const label = tree % classes;
    const end = leafOf(nodes, roots[tree] as number, row);
    scores[label] = (scores[label] as number) + (nodes.value[end] as number);
  }
  softmax(scores);
  return scores;
}

/** Derivatives of the log-loss by the scores, with XGBoost's factor 2 on the second. */
function derive(scores: Float64Array, labels: Uint8Array, gradients: Float64Array[], hessians: Float64Array[]): void {
  const classes = gradients.length;
  const given = new Float64Array(classes);
  for (let row = 0; row < labels.length; row += 1) {
    for (let label = 0; label < classes; label += 1) given[label] = scores[row * classes + label] as number;
    softmax(given);
    for (let label = 0; label < classes; label += 1) {
      const probability = given[label] as number;
      (gradients[label] as Float64Array)[row] = probability - (labels[row] === label ? 1 : 0);
      (hessians[label] as Float64Array)[row] = Math.max(2 * probability * (1 - probability), 1e-12);
    }
  }
}

/** In place; shifted by the largest score, so that nothing overflows. */
function softmax(values: Float64Array): void {
  let largest = Number.NEGATIVE_INFINITY;
  for (const value of values) largest = Math.max(largest, value);
  let total = 0;
  for (let index = 0; index < values.length; index += 1) {
    const raised = Math.exp((values[index] as number) - largest);
    values[index] = raised;
    total += raised;
  }
  for (let index = 0; index < values.length; index += 1) values[index] = (values[index] as number) / total;
}

function addTree(
  table: Table,
  nodes: TreeNodes,
  root: number,
  scores: Float64Array,
  label: number,
  classes: number,
): void {
  for (let row = 0; row < table.rows; row += 1) {
    const at = row * classes + label;
    scores[at] = (scores[at] as number) + (nodes.value[leafOfTableRow(table, nodes, root, row)] as number);
  }
}

function leafOfTableRow(table: Table, nodes: TreeNodes, root: number, row: number): number {
  let node = root;
  for (;;) {
    const split = nodes.feature[node] as number;
    if (split === leaf) return node;
    const goesLeft = (table.columns[split * table.rows + row] as number) <= (nodes.value[node] as number);
    node = goesLeft ? node + 1 : (nodes.next[node] as number);
  }
}

function checked(params: Required<BoostingOptions>): Required<BoostingOptions> {
  const whole = (name: 'rounds' | 'depth' | 'maxBins', low: number, high: number): void => {
    const value = params[name];
    if (!Number.isInteger(value) || value < low || value > high) {
      refuse(`boosting option ${name}`, `${value} is not a whole number from ${low} to ${high}`);
    }
  };
  const share = (name: 'rate' | 'rowShare' | 'featureShare'): void => {
    if (!(params[name] > 0 && params[name] <= 1)) {
      refuse(`boosting option ${name}`, `${params[name]} is not above 0 and at most 1`);
    }
  };
  whole('rounds', 1, 10_000);
  whole('depth', 1, 12);
  whole('maxBins', 2, 256);
  share('rate');
  share('rowShare');
  share('featureShare');
  if (!Number.isSafeInteger(params.seed)) refuse('boosting option seed', `${params.seed} is not a whole number`);
  return params;
}
