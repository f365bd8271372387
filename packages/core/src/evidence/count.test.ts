import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAtLeast, type Level, levels, rank } from '../ladder.ts';
import { type CountOutcome, countOutcome, demotedTo, emptyEvidence } from './count.ts';
import { cusumChart } from './cusum-chart.ts';
import { outcomesNeeded } from './e-process.ts';
import { defaultEvidencePolicy as policy } from './policy.ts';
import type { EarnedLevel, EvidenceState } from './types.ts';

function anOutcome(over: Partial<CountOutcome> = {}): CountOutcome {
  const held = over.held ?? 'advise';
  return {
    state: emptyEvidence(held),
    madeAt: held,
    held,
    result: 'right',
    sameTrial: true,
    policy,
    riskClass: 'reversible',
    demotions: 0,
    nowMs: 1_000,
    ...over,
  };
}

/** Counts them one by one, 1 s of plant time apart. */
function countAll(results: readonly CountOutcome['result'][], over: Partial<CountOutcome> = {}) {
  let state: EvidenceState = over.state ?? anOutcome(over).state;
  const passed: [EarnedLevel, number][] = [];
  const drifted: number[] = [];
  for (const [index, result] of results.entries()) {
    const counted = countOutcome(anOutcome({ ...over, state, result, nowMs: index * 1_000 }));
    state = counted.state;
    if (counted.passed) passed.push([counted.passed, index]);
    if (counted.drifted) drifted.push(index);
  }
  return { state, passed, drifted };
}

const times = (count: number, result: CountOutcome['result']) => Array.from({ length: count }, () => result);
const result = fc.constantFrom<CountOutcome['result'][]>('right', 'right', 'right', 'wrong', 'not-shown');
const level = fc.constantFrom(...levels);

describe('counting towards the next level', () => {
  it('passes the test at the very outcome that is needed, and says so once', () => {
    const needed = outcomesNeeded({ successes: 0, failures: 0 }, 0.95, 0.05);
    const { state, passed } = countAll(times(needed + 20, 'right'));
    expect(passed).toEqual([['approve', needed - 1]]);
    expect(state.tallies.advise).toEqual({ successes: needed + 20, failures: 0, passedMs: (needed - 1) * 1_000 });
  });

  it('needs more in a later trial, and for what cannot be undone', () => {
    const passedAt = (over: Partial<CountOutcome>) => countAll(times(300, 'right'), over).passed[0]?.[1] ?? 300;
    expect(passedAt({ demotions: 1 })).toBeGreaterThan(passedAt({}));
    expect(passedAt({ riskClass: 'irreversible' })).toBeGreaterThan(passedAt({ demotions: 1 }));
  });

  it('takes what was never judged, or kept from being tried, for a failure', () => {
    const { state } = countAll(['right', 'not-shown', 'wrong', 'right']);
    expect(state.tallies.advise).toEqual({ successes: 2, failures: 2, passedMs: null });
  });

  it('counts for the level at which the proposal was made, whatever is held now', () => {
    const { state } = countAll(times(3, 'right'), { madeAt: 'shadow', held: 'approve' });
    expect(state.tallies).toEqual({ shadow: { successes: 3, failures: 0, passedMs: null } });
  });

  it('has nothing to pass at the top', () => {
    expect(countAll(times(2_000, 'right'), { held: 'autonomous' }).passed).toEqual([]);
  });

  it('never takes back that a test was passed, and tells it at most once a level', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom<Level[]>('shadow', 'advise'), result), { maxLength: 200 }),
        (outcomes) => {
          let state = emptyEvidence('advise');
          const told: EarnedLevel[] = [];
          for (const [index, [madeAt, one]] of outcomes.entries()) {
            const counted = countOutcome(anOutcome({ state, madeAt, result: one, nowMs: index }));
            for (const at of ['shadow', 'advise'] as const) {
              const before = state.tallies[at]?.passedMs ?? null;
              if (before !== null) expect(counted.state.tallies[at]?.passedMs).toBe(before);
            }
            if (counted.passed) told.push(counted.passed);
            state = counted.state;
          }
          expect(new Set(told).size).toBe(told.length);
        },
      ),
    );
  });

  it('counts every outcome exactly once', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(level, level, result, fc.boolean()), { maxLength: 60 }), (outcomes) => {
        let state = emptyEvidence('shadow');
        for (const [madeAt, held, one, sameTrial] of outcomes) {
          state = countOutcome(anOutcome({ state, madeAt, held, result: one, sameTrial })).state;
        }
        const tallies = Object.values(state.tallies);
        const all = tallies.reduce((sum, { successes, failures }) => sum + successes + failures, 0);
        expect(all).toBe(outcomes.length);
        expect(tallies.reduce((sum, { successes }) => sum + successes, 0)).toBe(
          outcomes.filter(([, , one]) => one === 'right').length,
        );
      }),
    );
  });
});

describe('counting against the level that is held', () => {
  it('says drift when failures run ahead of the target, and keeps saying it until the level is lowered', () => {
    const { state, drifted } = countAll([...times(8, 'wrong'), ...times(400, 'right')], { held: 'approve' });
    const first = drifted[0] ?? Number.NaN;
    expect(first).toBeLessThan(8);
    expect(drifted).toEqual(Array.from({ length: 408 - first }, (_, at) => first + at));
    expect(state.drift.sum).toBeGreaterThanOrEqual(cusumChart(0.95).limit);
    const lowered = countOutcome(anOutcome({ state, held: 'advise', result: 'right' }));
    expect(lowered).toMatchObject({ drifted: null, state: { drift: { level: 'advise', sum: 0 } } });
  });

  it('begins at 0 with every level', () => {
    const { state } = countAll(times(2, 'wrong'), { held: 'approve' });
    const raised = countOutcome(anOutcome({ state, held: 'veto', result: 'wrong' })).state;
    expect(raised.drift).toEqual(countOutcome(anOutcome({ held: 'veto', result: 'wrong' })).state.drift);
  });

  it.each<Level>(['off', 'shadow'])('watches nothing at %s: there is nothing to lower', (held) => {
    const { state, drifted } = countAll(times(50, 'wrong'), { held });
    expect(drifted).toEqual([]);
    expect(state.drift).toEqual({ level: held, sum: 0 });
  });

  it('learns nothing of drift from what was not judged, nor from a trial that is over', () => {
    fc.assert(
      fc.property(level, fc.double({ min: 0, max: 3, noNaN: true }), result, (held, sum, one) => {
        const state = { tallies: {}, drift: { level: held, sum } };
        const unjudged = countOutcome(anOutcome({ state, held, result: 'not-shown' }));
        expect(unjudged).toMatchObject({ drifted: null, state: { drift: { level: held, sum } } });
        const before = countOutcome(anOutcome({ state, held, result: one, sameTrial: false }));
        expect(before).toMatchObject({ drifted: null, state: { drift: state.drift } });
      }),
    );
  });
});

describe('a demotion', () => {
  it.each<[Level, Level]>([
    ['autonomous', 'approve'],
    ['veto', 'approve'],
    ['approve', 'advise'],
    ['advise', 'shadow'],
    ['shadow', 'shadow'],
    ['off', 'off'],
  ])('from %s leads to %s', (held, to) => {
    expect(demotedTo(held)).toBe(to);
  });

  it('only ever lowers, and below approve nothing executes', () => {
    for (const held of levels) {
      expect(rank(demotedTo(held))).toBeLessThanOrEqual(rank(held));
      if (isAtLeast(held, 'advise')) expect(demotedTo(held)).not.toBe(held);
    }
  });
});
