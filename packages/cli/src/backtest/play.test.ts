import type { EvidencePolicy, JsonObject } from '@andon/core';
import type { AnyHistory, Vertical } from '@andon/sdk';
import {
  classNames,
  dispose,
  featureNames,
  qualityInspection,
  trainInspectionModel,
} from '@andon/vertical-quality-inspection';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classOf, featuresOf, hourMs, minuteMs, startMs } from '../../test/history-files.ts';
import { judgeBy } from './judge.ts';
import { type Played, play } from './play.ts';
import type { HistoryRow } from './read-history.ts';

const evidence: EvidencePolicy = {
  targets: { advise: 0.7, approve: 0.74, veto: 0.78, autonomous: 0.82 },
  alpha: { reversible: 0.05, irreversible: 0.05 },
  maxUnverified: 50,
};
const regions = Array.from({ length: 140 }, (_, at) => ({ features: featuresOf(classOf(at), at), label: classOf(at) }));
const model = trainInspectionModel(regions, { seed: 1, source: 'test' });
const vertical = qualityInspection as Vertical<never>;
const bench = { vertical, history: vertical.history as AnyHistory, scope: 'records/of/a/line' };
const playing = (rows: readonly HistoryRow[]) => play({ ...bench, model, evidence, rows });

interface Drawn {
  readonly seenMs: number;
  /** After the row was seen; `null` for no label. */
  readonly delayMs: number | null;
  /** How it looks, and what it turned out to be. */
  readonly looks: (typeof classNames)[number];
  readonly label: string;
}

function rowOf({ seenMs, delayMs, looks, label }: Drawn, at: number): HistoryRow {
  const features = featuresOf(looks, at);
  const cells = Object.fromEntries(featureNames.map((name, index) => [name, features[index]]));
  const record = { material: `C${at}`, seenMs, cells };
  const labelMs = delayMs === null ? null : seenMs + delayMs;
  return { line: at + 2, record, label: labelMs === null ? null : label, labelMs, human: null };
}

const plain = (count: number, over: (at: number) => Partial<Drawn> = () => ({})): HistoryRow[] =>
  Array.from({ length: count }, (_, at) => {
    const looks = classOf(at);
    return rowOf({ seenMs: startMs + at * 3 * minuteMs, delayMs: hourMs, looks, label: looks, ...over(at) }, at);
  });

/** Every decision, level and outcome until an instant, as bytes. */
function until(played: Played, endMs: number): string {
  return JSON.stringify({
    decisions: played.rows.filter(({ row }) => row.record.seenMs <= endMs).map(({ proposals }) => proposals),
    changes: played.changes.filter(({ atMs }) => atMs <= endMs).map(({ row: _, ...change }) => change),
    judged: played.judged.filter(({ judgedMs }) => judgedMs <= endMs),
    evidence: played.evidence.filter(({ atMs }) => atMs <= endMs),
  });
}

const className = fc.constantFrom(...classNames);
const drawn = fc.record({
  gap: fc.constantFrom(0, 1, minuteMs, 20 * minuteMs, 3 * hourMs),
  delayMs: fc.oneof(
    { weight: 40, arbitrary: fc.constantFrom(1, minuteMs, hourMs, 6 * hourMs) },
    { weight: 1, arbitrary: fc.constantFrom(null, 6 * hourMs + 1, 20 * hourMs) },
  ),
  looks: className,
  // Nearly always right, so that levels are earned; else wrong, so that they are lost.
  label: fc.oneof({ weight: 15, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.constant('none') }),
});

function historyOf(
  all: readonly { gap: number; delayMs: number | null; looks: Drawn['looks']; label: string | null }[],
) {
  let seenMs = startMs;
  return all.map(({ gap, delayMs, looks, label }, at): HistoryRow => {
    seenMs += gap;
    return rowOf({ seenMs, delayMs, looks, label: label ?? looks }, at);
  });
}

