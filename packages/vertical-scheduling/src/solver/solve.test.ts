import { describe, expect, it } from 'vitest';
import { faultsOf } from './check-plan.ts';
import type { Instance } from './instance.ts';
import { hashOf, readSchedule } from './plan.ts';
import { solve } from './solve.ts';
import { taillardJobshop } from './taillard.ts';

const on = (...alternatives: (readonly [number, number])[]) => ({
  alternatives: alternatives.map(([machine, duration]) => ({ machine, duration })),
});
const flexible: Instance = {
  kind: 'fjsp',
  machines: 3,
  jobs: Array.from({ length: 12 }, (_, job) => [
    on([0, 5 + job], [1, 9]),
    on([1, 4], [2, 3 + (job % 5)]),
    on([2, 8], [0, 7]),
  ]),
};
const flow: Instance = {
  kind: 'flowshop',
  machines: 4,
  jobs: Array.from({ length: 12 }, (_, job) => [
    on([0, 3 + job]),
    on([1, 14 - job]),
    on([2, 2 + ((job * 7) % 11)]),
    on([3, 9]),
  ]),
};

describe('solve', { timeout: 60_000 }, () => {
  it.each([
    ['job shop', taillardJobshop('ta01'), 24_000],
    ['flexible job shop', flexible, 24_000],
    ['flow shop', flow, 4_000],
  ])(
    'gives one plan of a %s for a seed and a number of iterations, on two threads',
    async (_, instance, iterations) => {
      const [one, another] = await Promise.all([
        solve(instance, { iterations, seed: 5 }),
        solve(instance, { iterations, seed: 5 }),
      ]);
      expect(another.planHash).toBe(one.planHash);
      expect(another.iterations).toBe(one.iterations);
      expect(faultsOf(instance, one)).toEqual([]);
      expect(one.makespan).toBeGreaterThanOrEqual(one.lowerBound);
      expect(hashOf(readSchedule(JSON.stringify(one), 'plan.json'))).toBe(one.planHash);
    },
  );

  it('ends by itself at a bound that it proved', async () => {
    const plan = await solve(taillardJobshop('ta51'), { timeMs: 50_000 });
    expect(plan.makespan).toBe(plan.lowerBound);
    expect(plan.wallMs).toBeLessThan(50_000);
    expect(plan.trace.at(-1)?.[1]).toBe(plan.makespan);
  });

  it('gives the best plan so far, whole, when it is cancelled', async () => {
    const instance = taillardJobshop('ta41');
    const controller = new AbortController();
    let better = 0;
    const plan = await solve(instance, {
      signal: controller.signal,
      onProgress: () => {
        better += 1;
        if (better === 5) controller.abort();
      },
    });
    expect(faultsOf(instance, plan)).toEqual([]);
    expect(plan.makespan).toBeLessThanOrEqual(plan.trace[4]?.[1] ?? 0);
  });

  it('has a plan even where it is cancelled before it begins', async () => {
    const instance = taillardJobshop('ta41');
    const plan = await solve(instance, { signal: AbortSignal.abort() });
    expect(faultsOf(instance, plan)).toEqual([]);
    expect(plan.iterations).toBe(0);
  });

  it.each([
    ['threads', { threads: 0 }],
    ['seed', { seed: 0.5 }],
    ['timeMs', { timeMs: Number.NaN }],
    ['iterations', { iterations: -1 }],
  ])('refuses %s that are out of range', async (path, options) => {
    await expect(solve(flow, options)).rejects.toThrow(`${path} is not valid`);
  });

  it('refuses a plan’s file that is none', () => {
    expect(() => readSchedule('{', 'p.json')).toThrow('p.json cannot be read at the file: it is not JSON');
    expect(() => readSchedule('{"makespan":1,"schedule":[{"job":"a"}]}', 'p.json')).toThrow('schedule.0.job');
  });
});
