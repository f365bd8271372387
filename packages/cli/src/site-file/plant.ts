/**
 * How a site reaches its plant. A definition says what there is; it is opened once by the process that acts, and beside
 * it, for reading, as often as other commands look.
 */

import type { ActionSink, TagId, TagSource } from '@andon/connect';
import type { LocalText, RecordPort } from '@andon/core';
import type { Runtime } from '@andon/runtime';
import type { Account, LineInfo } from '@andon/sim-line';
import type { Logger } from 'pino';
import type { View } from '../view/view.ts';
import type { Secrets } from './secrets.ts';
import type { SiteProblem } from './site.ts';
import type { Stage, StageOptions } from './stage.ts';

export interface PlantDefinition {
  /** What it is, for people: `MES at mes.harbin.example:8443`. */
  readonly what: string;
  /** Names of the secrets that only writing takes. A site that observes never reads them. */
  readonly writeSecrets: readonly string[];
  /** What is wrong with how it was asked for, each with the path of its key; it is opened only without any. */
  readonly problems: readonly SiteProblem[];
  /** What somebody should know before it is started, and that keeps nobody from it. */
  readonly warnings: readonly SiteProblem[];
  /** @throws AndonError link.down | link.timeout | config.invalid, and a simulated line line.failed | line.refused */
  open(options: OpenPlantOptions): Promise<OpenPlant>;
  /** To read beside the process that acts; nothing can be written. `null` where the plant is not there. */
  beside(options: OpenPlantOptions): Promise<PlantBeside | null>;
  /** What can be found out about it from here, for `andon doctor`; only reads, and names what is not there. */
  examine(options: Pick<OpenPlantOptions, 'home' | 'tags' | 'secrets'>): Promise<readonly Finding[]>;
}

/** One thing that was looked at. */
export interface Finding {
  /** What it is about. */
  readonly subject: LocalText;
  readonly found: string;
  /** What to do, where something is not as it should be. */
  readonly warning: LocalText | null;
}

export interface OpenPlantOptions {
  readonly home: string;
  /** Tags that somebody is going to read, as full paths. */
  readonly tags: readonly TagId[];
  /** No sink is opened, and no credential to write is read. */
  readonly observeOnly: boolean;
  readonly secrets: Secrets;
  readonly log: Logger;
}

export interface PlantBeside {
  readonly source: TagSource;
  /** Of the record: every plant has a record of its own. */
  readonly schema: string;
  /** Plant time now, in ms since the epoch. */
  plantMs(): number;
  /** Shows the runtime what the plant shows now: without it the gate would refuse for want of data. */
  takeIn(runtime: Runtime): Promise<void>;
  /** What people should hear about it before anything else; mostly `null`. */
  readonly said: LocalText | null;
  close(): void;
}

export interface OpenPlant extends Omit<PlantBeside, 'close'> {
  /** `null` where nothing can be written. */
  readonly sink: ActionSink | null;
  /** What it says of itself, for whoever loads a model. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** What an earlier process left and this one takes up; `null` on a fresh start. */
  resumed(record: Pick<RecordPort, 'agents'>): Promise<LocalText | null>;
  /** People and an end, where the line is simulated; `null` for a real plant. */
  readonly stage: ((options: StageOptions) => Promise<Stage>) | null;
  /** Lets the runtime live with the plant until `signal` fires; a simulated line also comes to its end. */
  follow(options: FollowOptions): Promise<void>;
  /** By ground truth; `null` on a real plant, which has none. */
  readonly account: (() => Promise<OwnAccount>) | null;
  /** @param wasUp the site came up: a simulated line that waited goes on waiting when a start fails */
  close(wasUp: boolean): Promise<void>;
}

/** What a simulated line says of itself by ground truth, for a report. */
export interface OwnAccount {
  readonly info: LineInfo;
  readonly account: Account;
}

export interface FollowOptions {
  readonly runtime: Runtime;
  readonly view: View;
  readonly stage: Stage | null;
  readonly log: Logger;
  readonly signal: AbortSignal;
}