describe('a history that is played', () => {
  it('decides and judges nothing until an instant by what came after it, labels that came after it included', async () => {
    const rows = fc.array(drawn, { minLength: 100, maxLength: 200, size: 'max' }).map(historyOf);
    let changes = 0;
    await fc.assert(
      fc.asyncProperty(
        rows,
        fc.integer({ min: 20, max: 100 }),
        fc.infiniteStream(drawn),
        async (one, percent, others) => {
          const endMs = one[Math.floor((percent / 100) * (one.length - 1))]?.record.seenMs ?? startMs;
          const other = one.flatMap((row, at): HistoryRow[] => {
            const { looks, label, delayMs, gap } = others.next().value;
            if (row.record.seenMs > endMs) {
              // Another row at another time, or none.
              const seenMs = row.record.seenMs + gap;
              return delayMs === null ? [] : [rowOf({ seenMs, delayMs, looks, label: label ?? 'none' }, at)];
            }
            if (row.labelMs === null || row.labelMs <= endMs) {
              // Known by then, it stays; never known, it may yet be.
              const isLate = row.labelMs === null && delayMs !== null;
              return [isLate ? { ...row, label: looks, labelMs: endMs + delayMs } : row];
            }
            return [
              delayMs === null
                ? { ...row, label: null, labelMs: null }
                : { ...row, label: looks, labelMs: endMs + delayMs },
            ];
          });
          const sorted = other.toSorted((a, b) => a.record.seenMs - b.record.seenMs);
          const [before, after] = [await playing(one), await playing(sorted)];
          changes += before.changes.filter(({ atMs }) => atMs <= endMs).length;
          expect(until(after, endMs)).toBe(until(before, endMs));
        },
      ),
      { numRuns: 25, seed: 7 },
    );
    // Had no level moved, it would have shown little.
    console.log('CH', changes);
    expect(changes).toBeGreaterThan(5);
  });

  it('is played the same way twice', async () => {
    const rows = plain(60, (at) => ({ label: at % 9 === 0 ? 'none' : classOf(at) }));
    const end = Number.POSITIVE_INFINITY;
    expect(until(await playing(rows), end)).toBe(until(await playing(rows), end));
  });

  it('climbs on what was right in time, and names the row whose label raised it', async () => {
    const { changes, levels } = await playing(plain(250));
    const [first] = changes;
    expect(first).toMatchObject({ actionType: 'dispose', riskClass: 'reversible', from: 'shadow', to: 'advise' });
    expect(first?.row?.labelMs).toBe(first?.atMs);
    expect(first?.counts.failures).toBe(0);
    const reversible = levels.find(
      ({ actionType, riskClass }) => actionType === 'dispose' && riskClass === 'reversible',
    );
    expect(reversible?.level).toBe('autonomous');
  });

  it('is lowered when labels turn, without a signature', async () => {
    const { changes } = await playing(plain(330, (at) => ({ label: at < 250 ? classOf(at) : 'none' })));
    expect(changes.some(({ why }) => why.code === 'demoted.drift')).toBe(true);
  });

  it('counts a label that comes at the horizon, and none that comes after it', async () => {
    const horizonMs = dispose.verify.horizonMs;
    const states = async (delayMs: number | null) =>
      new Set((await playing(plain(8, () => ({ delayMs })))).judged.map(({ state }) => state));
    expect(await states(horizonMs)).toEqual(new Set(['achieved']));
    expect(await states(horizonMs + 1)).toEqual(new Set(['unjudged']));
    expect(await states(null)).toEqual(new Set(['unjudged']));
  });

  it('judges each of many rows at one instant, also at the horizon', async () => {
    const { judged } = await playing(plain(20, () => ({ seenMs: startMs, delayMs: dispose.verify.horizonMs })));
    expect(judged.map(({ state }) => state)).toEqual(Array.from({ length: 20 }, () => 'achieved'));
  });

  it('holds what was never labelled against going up, once its time is up', async () => {
    const delayMs = dispose.verify.horizonMs;
    const half = plain(250, (at) => ({ delayMs: at % 2 === 0 ? delayMs : null }));
    const { changes, evidence: counted } = await playing(half);
    expect(changes).toEqual([]);
    expect(counted.at(-1)?.state.tallies.shadow?.failures).toBeGreaterThan(50);
  });

  it('judges people and others as the rehearsal judged the agent', async () => {
    const rows = plain(80, (at) => ({ label: at % 5 === 0 ? 'none' : classOf(at) }));
    const { rows: played, judged } = await playing(rows);
    const states = new Map(judged.map(({ proposalId, state }) => [proposalId, state]));
    for (const { row, proposals } of played) {
      for (const { id, actionType, params, evidence: found } of proposals) {
        expect(judgeBy(bench, row, actionType, params, found)?.kind).toBe(states.get(id));
      }
    }
  });

  it('does not judge parameters that the action does not take', () => {
    const [row] = plain(1) as [HistoryRow];
    const wrong: JsonObject = { coil: 'C0', disposition: 'sell' };
    expect(() => judgeBy(bench, row, 'dispose', wrong)).toThrow(
      expect.objectContaining({
        code: 'proposal.invalid',
        details: expect.objectContaining({ path: 'history: disposition' }),
      }),
    );
  });
});
