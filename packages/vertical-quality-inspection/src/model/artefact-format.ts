/** What a model file holds. Nothing in it depends on when or where it was made. */

import { z } from 'zod';

export const formatName = 'andon.tabular-model/1';

const base64 = z.string();
const share = z.number().min(0).max(1);
const whole = z.number().int();

const nodes = z.object({ feature: base64, value: base64, next: base64 });

const forest = z.object({
  kind: z.literal('extra-trees'),
  params: z.object({ trees: whole, mtry: whole, minLeaf: whole, seed: whole }),
  roots: base64,
  nodes,
  distributions: base64,
  prior: base64,
});

const boosting = z.object({
  kind: z.literal('boosting'),
  params: z.object({
    rounds: whole,
    depth: whole,
    rate: share,
    rowShare: share,
    featureShare: share,
    maxBins: whole,
    seed: whole,
  }),
  roots: base64,
  nodes,
  start: base64,
});

const novelty = z.object({
  neighbour: whole.min(1),
  quantile: share,
  threshold: z.number().positive(),
  centres: base64,
  spreads: base64,
  reference: base64,
});

const estimate = z.object({
  method: z.literal('stratified-cross-validation'),
  folds: whole,
  seed: whole,
  grouped: z.boolean(),
  rows: whole,
  accuracy: share,
  accuracyInterval: z.tuple([share, share]),
  macroF1: share,
  logLoss: z.number().min(0),
  f1: z.array(share.nullable()),
  confusion: z.array(z.array(whole)),
});

/** How the rows of a user's table became what the model takes, and what it may decide alone. */
const ownTable = z.object({
  /** Of the file, without its folder. */
  file: z.string(),
  fileSha256: z.string(),
  /** Day of the training as it was told, YYYY-MM-DD; null when it was not. */
  date: z.string().nullable(),
  rows: whole,
  columns: z.array(
    z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('number'), name: z.string() }),
      z.object({ kind: z.literal('category'), name: z.string(), values: z.array(z.string()) }),
    ]),
  ),
  /** What takes the place of a missing number, one a feature. */
  fills: z.array(z.number()),
  treatments: z.array(z.string()),
  certificate: z.object({
    error: share,
    confidence: share,
    share,
    judged: whole,
    needed: whole,
    decided: whole,
    wrong: whole,
    bound: share.nullable(),
    threshold: share.nullable(),
  }),
});

export const artefactSchema = z.object({
  format: z.literal(formatName),
  name: z.string().min(1),
  version: z.string().min(1),
  classes: z.array(z.string()).min(2).max(255),
  featureNames: z.array(z.string()).min(1).max(65534),
  training: z.object({
    /** In words, for people: where the rows are from. */
    source: z.string(),
    rows: whole,
    classCounts: z.array(whole),
    /** `tableDigest` of the rows. */
    sha256: z.string(),
    seed: whole,
  }),
  /** Of models trained in the same way on parts of the rows; null when none was asked for. */
  estimate: estimate.nullable(),
  forest,
  boosting: boosting.nullable(),
  novelty,
  /** Absent where the rows are not from a user's table. */
  ownTable: ownTable.optional(),
  /** Rows with the answers that the model gave when it was made. A reader that answers otherwise must not use it. */
  golden: z.array(
    z.object({ features: z.array(z.number()), probabilities: z.array(share), novelty: z.number().min(0) }),
  ),
  /** sha256 of the canonical JSON of everything else. */
  checksum: z.string(),
});

export type Artefact = z.infer<typeof artefactSchema>;
export type Estimate = z.infer<typeof estimate>;
export type OwnTableOrigin = z.infer<typeof ownTable>;
