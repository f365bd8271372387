/** A model as text and back. Reading refuses whatever is not exactly what was written. */

import { createHash } from 'node:crypto';
import { type Artefact, artefactSchema, formatName } from './artefact-format.ts';
import type { Boosting } from './boosting.ts';
import { canonicalJson } from './canonical-json.ts';
import type { ExtraTrees } from './extra-trees.ts';
import { novelty, predictProba, type TabularModel } from './model.ts';
import type { NoveltyReference } from './novelty.ts';
import { packFloats, packIntegers, packShorts, unpackFloats, unpackIntegers, unpackShorts } from './packed.ts';
import { refuse } from './refuse.ts';
import { leaf, type TreeNodes } from './tree.ts';

/** How far an answer may be from its golden one: far above rounding, far below anything that changes a decision. */
const goldenTolerance = 1e-6;

/** Two trainings on the same rows, options and seed give the same text, byte for byte. */
export function artefactJson(artefact: Artefact): string {
  return canonicalJson(artefact);
}

/**
 * @param json  text of `artefactJson`; blanks and the order of keys may have changed
 * @throws AndonError('config.invalid') when it is cut off, altered, of another format, or answers otherwise than it did
 *         when it was made
 */
export function loadArtefact(json: string): TabularModel {
  const artefact = checkedArtefact(json);
  const where = `model ${artefact.name}@${artefact.version}`;
  const features = artefact.featureNames.length;
  const classes = artefact.classes.length;
  const model: TabularModel = {
    name: artefact.name,
    version: artefact.version,
    checksum: artefact.checksum,
    featureNames: artefact.featureNames,
    classes: artefact.classes,
    estimate: artefact.estimate,
    classifier: {
      forest: readForest(artefact.forest, features, classes, where),
      boosting: artefact.boosting === null ? null : readBoosting(artefact.boosting, features, classes, where),
    },
    reference: readNovelty(artefact.novelty, features, where),
    ownTable: artefact.ownTable ?? null,
  };
  if (model.ownTable !== null) ofLength(model.ownTable.fills, features, `${where}, fills`);
  checkGolden(model, artefact.golden, where);
  return model;
}

/** @param content  the artefact without its checksum */
export function checksumOf(content: Omit<Artefact, 'checksum'> | Record<string, unknown>): string {
  return createHash('sha256').update(canonicalJson(content)).digest('hex');
}

export function writeForest(model: ExtraTrees): Artefact['forest'] {
  const { kind, params, roots, nodes, distributions, prior } = model;
  return {
    kind,
    params,
    roots: packIntegers(roots),
    nodes: writeNodes(nodes),
    distributions: packFloats(distributions),
    prior: packFloats(prior),
  };
}

export function writeBoosting(model: Boosting): NonNullable<Artefact['boosting']> {
  const { kind, params, roots, nodes, start } = model;
  return { kind, params, roots: packIntegers(roots), nodes: writeNodes(nodes), start: packFloats(start) };
}

export function writeNovelty(model: NoveltyReference): Artefact['novelty'] {
  const { neighbour, quantile, threshold, centres, spreads, reference } = model;
  return {
    neighbour,
    quantile,
    threshold,
    centres: packFloats(centres),
    spreads: packFloats(spreads),
    reference: packFloats(reference),
  };
}

function checkedArtefact(json: string): Artefact {
  let raw: unknown;
  try {
    raw = JSON.parse(json);
  } catch (cause) {
    refuse('model file', 'it is not JSON; it may be cut off', cause);
  }
  if (raw === null || typeof raw !== 'object') refuse('model file', 'it is not a JSON object');
  const { checksum, ...content } = raw as Record<string, unknown>;
  if (content.format !== formatName) {
    refuse('model file', `its format is ${JSON.stringify(content.format)}, and this version reads "${formatName}"`);
  }
  const found = checksumOf(content);
  if (found !== checksum) {
    refuse(
      'model file',
      `it was altered after it was made: its checksum is ${found} and it says ${JSON.stringify(checksum)}`,
    );
  }
  const parsed = artefactSchema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  refuse(
    `model file at ${issue?.path.join('.') ?? 'its root'}`,
    issue?.message ?? 'it has another shape',
    parsed.error,
  );
}

