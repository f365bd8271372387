import type { LocalText } from '@andon/core';
import { plantStartMs } from '@andon/sim-line';
import { describe, expect, it } from 'vitest';
import { minuteMs } from '../../test/view-builders.ts';
import { DriftDrill, driftOf } from './drift-drill.ts';

const window = { firstMin: 100, lengthMin: 120, everyMin: 10_000 };
const beginsMs = plantStartMs + 100 * minuteMs;
const endsMs = beginsMs + 120 * minuteMs;

function drill(nowMs: number, of: typeof window | null = window) {
  const time = { nowMs };
  const told: string[] = [];
  const view = { note: ({ en }: LocalText) => told.push(en) };
  return { time, told, drill: new DriftDrill(of, view, () => time.nowMs) };
}

describe('the drift', () => {
  it('comes once, late in a run of a shift or more, and never in a shorter one', () => {
    expect(driftOf(169)).toBeNull();
    for (const coils of [170, 510]) {
      const runMin = (coils / 170) * 480;
      const { firstMin, lengthMin, everyMin } = driftOf(coils) ?? window;
      expect(firstMin / runMin).toBeGreaterThan(0.5);
      expect(firstMin + lengthMin).toBeLessThan(runMin);
      expect(everyMin).toBeGreaterThan(runMin);
    }
  });

  it('is told when it begins and when it ends, and that it was injected', async () => {
    const { time, told, drill: one } = drill(plantStartMs);
    expect(one.nextDue()).toBe(beginsMs);
    expect(await one.act()).toBe(false);
    time.nowMs = beginsMs;
    expect(await one.act()).toBe(true);
    expect(await one.act()).toBe(false);
    expect(one.nextDue()).toBe(endsMs);
    time.nowMs = endsMs;
    expect(await one.act()).toBe(true);
    expect(one.nextDue()).toBeNull();
    expect(told).toEqual([expect.stringMatching(/^Injected: /), expect.stringMatching(/over\.$/)]);
  });

  it('is not told again to whoever takes the line up after it began', async () => {
    const { time, told, drill: one } = drill(beginsMs + minuteMs);
    expect(one.nextDue()).toBe(endsMs);
    time.nowMs = endsMs;
    while (await one.act());
    expect(told).toHaveLength(1);
    expect(drill(endsMs + 1).drill.nextDue()).toBeNull();
    expect(drill(plantStartMs, null).drill.nextDue()).toBeNull();
  });
});
