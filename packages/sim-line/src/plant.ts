/**
 * The plant as its users meet it: the world that a test or the line process drives, and the controls that the mailbox
 * holds.
 */

import type { LinkState, Sample, TagId } from '@andon/connect';
import type { Account, Books } from './account.ts';
import type { Coil, CoilTruth } from './coils.ts';
import type { LineConstants } from './constants.ts';
import type { Disposition } from './payloads.ts';
import type { PeopleMode } from './people.ts';
import type { Windows } from './scenarios.ts';
import type { LabelledRegion } from './synthetic.ts';

export interface WorldOptions {
  readonly seed: number;
  /** One of `scenarioNames`. */
  readonly scenario: string;
  /** Slabs to charge, ≥ 1. */
  readonly slabs: number;
  /** Rows that the camera draws from (the serving half); `null` or absent: synthetic regions. */
  readonly regions?: readonly LabelledRegion[] | null;
  /**
   * What the line's own people do with what nobody has done. `hold`, the default: put a coil on hold in the end, and
   * leave the furnace alone. `crew`: dispose of a coil some minutes after the look, by camera and look together, and
   * look after the furnace every hour (see `people.ts`).
   */
  readonly people?: PeopleMode;
  /** When there is dirt on the camera's window. Absent: as the scenario says; given, `null` too: this instead. */
  readonly fouling?: Windows | null;
  /** Other values than `lineConstants`, for studies of sensitivity. Chance stays the same. */
  readonly constants?: Partial<LineConstants>;
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
    /** What the account is made of, for reading it under other prices: `accountOf(books, economics)`. */
    books(): Books;
    coils(): readonly CoilTruth[];
    furnaceC(): number;
    /** The furnace's disturbance in each minute so far, °C; no policy moves it. */
    disturbances(): readonly number[];
  };
}
