import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agenda } from './agenda.ts';

describe('agenda', () => {
  it('gives things back by time, and things of one time in the order they were put down', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 })), (times) => {
        const list = agenda<number>();
        for (const [turn, at] of times.entries()) list.add(at, turn);
        const taken: { at: number; what: number }[] = [];
        for (let next = list.takeUntil(20); next !== null; next = list.takeUntil(20)) {
          taken.push({ at: next.at, what: next.what });
        }
        const expected = times.map((at, what) => ({ at, what })).toSorted((a, b) => a.at - b.at || a.what - b.what);
        expect(taken).toEqual(expected);
      }),
    );
  });

  it('takes nothing that lies later', () => {
    const list = agenda<string>();
    list.add(5, 'later');
    expect(list.takeUntil(4)).toBeNull();
    expect(list.nextAt()).toBe(5);
    list.clear();
    expect(list.nextAt()).toBeNull();
  });
});
