/**
 * The people of a simulated line, and what else happens on it. A real plant has no stage: there people decide by
 * themselves.
 */

import type { SampleBatch } from '@andon/connect';
import type { Actor, Agent, EvidencePolicy } from '@andon/core';
import type { Runtime } from '@andon/runtime';
import type { Vertical } from '@andon/sdk';
import type { OpenRecord } from '@andon/store';
import type { Logger } from 'pino';
import type { LineStart, View } from '../view/view.ts';
import type { LoadedModel } from './definition.ts';

/** Whoever has something to do at a plant time of their own. */
export interface Timed {
  nextDue(): number | null;
  /** Does one thing that is due; `false` when nothing is. */
  act(): Promise<boolean>;
}

export interface Stage {
  readonly timed: readonly Timed[];
  /** What people see as material passes. */
  observe(batch: SampleBatch): void;
  /** For the head of the view. */
  readonly line: LineStart;
}

export interface OnStage {
  readonly agent: Agent;
  readonly vertical: Vertical<never>;
  readonly model: LoadedModel | null;
}

export interface StageOptions {
  readonly runtime: Runtime;
  readonly record: OpenRecord;
  readonly agents: readonly OnStage[];
  readonly people: readonly Actor[];
  /** Where the list of people stands, for errors. */
  readonly peopleAt: string;
  readonly home: string;
  /** How long a grant holds, in days of plant time. */
  readonly grantDays: number;
  readonly evidence: EvidencePolicy;
  readonly view: View;
  readonly log: Logger;
  readonly signal: AbortSignal;
}
