import { describe, expect, it, vi } from 'vitest';
import { at, operator } from '../test/builders.ts';
import { useDatabase } from '../test/database.ts';
import { Sealer } from './sealer.ts';

const unwanted = (error: unknown): void => {
  throw error;
};

describe('a sealer', () => {
  it('seals once for many nudges, and again for one that comes meanwhile', async () => {
    const ends: (() => void)[] = [];
    const seal = vi.fn(() => new Promise<number>((resolve) => ends.push(() => resolve(0))));
    const sealer = new Sealer({ audit: { seal }, onError: unwanted, gatherMs: 1, idleMs: 60_000 });
    for (let nudge = 0; nudge < 100; nudge += 1) sealer.nudge();
    await vi.waitFor(() => expect(seal).toHaveBeenCalledTimes(1));
    sealer.nudge();
    sealer.nudge();
    ends.shift()?.();
    await vi.waitFor(() => expect(seal).toHaveBeenCalledTimes(2));
    ends.shift()?.();
    const stopped = sealer.stop();
    await vi.waitFor(() => expect(seal).toHaveBeenCalledTimes(3));
    ends.shift()?.();
    await stopped;
    sealer.nudge();
    expect(seal).toHaveBeenCalledTimes(3);
  });

  it('seals what others wrote, though nobody nudges', async () => {
    const seal = vi.fn(async () => 0);
    const sealer = new Sealer({ audit: { seal }, onError: unwanted, idleMs: 1 });
    await vi.waitFor(() => expect(seal.mock.calls.length).toBeGreaterThan(2));
    await sealer.stop();
  });

  it('tells of a failure and goes on', async () => {
    const errors: unknown[] = [];
    const seal = vi.fn(async () => {
      if (seal.mock.calls.length < 3) throw new Error('gone');
      return 0;
    });
    const sealer = new Sealer({ audit: { seal }, onError: (error) => errors.push(error), idleMs: 1 });
    await vi.waitFor(() => expect(seal.mock.calls.length).toBeGreaterThan(2));
    await sealer.stop();
    expect(errors).toHaveLength(2);
  });
});

describe('a sealer on a record', () => {
  const database = useDatabase();

  it('seals soon after a write, and the rest when it stops', async () => {
    const nudges: { nudge: () => void } = { nudge: () => {} };
    const record = await database.open({ onWrite: () => nudges.nudge() });
    const sealer = new Sealer({ audit: record.audit, onError: unwanted });
    nudges.nudge = () => sealer.nudge();
    const note = (id: string) =>
      record.audit.note({ id, type: 'x.noted', at: at(0), actor: operator, scope: null, refs: {}, data: {} });
    await note('evt_1');
    await vi.waitFor(async () => expect(await record.audit.list(0, 10)).toHaveLength(1), { timeout: 500 });
    await note('evt_2');
    await sealer.stop();
    expect(await record.audit.verify()).toMatchObject({ sealed: 2, verified: true });
  });
});
