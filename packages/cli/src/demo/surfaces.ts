/**
 * What the agent's model learns from: a separate seed's synthetic coils, or the half of the real table that the camera
 * does not show.
 */

import { loadSteelPlates, syntheticRows } from '@andon/sim-line';

export interface TrainingRows {
  readonly rows: readonly { readonly features: readonly number[]; readonly label: string }[];
  /** For the artefact: where the rows came from. */
  readonly source: string;
}

const SYNTHETIC_ROWS = 1_000;
/** Keeps the seeds of training apart from those of lines. */
const TRAINING_SEED_OFFSET = 1_000_003;

/** @throws AndonError('data.unreadable' | 'data.invalid') with the place in the file */
export function trainingRows(dataDir: string | null, seed: number): TrainingRows {
  if (dataDir !== null) return { rows: loadSteelPlates(dataDir, seed).train, source: 'steel-plates' };
  return { rows: syntheticRows({ seed: seed + TRAINING_SEED_OFFSET, count: SYNTHETIC_ROWS }), source: 'synthetic' };
}
