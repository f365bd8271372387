/**
 * The world as fast as it goes, without framework, socket or mailbox: for benches, tuning and tests of policies.
 */

import type { Sample } from '@andon/connect';
import type { Account } from './account.ts';
import type { Disposition } from './payloads.ts';
import type { World, WorldOptions } from './plant.ts';
import { createWorld } from './world.ts';

/** What a flat-out policy may do, at the instant of the sample it was given. */
export interface PolicyActs {
  dispose(coil: string, disposition: Disposition): void;
  /** °C; brought into the envelope and quantised by the plant. */
  setSetpoint(celsius: number): void;
}

/** Called for every sample, in order. */
export type Policy = (sample: Sample, acts: PolicyActs) => void;

export interface FlatOutOptions extends WorldOptions {
  /** Absent: nobody but the line's own people acts. */
  readonly policy?: Policy;
}

export interface FlatOutResult {
  readonly account: Account;
  /** Plant time that passed, ms. */
  readonly plantMs: number;
  readonly samples: number;
  readonly world: World;
}

/** @throws AndonError('scenario.unknown') */
export function runFlatOut({ policy, ...options }: FlatOutOptions): FlatOutResult {
  const world = createWorld(options);
  const acts: PolicyActs = {
    dispose: (coil, disposition) => world.dispose(coil, disposition, 'remote', 'policy'),
    setSetpoint: (celsius) => world.setSetpoint(celsius, 'remote'),
  };
  let samples = 0;
  for (let at = world.nextAt(); at !== null; at = world.nextAt()) {
    for (const sample of world.advanceTo(at)) {
      samples += 1;
      policy?.(sample, acts);
    }
  }
  return { account: world.truth.account(), plantMs: world.plantMs() - world.startMs, samples, world };
}
