import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JobPlace, ListedJob } from './job-bus.ts';
import { pageOf, placeOf } from './listing.ts';

const aJob = (number: number, over: Partial<ListedJob> = {}): ListedJob => ({
  queue: 'later',
  state: 'waiting',
  id: `job-${String(number).padStart(3, '0')}`,
  name: 'outcome.verify',
  data: {},
  addedMs: 1_000 + Math.floor(number / 3),
  dueMs: null,
  endedMs: null,
  attempts: 0,
  failure: null,
  ...over,
});

describe('a walk through the jobs of a state', () => {
  it('meets every job that stays once, in order, whatever comes and goes between two pages', () => {
    const jobs = fc.uniqueArray(fc.nat(200), { minLength: 1, maxLength: 60 });
    const turns = fc.array(fc.record({ adds: fc.array(fc.nat(200)), drops: fc.array(fc.nat(200)) }), { maxLength: 20 });
    fc.assert(
      fc.property(jobs, turns, fc.integer({ min: 1, max: 7 }), (first, changes, limit) => {
        const held = new Set(first);
        const stayed = new Set(first);
        const met: number[] = [];
        let after: JobPlace | null = null;
        for (let turn = 0; ; turn += 1) {
          const page = pageOf(
            [...held].map((number) => aJob(number)),
            { after, limit },
          );
          met.push(...page.map(({ id }) => Number(id.slice(4))));
          const last = page.at(-1);
          if (!last) break;
          after = placeOf(last);
          const { adds = [], drops = [] } = changes[turn] ?? {};
          for (const number of drops) held.delete(number);
          for (const number of drops) stayed.delete(number);
          for (const number of adds) held.add(number);
        }
        expect(new Set(met).size).toBe(met.length);
        expect(met).toEqual(met.toSorted((a, b) => a - b));
        expect(met).toEqual(expect.arrayContaining([...stayed]));
      }),
    );
  });

  it('goes by the time that orders the state: when due, when ended, when added', () => {
    expect(placeOf(aJob(3, { dueMs: 9 }))).toEqual({ atMs: 9, id: 'job-003' });
    expect(placeOf(aJob(3, { endedMs: 8 }))).toEqual({ atMs: 8, id: 'job-003' });
    expect(placeOf(aJob(3))).toEqual({ atMs: 1_001, id: 'job-003' });
  });

  it('gives nothing for a limit of none', () => {
    expect(pageOf([aJob(1)], { after: null, limit: 0 })).toEqual([]);
  });
});
