/**
 * A plan as the search keeps it: all operations in one line in which nothing comes before what it waits for, and the
 * alternative that each takes. The sequence on every machine follows from the line, so a line can never hold a cycle.
 */

import type { Shop } from './shop.ts';

export interface Candidate {
  /** Latest end, in the instance's unit of time. */
  readonly makespan: number;
  readonly line: Int32Array;
  /** By operation, an index into the shop's alternatives. */
  readonly alternative: Int32Array;
}

/** By operation, the one before it on its machine, or −1. */
export function machinePredecessors(shop: Shop, { line, alternative }: Candidate): Int32Array {
  const last = new Int32Array(shop.machines).fill(-1);
  const before = new Int32Array(shop.operations);
  for (const v of line) {
    const machine = shop.altMachine[alternative[v] as number] as number;
    before[v] = last[machine] as number;
    last[machine] = v;
  }
  return before;
}

/** When each operation starts if none waits longer than it must, in the order of the operations. */
export function startTimes(shop: Shop, { line, alternative }: Pick<Candidate, 'line' | 'alternative'>): Int32Array {
  const { jobOf, altMachine, altDuration } = shop;
  const machineFree = new Int32Array(shop.machines);
  const jobFree = new Int32Array(shop.jobs);
  const starts = new Int32Array(shop.operations);
  for (const v of line) {
    const choice = alternative[v] as number;
    const machine = altMachine[choice] as number;
    const job = jobOf[v] as number;
    const start = Math.max(machineFree[machine] as number, jobFree[job] as number);
    starts[v] = start;
    const end = start + (altDuration[choice] as number);
    machineFree[machine] = end;
    jobFree[job] = end;
  }
  return starts;
}
