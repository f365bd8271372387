import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestDisposition } from './economics.ts';
import type { FlatOutOptions, Policy } from './flat-out.ts';
import { runFlatOut } from './flat-out.ts';
import { tags } from './names.ts';
import type { DispositionRecord, InspectionRecord } from './payloads.ts';
import { grades, surfaceClasses } from './payloads.ts';
import { crewDisposition, lookRightShare, operatorMove, people } from './people.ts';
import { hourMs, minuteMs, plantStartMs } from './physics.ts';

function run({ policy, ...options }: Partial<FlatOutOptions> = {}) {
  const records = new Map<string, InspectionRecord>();
  const disposed: DispositionRecord[] = [];
  const moves: { readonly minute: number; readonly celsius: number; by: string }[] = [];
  const result = runFlatOut({
    seed: 1,
    scenario: 'baseline',
    slabs: 120,
    people: 'crew',
    ...options,
    policy: (sample, acts) => {
      policy?.(sample, acts);
      if (sample.tag === tags.inspectionRecord) {
        const record = sample.value as InspectionRecord;
        records.set(record.coil, record);
      }
      if (sample.tag === tags.disposition) disposed.push(sample.value as DispositionRecord);
      const minute = (sample.sourceTs - plantStartMs) / minuteMs;
      if (sample.tag === tags.furnaceSetpoint) moves.push({ minute, celsius: sample.value as number, by: '' });
      const last = moves[moves.length - 1];
      if (sample.tag === tags.furnaceSetpointBy && last) last.by = sample.value as string;
    },
  });
  // The present set-point is sent again every five minutes: a move is where it changed.
  const changed = moves.filter(({ celsius }, index) => index > 0 && moves[index - 1]?.celsius !== celsius);
  return { ...result, records, disposed, moves: changed };
}

describe('the inspector', () => {
  it('tires in the course of a shift, and the next shift begins fresh', () => {
    expect(lookRightShare(0)).toBe(0.9);
    expect(lookRightShare(4 * hourMs)).toBeCloseTo(0.875, 12);
    expect(lookRightShare(8 * hourMs - 1)).toBeCloseTo(0.85, 6);
    expect(lookRightShare(8 * hourMs)).toBe(0.9);
  });
});

describe('a crew', () => {
  it.each(grades)('disposes of %s by camera and look together', (grade) => {
    expect(crewDisposition(false, 'none', grade)).toBe('release');
    expect(crewDisposition(true, 'none', grade)).toBe('hold');
    for (const look of surfaceClasses.filter((name) => name !== 'none')) {
      for (const region of [true, false])
        expect(crewDisposition(region, look, grade)).toBe(bestDisposition(look, grade));
    }
  });

  it('disposes of every coil that nobody has, 5–12 minutes after the look and never after it must', () => {
    const { disposed, records, account } = run();
    expect(disposed).toHaveLength(records.size);
    expect(account.byPeople).toBe(account.coils);
    for (const { coil, disposition, by, who, at } of disposed) {
      const record = records.get(coil) as InspectionRecord;
      expect({ by, who }).toEqual({ by: 'people', who: record.inspector });
      expect(disposition).toBe(crewDisposition(record.features !== null, record.look, record.grade));
      expect(at).toBeLessThanOrEqual(record.decideBy);
      expect(at - record.lookedAt).toBeGreaterThanOrEqual(
        Math.min(people.disposeFromMs, record.decideBy - record.lookedAt),
      );
      expect(at - record.lookedAt).toBeLessThanOrEqual(people.disposeToMs);
    }
    expect(new Set(disposed.map(({ coil, at }) => at - (records.get(coil)?.lookedAt ?? 0))).size).toBeGreaterThan(50);
  });

  it('leaves alone what a command disposed of', () => {
    const policy: Policy = (sample, acts) => {
      if (sample.tag === tags.inspectionRecord) acts.dispose((sample.value as InspectionRecord).coil, 'rework');
    };
    const { account } = run({ policy });
    expect({ byPeople: account.byPeople, rework: account.dispositions.rework }).toEqual({
      byPeople: 0,
      rework: account.coils,
    });
  });

  it('does so however short the time is, and within it', () => {
    const { disposed, records } = run({ constants: { decideWithinMs: 4 * minuteMs } });
    expect(disposed).toHaveLength(records.size);
    for (const { coil, at } of disposed) expect(at).toBe(records.get(coil)?.decideBy);
  });
});

describe('the process operator', () => {
  it('moves the set-point towards the aim, by 20 °C at most, and not within 15 °C of it', () => {
    expect(operatorMove(1235, 1220)).toBe(0);
    expect(operatorMove(1205, 1220)).toBe(0);
    expect(operatorMove(1236, 1220)).toBe(-16);
    expect(operatorMove(1180, 1220)).toBe(20);
    fc.assert(
      fc.property(fc.double({ min: 1100, max: 1300, noNaN: true }), (seen) => {
        const move = operatorMove(seen, 1220);
        expect(Math.abs(move)).toBeLessThanOrEqual(people.reviewStepC);
        if (move !== 0) expect(Math.sign(move)).toBe(-Math.sign(seen - 1220));
      }),
    );
  });

  it('comes by every hour, most times, and not at all where people only hold', () => {
    const { moves, account } = run({ slabs: 1000 });
    expect(moves.length).toBeGreaterThan(8);
    expect(moves.every(({ minute, by }) => by === 'people' && minute > 0 && minute % 60 === 0)).toBe(true);
    expect(account.movesByPeople).toBe(moves.length);
    const always = run({ slabs: 1000, constants: { reviewAttendedShare: 1 } });
    const never = run({ slabs: 1000, constants: { reviewAttendedShare: 0 } });
    expect(always.account.movesByPeople).toBeGreaterThan(moves.length);
    expect(never.account.movesByPeople).toBe(0);
    expect(run({ slabs: 1000, people: 'hold' }).account.movesByPeople).toBe(0);
  });

  it('leaves the furnace alone for an hour after a command moved it', () => {
    const policy: Policy = (sample, acts) => {
      if (sample.tag === tags.heartbeat && (sample.value as number) % 45 === 0) acts.setSetpoint(1280);
    };
    const { moves } = run({ slabs: 600, policy });
    expect(moves.map(({ by }) => by)).not.toContain('people');
    const rested = run({ slabs: 600, policy, constants: { reviewRestMin: 0 } });
    expect(rested.moves.map(({ by }) => by)).toContain('people');
  });

  it('does not move it on a pyrometer that is bad', () => {
    const scenario = 'pyrometer-bad-quality';
    const bad = run({ slabs: 1000, scenario });
    // Bad from minute 20 to 40 of every hour: never when the operator comes, so they move it all the same ...
    expect(bad.moves.length).toBeGreaterThan(0);
    // ... and at half past, when they come every 30 minutes, they never do.
    const often = run({ slabs: 1000, scenario, constants: { reviewEveryMin: 30, reviewAttendedShare: 1 } });
    expect(often.moves.every(({ minute }) => minute % 60 === 0)).toBe(true);
  });
});
