import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultsOf, readInstance, solve, taillardJobshop, taillardNames } from '../src/index.ts';
import { lowerBound } from '../src/solver/bounds.ts';
import { scheduleOf } from '../src/solver/plan.ts';
import { runRound } from '../src/solver/rounds.ts';
import { searchOf } from '../src/solver/search.ts';
import { shopOf } from '../src/solver/shop.ts';
import { anyShop, leastMakespan } from '../test/shops.ts';
import { defaultDataFolder, hasBenchmarks, listBenchmarks } from './benchmarks.ts';

describe('random shops of every kind', () => {
  it('five thousand: the checker agrees, and no plan is below the bound', { timeout: 120_000 }, () => {
    const most = { jobs: 8, machines: 5, operations: 6 };
    fc.assert(
      fc.property(anyShop(most), fc.nat(), (instance, seed) => {
        const shop = shopOf(instance);
        const search = searchOf(instance, { seed, stream: 1 });
        runRound(search, { iterations: 200, lowerBound: 0, isStopped: () => false, onBetter: () => {} });
        const plan = scheduleOf(shop, search.best);
        expect(faultsOf(instance, plan)).toEqual([]);
        expect(plan.makespan).toBe(search.makespan);
        expect(plan.makespan).toBeGreaterThanOrEqual(lowerBound(shop));
      }),
      { numRuns: 5_000 },
    );
  });

  it('two thousand small ones: the bound is not above the least makespan, and the search finds it', {
    timeout: 120_000,
  }, () => {
    fc.assert(
      fc.property(anyShop({ jobs: 3, machines: 3, operations: 2 }), (instance) => {
        const least = leastMakespan(instance);
        const search = searchOf(instance, { seed: 1, stream: 1 });
        runRound(search, { iterations: 2_000, lowerBound: least, isStopped: () => false, onBetter: () => {} });
        expect(lowerBound(shopOf(instance))).toBeLessThanOrEqual(least);
        expect(search.makespan).toBe(least);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('cancelling', () => {
  it('gives a whole plan of 2000 operations within 50 ms, at whatever moment', { timeout: 60_000 }, async () => {
    const instance = taillardJobshop('ta80');
    const took: number[] = [];
    for (const afterMs of [5, 40, 80, 120, 200, 300, 450]) {
      const controller = new AbortController();
      let cancelledAtMs = 0;
      setTimeout(() => {
        cancelledAtMs = performance.now();
        controller.abort();
      }, afterMs);
      const plan = await solve(instance, { timeMs: 30_000, signal: controller.signal });
      took.push(performance.now() - cancelledAtMs);
      expect(faultsOf(instance, plan)).toEqual([]);
    }
    // The middle one: another program may take the processor away for as long as it likes.
    expect(took.sort((a, b) => a - b)[3]).toBeLessThanOrEqual(50);
  });
});

describe(`the benchmark shops in ${defaultDataFolder}`, () => {
  const isAbsent = !hasBenchmarks(defaultDataFolder);

  it.skipIf(isAbsent)('those of Taillard are the ones that are made from the published seeds', () => {
    const files = taillardNames.flatMap((name) => {
      const file = join(defaultDataFolder, `scheduling/jobshop/${name}js.txt`);
      return existsSync(file) ? [{ name, file }] : [];
    });
    expect(files.length).toBeGreaterThanOrEqual(18);
    for (const { name, file } of files) {
      expect(readInstance(readFileSync(file, 'utf8'), { file, format: 'jobshop' })).toEqual(taillardJobshop(name));
    }
  });

  it.skipIf(isAbsent)(
    'no bound is above the best known plan, and no plan below the best known bound',
    { timeout: 120_000 },
    () => {
      for (const { name, known, instance } of listBenchmarks(defaultDataFolder)) {
        const given = instance();
        const shop = shopOf(given);
        const search = searchOf(given, { seed: 1, stream: 1 });
        runRound(search, { iterations: 2_000, lowerBound: 0, isStopped: () => false, onBetter: () => {} });
        expect(faultsOf(given, scheduleOf(shop, search.best)), name).toEqual([]);
        expect(lowerBound(shop), name).toBeLessThanOrEqual(known?.upper ?? 0);
        expect(search.makespan, name).toBeGreaterThanOrEqual(known?.lower ?? 0);
      }
    },
  );

  it.skipIf(isAbsent)(
    'the optimum of ft06, la02, mk01 and mk08 is found within a fixed number of iterations',
    { timeout: 120_000 },
    async () => {
      const wanted = [
        ['ft06', 2_000],
        ['la02', 60_000],
        ['mk01', 60_000],
        ['mk08', 2_000],
      ] as const;
      for (const [name, iterations] of wanted) {
        const one = listBenchmarks(defaultDataFolder).find((benchmark) => benchmark.name === name);
        const plan = await solve(one?.instance() ?? taillardJobshop('ta01'), { iterations });
        expect(plan.objective, name).toBe(one?.known?.upper);
      }
    },
  );
});
