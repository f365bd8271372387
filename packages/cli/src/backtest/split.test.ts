import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HistoryRow } from './read-history.ts';
import { splitHistory } from './split.ts';

const row = (line: number, seenMs: number, labelMs: number | null): HistoryRow => {
  const record = { material: `C${line}`, seenMs, cells: {} };
  return { line, record, labelMs, label: labelMs === null ? null : 'scratch', human: null };
};

describe('the two parts of a history', () => {
  it('never learns from what was not known at the cut, and plays every row from there on', () => {
    const rows = fc
      .array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.option(fc.integer({ min: 1, max: 30 }))), { minLength: 1 })
      .map((seen) => seen.sort(([one], [other]) => one - other))
      .map((seen) => seen.map(([ms, delay], line) => row(line, ms, delay === null ? null : ms + delay)));
    fc.assert(
      fc.property(rows, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (history, share) => {
        const { cutMs, learned, tooLate, unlabelled, played } = splitHistory(history, share);
        const labelOf = new Map(history.map((one) => [one.record.material, one.labelMs ?? Number.NaN]));
        for (const { row: record } of learned) {
          expect(record.seenMs).toBeLessThan(cutMs);
          expect(labelOf.get(record.material)).toBeLessThanOrEqual(cutMs);
        }
        expect(played.every(({ record }) => record.seenMs >= cutMs)).toBe(true);
        expect(played.length).toBeGreaterThanOrEqual(history.length - Math.floor(share * history.length));
        expect(learned.length + tooLate + unlabelled + played.length).toBe(history.length);
      }),
    );
  });
});
