/**
 * A shop as the search reads it: every operation is a number, the operations of a job are consecutive, and what belongs to
 * them stands in typed arrays.
 */

import type { Instance } from './instance.ts';

export interface Shop {
  readonly jobs: number;
  readonly machines: number;
  readonly operations: number;
  readonly jobOf: Int32Array;
  /** Job `j` has the operations from `jobFirst[j]` to before `jobFirst[j + 1]`. */
  readonly jobFirst: Int32Array;
  /** Operation `v` has the alternatives from `altFirst[v]` to before `altFirst[v + 1]`. */
  readonly altFirst: Int32Array;
  readonly altMachine: Int32Array;
  readonly altDuration: Int32Array;
  /** The shortest time that each operation can take. */
  readonly least: Int32Array;
}

/** @param instance  checked, see `parseInstance` */
export function shopOf({ machines, jobs }: Instance): Shop {
  const all = jobs.flat();
  const jobFirst = new Int32Array(jobs.length + 1);
  const jobOf = new Int32Array(all.length);
  for (const [job, operations] of jobs.entries()) {
    const first = jobFirst[job] as number;
    jobFirst[job + 1] = first + operations.length;
    jobOf.fill(job, first, first + operations.length);
  }
  const altFirst = new Int32Array(all.length + 1);
  for (const [v, { alternatives }] of all.entries()) altFirst[v + 1] = (altFirst[v] as number) + alternatives.length;
  const alternatives = all.flatMap((operation) => operation.alternatives);
  return {
    jobs: jobs.length,
    machines,
    operations: all.length,
    jobOf,
    jobFirst,
    altFirst,
    altMachine: Int32Array.from(alternatives, ({ machine }) => machine),
    altDuration: Int32Array.from(alternatives, ({ duration }) => duration),
    least: Int32Array.from(all, (operation) => Math.min(...operation.alternatives.map(({ duration }) => duration))),
  };
}