function readForest(stored: Artefact['forest'], features: number, classes: number, where: string): ExtraTrees {
  const distributions = unpackFloats(stored.distributions, `${where}, forest distributions`);
  const nodes = readNodes(stored.nodes, `${where}, forest`);
  checkNodes(nodes, features, distributions.length / classes, `${where}, forest`);
  return {
    kind: stored.kind,
    params: stored.params,
    classes,
    nodes,
    roots: readRoots(stored.roots, stored.params.trees, nodes, `${where}, forest`),
    distributions,
    prior: ofLength(unpackFloats(stored.prior, `${where}, prior`), classes, `${where}, prior`),
  };
}

function readBoosting(
  stored: NonNullable<Artefact['boosting']>,
  features: number,
  classes: number,
  where: string,
): Boosting {
  const nodes = readNodes(stored.nodes, `${where}, boosting`);
  checkNodes(nodes, features, 1, `${where}, boosting`);
  return {
    kind: stored.kind,
    params: stored.params,
    classes,
    nodes,
    roots: readRoots(stored.roots, stored.params.rounds * classes, nodes, `${where}, boosting`),
    start: ofLength(unpackFloats(stored.start, `${where}, start`), classes, `${where}, start`),
  };
}

function readNovelty(stored: Artefact['novelty'], features: number, where: string): NoveltyReference {
  const reference = unpackFloats(stored.reference, `${where}, novelty reference`);
  if (reference.length % features !== 0 || reference.length / features < stored.neighbour) {
    refuse(
      `${where}, novelty reference`,
      `${reference.length} numbers are not at least ${stored.neighbour} rows of ${features}`,
    );
  }
  return {
    neighbour: stored.neighbour,
    quantile: stored.quantile,
    threshold: stored.threshold,
    centres: ofLength(unpackFloats(stored.centres, `${where}, novelty centres`), features, `${where}, novelty centres`),
    spreads: ofLength(unpackFloats(stored.spreads, `${where}, novelty spreads`), features, `${where}, novelty spreads`),
    reference,
  };
}

function writeNodes(nodes: TreeNodes): Artefact['forest']['nodes'] {
  return { feature: packShorts(nodes.feature), value: packFloats(nodes.value), next: packIntegers(nodes.next) };
}

function readNodes(stored: Artefact['forest']['nodes'], where: string): TreeNodes {
  const feature = unpackShorts(stored.feature, `${where} nodes`);
  return {
    feature,
    value: ofLength(unpackFloats(stored.value, `${where} nodes`), feature.length, `${where} nodes`),
    next: ofLength(unpackIntegers(stored.next, `${where} nodes`), feature.length, `${where} nodes`),
  };
}

/** Every step leads to a later node that exists, so that a walk ends; every leaf of a forest has its distribution. */
function checkNodes(nodes: TreeNodes, features: number, distributions: number, where: string): void {
  const count = nodes.feature.length;
  for (let node = 0; node < count; node += 1) {
    const split = nodes.feature[node] as number;
    const next = nodes.next[node] as number;
    const fits = split === leaf ? next < distributions : split < features && next > node + 1 && next < count;
    if (!fits) refuse(`${where}, node ${node}`, 'it does not lead to a node, feature or leaf of this model');
  }
}

function readRoots(stored: string, trees: number, nodes: TreeNodes, where: string): Uint32Array {
  const roots = ofLength(unpackIntegers(stored, `${where} roots`), trees, `${where} roots`);
  if (roots.some((root) => root >= nodes.feature.length))
    refuse(`${where} roots`, 'a tree starts outside of the nodes');
  return roots;
}

function ofLength<Values extends { readonly length: number }>(values: Values, length: number, where: string): Values {
  if (values.length !== length) refuse(where, `there are ${values.length} numbers instead of ${length}`);
  return values;
}

function checkGolden(model: TabularModel, golden: Artefact['golden'], where: string): void {
  for (const [index, { features, probabilities, novelty: distance }] of golden.entries()) {
    const given = predictProba(model, features);
    const differs =
      probabilities.length !== given.length ||
      given.some((value, label) => Math.abs(value - (probabilities[label] as number)) > goldenTolerance) ||
      Math.abs(novelty(model, features) - distance) > goldenTolerance * Math.max(1, distance);
    if (differs)
      refuse(`${where}, golden row ${index}`, 'this program answers otherwise than the one that made the model');
  }
}
