import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LineBatch } from './lock-step.ts';
import { createLockStep } from './lock-step.ts';
import { minuteMs, plantStartMs } from './physics.ts';
import { createWorld } from './world.ts';

beforeEach(
  () =>
    void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate', 'performance'] }),
);
afterEach(() => void vi.useRealTimers());

function steps(speed: number, slabs = 2) {
  const batches: LineBatch[] = [];
  const ends: number[] = [];
  const world = createWorld({ seed: 1, scenario: 'baseline', slabs });
  const lockStep = createLockStep({
    world,
    speed,
    monotonicMs: () => performance.now(),
    onBatch: (batch) => void batches.push(batch),
    onEnd: () => void ends.push(world.plantMs()),
  });
  return { lockStep, batches, ends, world };
}

describe('lock-step', () => {
  it('stands at the first instant until it is told to go on', () => {
    const { lockStep, batches } = steps(60);
    vi.advanceTimersByTime(3_600_000);
    expect(batches).toEqual([]);
    expect(lockStep.batch()).toMatchObject({ plantMs: plantStartMs, seq: 1 });
    expect(lockStep.state()).toBe('waiting');
  });

  it('goes on from the batch it waits on, once, and from no other', () => {
    const { lockStep, batches } = steps(0);
    lockStep.goOn(7, null);
    vi.runAllTimers();
    expect(batches).toEqual([]);
    lockStep.goOn(1, null);
    lockStep.goOn(1, null);
    vi.runAllTimers();
    expect(batches.map(({ seq }) => seq)).toEqual([2]);
    lockStep.goOn(1, null);
    vi.runAllTimers();
    expect(batches).toHaveLength(1);
  });

  it('runs plant time at its speed: a plant minute at 60 times takes a second', () => {
    const { lockStep, batches } = steps(60);
    lockStep.goOn(1, null);
    vi.advanceTimersByTime(990);
    expect(batches).toHaveLength(0);
    vi.advanceTimersByTime(20);
    expect(batches.map(({ plantMs }) => plantMs)).toEqual([plantStartMs + minuteMs]);
  });

  it('does not count against the line what the driver took to decide, nor hurry after a pause', () => {
    const { lockStep, batches } = steps(60);
    vi.advanceTimersByTime(400);
    lockStep.goOn(1, null);
    vi.advanceTimersByTime(610);
    expect(batches).toHaveLength(1);
    vi.advanceTimersByTime(100_000);
    lockStep.goOn(2, null);
    vi.advanceTimersByTime(1);
    expect(batches).toHaveLength(2);
    lockStep.goOn(3, null);
    vi.advanceTimersByTime(900);
    expect(batches).toHaveLength(2);
  });

  it('changes speed in the middle of a sleep', () => {
    const { lockStep, batches } = steps(1);
    lockStep.goOn(1, null);
    vi.advanceTimersByTime(30_000);
    lockStep.setSpeed(30);
    vi.advanceTimersByTime(990);
    expect(batches).toHaveLength(0);
    vi.advanceTimersByTime(20);
    expect(batches).toHaveLength(1);
  });

  it('wakes where the driver asked to be woken, if that is sooner', () => {
    const { lockStep, batches } = steps(0);
    lockStep.goOn(1, plantStartMs + 12_345);
    vi.runAllTimers();
    expect(batches[0]?.plantMs).toBe(plantStartMs + 12_345);
    lockStep.goOn(2, plantStartMs + 10 * minuteMs);
    vi.runAllTimers();
    expect(batches[1]?.plantMs).toBe(plantStartMs + minuteMs);
    lockStep.goOn(3, plantStartMs);
    vi.runAllTimers();
    expect(batches[2]?.plantMs).toBe(plantStartMs + minuteMs);
  });

  it('ends when the driver has gone on from the last batch', () => {
    const { lockStep, ends, world } = steps(0);
    for (let round = 0; round < 1000 && lockStep.state() !== 'ended'; round += 1) {
      lockStep.goOn(lockStep.batch().seq, null);
      vi.runAllTimers();
    }
    expect(ends).toEqual([world.plantMs()]);
    expect(world.truth.account().coils).toBe(2);
  });
});
