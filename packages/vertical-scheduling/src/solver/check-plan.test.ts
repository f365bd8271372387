import { describe, expect, it } from 'vitest';
import { faultsOf } from './check-plan.ts';
import type { Instance } from './instance.ts';
import type { Scheduled } from './plan.ts';

const on = (machine: number, duration: number) => ({ alternatives: [{ machine, duration }] });
const shop: Instance = { kind: 'jobshop', machines: 2, jobs: [[on(0, 3), on(1, 2)], [on(0, 4)]] };
const at = (job: number, operation: number, machine: number, start: number, end: number): Scheduled => ({
  job,
  operation,
  machine,
  start,
  end,
});
const good = [at(0, 0, 0, 0, 3), at(0, 1, 1, 3, 5), at(1, 0, 0, 3, 7)];
const kinds = (schedule: readonly Scheduled[], makespan = 7, instance = shop) =>
  faultsOf(instance, { makespan, schedule }).map(({ kind, job, operation }) => `${kind} ${job} ${operation}`);

describe('the independent checker', () => {
  it('finds nothing in a plan that can be carried out, however its operations are listed', () => {
    expect(kinds(good)).toEqual([]);
    expect(kinds([...good].reverse())).toEqual([]);
  });

  it.each([
    ['an operation that is missing', ['not-planned 0 1'], [good[0], good[2]]],
    ['an operation that is planned twice', ['planned-twice 1 0'], [...good, good[2]]],
    ['an operation that there is not', ['unknown-operation 1 1'], [...good, at(1, 1, 0, 9, 9)]],
    ['a machine that cannot do it', ['wrong-machine 1 0'], [good[0], good[1], at(1, 0, 1, 5, 9)], 9],
    ['another duration', ['wrong-duration 1 0'], [good[0], good[1], at(1, 0, 0, 3, 6)], 6],
    ['a start before the operation before it ends', ['starts-early 0 1'], [good[0], at(0, 1, 1, 2, 4), good[2]]],
    ['a start before the plan', ['starts-early 0 0'], [at(0, 0, 0, -1, 2), good[1], good[2]]],
    ['two operations at once on a machine', ['machine-overlap 1 0'], [good[0], good[1], at(1, 0, 0, 2, 6)], 6],
    ['another makespan', ['wrong-makespan null null'], good, 8],
  ] as const)('finds %s', (_, expected, schedule, makespan: number = 7) => {
    expect(kinds(schedule as readonly Scheduled[], makespan)).toEqual(expected);
  });

  it('lets what takes no time stand between two operations, but not within one', () => {
    const instant: Instance = { ...shop, jobs: [[on(0, 3)], [on(0, 0)], [on(0, 3)]] };
    const within = (start: number) => [at(0, 0, 0, 0, 3), at(1, 0, 0, start, start), at(2, 0, 0, 3, 6)];
    expect(kinds(within(3), 6, instant)).toEqual([]);
    expect(kinds(within(2), 6, instant)).toEqual(['machine-overlap 1 0']);
  });

  it('wants one sequence on all machines of a flow shop', () => {
    const flow: Instance = {
      kind: 'flowshop',
      machines: 2,
      jobs: [
        [on(0, 2), on(1, 2)],
        [on(0, 2), on(1, 2)],
      ],
    };
    const first = [at(0, 0, 0, 0, 2), at(1, 0, 0, 2, 4)];
    expect(kinds([...first, at(0, 1, 1, 2, 4), at(1, 1, 1, 4, 6)], 6, flow)).toEqual([]);
    expect(kinds([...first, at(1, 1, 1, 4, 6), at(0, 1, 1, 6, 8)], 8, flow)).toEqual(['other-sequence 1 1']);
  });
});
