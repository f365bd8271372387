/**
 * The independent checker: it knows the instance and the plan, and shares nothing with the search. Everything is computed
 * again, in the plainest way. No plan leaves the package that it finds a fault in.
 */

import type { Instance } from './instance.ts';
import type { Schedule, Scheduled } from './plan.ts';

export type FaultKind =
  | 'unknown-operation'
  | 'planned-twice'
  | 'not-planned'
  | 'wrong-machine'
  | 'wrong-duration'
  | 'starts-early'
  | 'machine-overlap'
  | 'other-sequence'
  | 'wrong-makespan';

export interface Fault {
  readonly kind: FaultKind;
  /** From 0; `null` for the plan as a whole. */
  readonly job: number | null;
  readonly operation: number | null;
  /** In English, without a full stop. */
  readonly problem: string;
}

/** Everything that is wrong with the plan; nothing where it can be carried out as it stands. */
export function faultsOf(instance: Instance, { makespan, schedule }: Schedule): readonly Fault[] {
  const faults: Fault[] = [];
  const say = (kind: FaultKind, at: Pick<Scheduled, 'job' | 'operation'> | null, problem: string) =>
    void faults.push({ kind, job: at?.job ?? null, operation: at?.operation ?? null, problem });

  const planned = new Map<string, Scheduled>();
  const known: Scheduled[] = [];
  for (const one of schedule) {
    const alternatives = instance.jobs[one.job]?.[one.operation]?.alternatives;
    const key = `${one.job} ${one.operation}`;
    if (alternatives === undefined) {
      say('unknown-operation', one, 'the instance has no such operation');
      continue;
    }
    if (planned.has(key)) {
      say('planned-twice', one, 'the operation is planned twice');
      continue;
    }
    planned.set(key, one);
    known.push(one);
    const alternative = alternatives.find(({ machine }) => machine === one.machine);
    if (alternative === undefined) say('wrong-machine', one, `machine ${one.machine} cannot do the operation`);
    else if (one.end - one.start !== alternative.duration) {
      say('wrong-duration', one, `it takes ${one.end - one.start} instead of ${alternative.duration}`);
    }
    if (one.start < 0) say('starts-early', one, `it starts at ${one.start}, before the plan does`);
  }

  for (const [job, operations] of instance.jobs.entries()) {
    for (const operation of operations.keys()) {
      const one = planned.get(`${job} ${operation}`);
      const previous = planned.get(`${job} ${operation - 1}`);
      if (one === undefined) say('not-planned', { job, operation }, 'the operation is missing');
      else if (previous !== undefined && one.start < previous.end) {
        say('starts-early', one, `it starts at ${one.start}, and the operation before it ends at ${previous.end}`);
      }
    }
  }

  for (const [machine, all] of Map.groupBy(known, (one) => one.machine)) {
    const inTime = [...all].sort((a, b) => a.start - b.start || a.end - b.end);
    for (const [at, one] of inTime.entries()) {
      const previous = inTime[at - 1];
      if (previous === undefined || previous.end <= one.start) continue;
      const other = `operation ${previous.operation} of job ${previous.job}`;
      say(
        'machine-overlap',
        one,
        `it starts at ${one.start} on machine ${machine}, where ${other} ends at ${previous.end}`,
      );
    }
  }

  if (instance.kind === 'flowshop' && faults.length === 0) {
    const broken = otherSequence(known);
    if (broken !== null) say('other-sequence', broken, `the jobs pass machine ${broken.machine} in another sequence`);
  }

  const latest = known.reduce((end, one) => Math.max(end, one.end), 0);
  if (makespan !== latest)
    say('wrong-makespan', null, `the makespan is said to be ${makespan}, and the last operation ends at ${latest}`);
  return faults;
}

/**
 * If one sequence fits all machines, the jobs stand in it by the sum of their starts and ends: each is nowhere earlier than
 * the one before it. (Those with equal sums stand at the same moment everywhere.)
 */
function otherSequence(known: readonly Scheduled[]): Scheduled | null {
  const jobs = [...Map.groupBy(known, (one) => one.job).values()];
  const sum = (all: readonly Scheduled[]) => all.reduce((total, { start, end }) => total + start + end, 0);
  const inTurn = jobs.map((all) => ({ all, at: sum(all) })).sort((a, b) => a.at - b.at);
  const free = new Map<number, number>();
  for (const { all } of inTurn) {
    for (const one of all) {
      if (one.start < (free.get(one.machine) ?? 0)) return one;
      free.set(one.machine, one.end);
    }
  }
  return null;
}
