/**
 * The plant as its users meet it: the world that a test or the line process drives, and the controls that the mailbox
 * holds.
 */

import type { LinkState, Sample, TagId } from '@andon/connect';
import type { Coil, CoilTruth } from './coils.ts';
import type { Account } from './ledger.ts';
import type { Disposition } from './payloads.ts';
import type { LabelledRegion } from './synthetic.ts';

export interface WorldOptions {
  readonly seed: number;
  /** One of `scenarioNames`. */
  readonly scenario: string;
  /** Slabs to charge, ≥ 1. */
  readonly slabs: number;
  /** Rows that the camera draws from (the serving half); `null` or absent: synthetic regions. */
  readonly regions?: readonly LabelledRegion[] | null;
  /** What people do with a coil nobody disposed of in time: put it on hold (default), or follow the inspector's look. */
  readonly people?: 'hold' | 'inspector';
}

/** Who moved the set-point. */
export type SetpointBy = 'people' | 'remote' | 'l2-optimiser';

/** What the mailbox may touch. Checks are its business; these execute. */
export interface PlantControls {
  plantMs(): number;
  link(): LinkState;
  /** RemoteControlEnable of the asset. */
  remoteControl(): boolean;
  setpointC(): number;
  /** Quantises and sets. */
  setSetpoint(celsius: number, by: SetpointBy): void;
  /** An inspected coil; `null` when there is none of that name. */
  coil(name: string): Readonly<Pick<Coil, 'disposed' | 'closed'>> | null;
  dispose(name: string, disposition: Disposition, by: 'remote' | 'people', who: string): void;
}

export interface World extends PlantControls {
  readonly startMs: number;
  /** The next instant; `null` once the last coil has been judged. */
  nextAt(): number | null;
  /** Lets plant time pass to `plantMs`, and gives what was published on the way. */
  advanceTo(plantMs: number): readonly Sample[];
  read(names: readonly TagId[]): readonly Sample[];
  /** Ground truth. Never in a sample. */
  readonly truth: {
    account(): Account;
    coils(): readonly CoilTruth[];
    furnaceC(): number;
    /** The furnace's disturbance in each minute so far, °C; no policy moves it. */
    disturbances(): readonly number[];
  };
}
