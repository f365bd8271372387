/**
 * The rehearsal that the demo's first grants rest on: the demo's own agent, with its own model, on lines of other seeds
 * than the demo and its comparison have.
 */

import { type RehearsedAction, rehearse } from '@andon/sim-line';
import { qualityInspection } from '@andon/vertical-quality-inspection';
import { type CompareOptions, caseOf } from './cases.ts';

/** As many as a grant for *approve* of the furnace takes at the demo's targets, with some to spare. */
const SEEDS = 6;
/** Two shifts, however long the demo is. */
const SLABS = 384;
const SEED_OFFSET = 100_000;

/** @throws AndonError('scenario.unknown' | 'data.unreadable' | 'data.invalid') */
export function rehearseAgent(options: CompareOptions): Promise<readonly RehearsedAction[]> {
  const { seed, ...given } = caseOf(options, options.seed);
  const seeds = Array.from({ length: SEEDS }, (_, index) => SEED_OFFSET + seed + index);
  return rehearse({ ...given, slabs: SLABS, vertical: qualityInspection, seeds });
}
