/**
 * Lets plant time pass, one instant at a time, and never further than the driver allows.
 *
 *   waiting ──continue(seq)──▶ passing ──instant reached──▶ waiting      (a new batch)
 *   waiting ──continue(seq), nothing left──▶ ended
 *
 * While waiting, plant time stands: commands are executed at this instant, and a driver that went away finds the same
 * batch again. Between instants it sleeps so that plant time runs `speed` times as fast as real time.
 */

import type { LinkState, SampleBatch } from '@andon/connect';
import type { World } from './plant.ts';

/** A batch, and whether the command link is up after it. */
export interface LineBatch extends SampleBatch {
  readonly link: LinkState;
}

export interface LockStepOptions {
  readonly world: World;
  /** Plant time over real time; 0 is flat out. */
  readonly speed: number;
  /** Monotonic process time, ms. */
  readonly monotonicMs: () => number;
  readonly onBatch: (batch: LineBatch) => void;
  readonly onEnd: () => void;
}

export interface LockStep {
  /** The batch that has not been continued from; while passing, the one that was. */
  batch(): LineBatch;
  state(): 'waiting' | 'passing' | 'ended';
  /** Ignored unless waiting on exactly this batch. */
  goOn(seq: number, wakeAt: number | null): void;
  speed(): number;
  setSpeed(speed: number): void;
  stop(): void;
}

export function createLockStep({ world, monotonicMs, onBatch, onEnd, ...options }: LockStepOptions): LockStep {
  let speed = options.speed;
  let state: ReturnType<LockStep['state']> = 'waiting';
  let batch = next(world.startMs, 1);
  let timer: { cancel(): void } | null = null;
  /** Process time at which the present instant was due; pacing counts from it, so a quick driver costs nothing. */
  let dueMs = monotonicMs();
  let passing = { from: world.startMs, to: world.startMs };

  function next(plantMs: number, seq: number): LineBatch {
    const samples = world.advanceTo(plantMs);
    return { plantMs: world.plantMs(), seq, samples, link: world.link() };
  }

  function arrive(): void {
    timer = null;
    state = 'waiting';
    batch = next(passing.to, batch.seq + 1);
    onBatch(batch);
  }

  function schedule(): void {
    const waitMs = speed === 0 ? 0 : dueMs + (passing.to - passing.from) / speed - monotonicMs();
    dueMs = monotonicMs() + Math.max(0, waitMs);
    timer = waitMs > 0 ? timeout(waitMs, arrive) : immediate(arrive);
  }

  return {
    batch: () => batch,
    state: () => state,
    goOn(seq, wakeAt) {
      if (state !== 'waiting' || seq !== batch.seq) return;
      const nextAt = world.nextAt();
      if (nextAt === null) {
        state = 'ended';
        onEnd();
        return;
      }
      state = 'passing';
      const from = world.plantMs();
      passing = { from, to: Math.max(from, Math.min(nextAt, Math.ceil(wakeAt ?? nextAt))) };
      schedule();
    },
    speed: () => speed,
    setSpeed(wanted) {
      const before = speed;
      speed = wanted;
      if (state !== 'passing' || timer === null) return;
      timer.cancel();
      const leftMs = before === 0 ? 0 : Math.max(0, dueMs - monotonicMs()) * before;
      passing = { from: passing.to - leftMs, to: passing.to };
      dueMs = monotonicMs();
      schedule();
    },
    stop() {
      timer?.cancel();
      state = 'ended';
    },
  };
}

function timeout(ms: number, run: () => void): { cancel(): void } {
  const handle = setTimeout(run, ms);
  return { cancel: () => clearTimeout(handle) };
}

function immediate(run: () => void): { cancel(): void } {
  const handle = setImmediate(run);
  return { cancel: () => clearImmediate(handle) };
}
