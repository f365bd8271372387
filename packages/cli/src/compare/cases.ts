/** What a comparison runs on: one line per seed, with the agent's model trained for it as the demo trains its own. */

import type { EvidencePolicy } from '@andon/core';
import type { RehearsalLevels } from '@andon/runtime';
import type { Vertical } from '@andon/sdk';
import { loadSteelPlates, type Operated, type OperateOptions, operate } from '@andon/sim-line';
import {
  type InspectionModel,
  type LoadedInspectionModel,
  loadModelDir,
  trainInspectionModel,
} from '@andon/vertical-quality-inspection';
import { trainingRows } from '../demo/surfaces.ts';

export interface CompareOptions {
  /** The demo's; the other seeds follow it. */
  readonly seed: number;
  readonly scenario: string;
  /** Slabs per seed and operation. */
  readonly slabs: number;
  /** How many seeds; at 0 nothing is compared. */
  readonly seeds: number;
  /** Of them, how many for constants that take rolling again; default 2. */
  readonly sensitivitySeeds?: number;
  /** Folder with the rows that the camera shows, `null` for synthetic ones. */
  readonly dataDir: string | null;
  /** Folder of the agent's model, `null` or absent where each line trains its own. */
  readonly modelDir?: string | null;
  /** What climbing is held to. */
  readonly evidence: EvidencePolicy;
}

/** One line. */
export interface Case {
  readonly seed: number;
  readonly scenario: string;
  readonly slabs: number;
  readonly evidence: EvidencePolicy;
  readonly model: LoadedInspectionModel;
  readonly regions: Exclude<OperateOptions<InspectionModel>['regions'], undefined>;
}

/** @throws AndonError('data.unreadable' | 'data.invalid') */
export function casesOf(options: CompareOptions): readonly Case[] {
  return Array.from({ length: options.seeds }, (_, index) => caseOf(options, options.seed + index));
}

/** @throws AndonError('data.unreadable' | 'data.invalid') */
export function caseOf({ scenario, slabs, dataDir, modelDir = null, evidence }: CompareOptions, seed: number): Case {
  const model = modelDir === null ? trainedFor(dataDir, seed) : loadModelDir(modelDir);
  const regions = dataDir === null ? null : loadSteelPlates(dataDir, seed).serve;
  return { seed, scenario, slabs, evidence, model, regions };
}

function trainedFor(dataDir: string | null, seed: number): LoadedInspectionModel {
  const { rows, source } = trainingRows(dataDir, seed);
  return trainInspectionModel(rows, { seed, source });
}

export type Variation = Pick<OperateOptions<InspectionModel>, 'constants' | 'approval'>;

export function run(
  given: Case,
  vertical: Vertical<InspectionModel>,
  levels: RehearsalLevels,
  varied: Variation = {},
): Promise<Operated> {
  return operate({ ...given, ...varied, vertical, levels });
}
