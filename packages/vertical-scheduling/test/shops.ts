/** Small random shops, and what can be done to them without changing what they are. */

import fc from 'fast-check';
import type { Instance, Operation } from '../src/index.ts';
import type { Schedule } from '../src/solver/plan.ts';

const time = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 1, max: 30 }) },
  { weight: 1, arbitrary: fc.constant(0) },
);

export interface Most {
  readonly jobs: number;
  readonly machines: number;
  readonly operations: number;
}

export function jobshops({ jobs, machines, operations }: Most): fc.Arbitrary<Instance> {
  return fc.integer({ min: 1, max: machines }).chain((count) => {
    const operation = fc
      .tuple(fc.nat({ max: count - 1 }), time)
      .map(([machine, duration]) => ({ alternatives: [{ machine, duration }] }));
    return shopsOf('jobshop', count, { jobs, operations }, operation);
  });
}

export function flexibleShops({ jobs, machines, operations }: Most): fc.Arbitrary<Instance> {
  return fc.integer({ min: 1, max: machines }).chain((count) => {
    const alternative = fc.record({ machine: fc.nat({ max: count - 1 }), duration: time });
    const alternatives = fc.uniqueArray(alternative, {
      minLength: 1,
      maxLength: count,
      selector: ({ machine }) => machine,
    });
    return shopsOf('fjsp', count, { jobs, operations }, fc.record({ alternatives }));
  });
}

export function flowshops({ jobs, machines }: Most): fc.Arbitrary<Instance> {
  return fc.integer({ min: 1, max: machines }).chain((count) => {
    const times = fc.array(time, { minLength: count, maxLength: count });
    return fc.array(times, { minLength: 1, maxLength: jobs }).map((rows) => ({
      kind: 'flowshop' as const,
      machines: count,
      jobs: rows.map((row) => row.map((duration, machine) => ({ alternatives: [{ machine, duration }] }))),
    }));
  });
}

export function anyShop(most: Most): fc.Arbitrary<Instance> {
  return fc.oneof(jobshops(most), flexibleShops(most), flowshops(most));
}

function shopsOf(
  kind: 'jobshop' | 'fjsp',
  machines: number,
  { jobs, operations }: Pick<Most, 'jobs' | 'operations'>,
  operation: fc.Arbitrary<Operation>,
): fc.Arbitrary<Instance> {
  const job = fc.array(operation, { minLength: 1, maxLength: operations });
  return fc.array(job, { minLength: 1, maxLength: jobs }).map((all) => ({ kind, machines, jobs: all }));
}

export function scaled(instance: Instance, factor: number): Instance {
  return mapped(instance, ({ machine, duration }) => ({ machine, duration: duration * factor }));
}

/** Machine `m` is called `names[m]`. */
export function machinesRenamed(instance: Instance, names: readonly number[]): Instance {
  return mapped(instance, ({ machine, duration }) => ({ machine: names[machine] as number, duration }));
}

export function jobsReversed(instance: Instance): Instance {
  return { ...instance, jobs: [...instance.jobs].reverse() };
}

/** The plan of the shop with its jobs in reverse. */
export function planReversed({ makespan, schedule }: Schedule, jobs: number): Schedule {
  return { makespan, schedule: schedule.map((one) => ({ ...one, job: jobs - 1 - one.job })) };
}

function mapped(
  instance: Instance,
  change: (alternative: Operation['alternatives'][number]) => Operation['alternatives'][number],
): Instance {
  const jobs = instance.jobs.map((job) => job.map(({ alternatives }) => ({ alternatives: alternatives.map(change) })));
  return { ...instance, jobs };
}

/** The least makespan, by trying everything: for a handful of operations. */
export function leastMakespan(instance: Instance): number {
  return instance.kind === 'flowshop' ? leastOfSequences(instance) : leastOfLines(instance);
}

function leastOfLines({ machines, jobs }: Instance): number {
  let least = Number.POSITIVE_INFINITY;
  const next = jobs.map(() => 0);
  const jobFree = jobs.map(() => 0);
  const machineFree = Array.from({ length: machines }, () => 0);
  const go = (latest: number): void => {
    if (latest >= least) return;
    let isDone = true;
    for (const [job, operations] of jobs.entries()) {
      const at = next[job] as number;
      const operation = operations[at];
      if (operation === undefined) continue;
      isDone = false;
      for (const { machine, duration } of operation.alternatives) {
        const held = [jobFree[job] as number, machineFree[machine] as number] as const;
        const end = Math.max(...held) + duration;
        next[job] = at + 1;
        jobFree[job] = end;
        machineFree[machine] = end;
        go(Math.max(latest, end));
        next[job] = at;
        [jobFree[job], machineFree[machine]] = held;
      }
    }
    if (isDone) least = latest;
  };
  go(0);
  return least;
}

function leastOfSequences({ machines, jobs }: Instance): number {
  const go = (left: readonly number[], free: readonly number[]): number => {
    if (left.length === 0) return free[machines - 1] as number;
    return Math.min(
      ...left.map((job) => {
        let reached = 0;
        const after = free.map((time, machine) => {
          reached = Math.max(reached, time) + (jobs[job]?.[machine]?.alternatives[0]?.duration as number);
          return reached;
        });
        return go(
          left.filter((other) => other !== job),
          after,
        );
      }),
    );
  };
  return go(
    [...jobs.keys()],
    Array.from({ length: machines }, () => 0),
  );
}
