import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  anyShop,
  flexibleShops,
  jobshops,
  jobsReversed,
  leastMakespan,
  machinesRenamed,
  planReversed,
  scaled,
} from '../../test/shops.ts';
import { lowerBound } from './bounds.ts';
import { faultsOf } from './check-plan.ts';
import type { Instance } from './instance.ts';
import { hashOf, type Schedule, scheduleOf } from './plan.ts';
import { runRound } from './rounds.ts';
import { searchOf } from './search.ts';
import { shopOf } from './shop.ts';

const small = { jobs: 6, machines: 4, operations: 5 };
const tiny = { jobs: 3, machines: 3, operations: 2 };

function planOf(instance: Instance, { iterations = 600, seed = 1, bound = 0 } = {}): Schedule {
  const search = searchOf(instance, { seed, stream: 1 });
  runRound(search, { iterations, lowerBound: bound, isStopped: () => false, onBetter: () => {} });
  return scheduleOf(shopOf(instance), search.best);
}

describe('the search', () => {
  it('only gives plans that the checker agrees to, none below the bound', () => {
    fc.assert(
      fc.property(anyShop(small), fc.nat(), (instance, seed) => {
        const plan = planOf(instance, { seed });
        expect(faultsOf(instance, plan)).toEqual([]);
        expect(plan.makespan).toBeGreaterThanOrEqual(lowerBound(shopOf(instance)));
      }),
      { numRuns: 300 },
    );
  });

  it('finds the least makespan of a handful of operations, and the bound is not above it', () => {
    fc.assert(
      fc.property(anyShop(tiny), (instance) => {
        const least = leastMakespan(instance);
        expect(lowerBound(shopOf(instance))).toBeLessThanOrEqual(least);
        expect(planOf(instance, { iterations: 2_000, bound: least }).makespan).toBe(least);
      }),
      { numRuns: 200 },
    );
  });

  it('gives the same plan for the same seed and iterations', () => {
    fc.assert(
      fc.property(anyShop(small), fc.nat(), (instance, seed) => {
        expect(hashOf(planOf(instance, { seed }))).toBe(hashOf(planOf(instance, { seed })));
      }),
      { numRuns: 50 },
    );
  });

  it('changes nothing but the scale when all times are scaled', () => {
    fc.assert(
      // Powers of two, so that the mean time of a flow shop is scaled exactly.
      fc.property(anyShop(small), fc.constantFrom(2, 8, 64), (instance, factor) => {
        const plan = planOf(instance);
        const larger = planOf(scaled(instance, factor));
        const times = ({ schedule }: Schedule) => schedule.map(({ start }) => start);
        expect(times(larger)).toEqual(times(plan).map((start) => factor * start));
        expect(lowerBound(shopOf(scaled(instance, factor)))).toBeGreaterThanOrEqual(
          factor * lowerBound(shopOf(instance)) - factor,
        );
      }),
      { numRuns: 60 },
    );
  });

  it('changes nothing but the names when machines are renamed', () => {
    fc.assert(
      fc.property(fc.oneof(jobshops(small), flexibleShops(small)), fc.nat(), (instance, turn) => {
        const names = Array.from({ length: instance.machines }, (_, machine) => (machine + turn) % instance.machines);
        const renamed = machinesRenamed(instance, names);
        const expected = planOf(instance).schedule.map((one) => ({ ...one, machine: names[one.machine] }));
        expect(planOf(renamed).schedule).toEqual(expected);
        expect(lowerBound(shopOf(renamed))).toBe(lowerBound(shopOf(instance)));
      }),
      { numRuns: 60 },
    );
  });

  it('means the same shop when jobs are told in another order', () => {
    fc.assert(
      fc.property(anyShop(small), (instance) => {
        const reversed = jobsReversed(instance);
        expect(faultsOf(reversed, planReversed(planOf(instance), instance.jobs.length))).toEqual([]);
        expect(lowerBound(shopOf(reversed))).toBe(lowerBound(shopOf(instance)));
      }),
      { numRuns: 60 },
    );
  });

  it('takes a plan from elsewhere', () => {
    fc.assert(
      fc.property(anyShop(small), (instance) => {
        const good = searchOf(instance, { seed: 1, stream: 1 });
        for (let step = 0; step < 1_000; step += 1) good.advance();
        const other = searchOf(instance, { seed: 2, stream: 2 });
        other.offer(good.best);
        runRound(other, { iterations: 500, lowerBound: 0, isStopped: () => false, onBetter: () => {} });
        expect(faultsOf(instance, scheduleOf(shopOf(instance), other.best))).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });
});
