/**
 * What the agent's model learns from: the history of another line, as a works would have it. Each region that the camera
 * saw carries what an inspector took it for, which is wrong every tenth time or so; the truth is nowhere in it.
 */

import { InspectionRecord, loadSteelPlates, runFlatOut, tags } from '@andon/sim-line';

export interface TrainingRows {
  readonly rows: readonly { readonly features: readonly number[]; readonly label: string }[];
  /** For the artefact: where the rows came from. */
  readonly source: string;
}

const ROWS = 1_000;
/** A bit more than one coil in three shows a region. */
const SLABS = 3.5 * ROWS;
/** Keeps the seeds of histories apart from those of lines. */
const HISTORY_SEED_OFFSET = 1_000_003;

/**
 * With a data folder the history's camera showed the half of the table that the demo's camera does not show.
 *
 * @throws AndonError('data.unreadable' | 'data.invalid') with the place in the file
 */
export function trainingRows(dataDir: string | null, seed: number): TrainingRows {
  const regions = dataDir === null ? null : loadSteelPlates(dataDir, seed).train;
  const rows: TrainingRows['rows'][number][] = [];
  runFlatOut({
    ...{ seed: seed + HISTORY_SEED_OFFSET, scenario: 'baseline', slabs: SLABS, people: 'crew', regions },
    policy(sample) {
      if (sample.tag !== tags.inspectionRecord || rows.length === ROWS) return;
      const { features, look } = InspectionRecord.parse(sample.value);
      // Who saw nothing gave the region no name.
      if (features !== null && look !== 'none') rows.push({ features, label: look });
    },
  });
  return { rows, source: `inspectors’ looks at ${dataDir === null ? 'synthetic' : 'steel-plates'} regions` };
}
