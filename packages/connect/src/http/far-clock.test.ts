import { describe, expect, it } from 'vitest';
import { FarClock } from './far-clock.ts';

/** Ours, set by hand, and what it says of the far end's. */
function clocks() {
  let ownMs = 500;
  const far = new FarClock({ monotonicMs: () => ownMs });
  const pass = (ms: number): number | null => {
    ownMs += ms;
    return far.nowMs();
  };
  return { far, pass };
}

describe("the far end's clock", () => {
  it('is not known until it tells a time, and goes on by itself from there', () => {
    const { far, pass } = clocks();
    expect(pass(0)).toBeNull();
    far.is(10_000);
    expect(pass(0)).toBe(10_000);
    expect(pass(250)).toBe(10_250);
  });

  it('is moved on by what happened there, and never back by what happened long ago', () => {
    const { far, pass } = clocks();
    far.isAtLeast(4_000);
    expect(pass(1_000)).toBe(5_000);
    far.isAtLeast(9_000);
    far.isAtLeast(3_000);
    expect(pass(0)).toBe(9_000);
  });

  it('stands where it was set back, until it has caught up', () => {
    const { far, pass } = clocks();
    far.is(10_000);
    expect(pass(0)).toBe(10_000);
    far.is(7_000);
    expect(pass(1_000)).toBe(10_000);
    expect(pass(2_500)).toBe(10_500);
  });
});
