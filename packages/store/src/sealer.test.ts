import { describe, expect, it, vi } from 'vitest';
import { at, operator } from '../test/builders.ts';
import { useDatabase } from '../test/database.ts';
import { type CheckpointOptions, Sealer } from './sealer.ts';

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

describe('a sealer that signs', () => {
  /** A trail in memory of which `waiting` events are not sealed yet. */
  function trail(waiting: number) {
    let left = waiting;
    let size = 0;
    const sizes: number[] = [];
    const seal = async (most = Number.POSITIVE_INFINITY) => {
      const sealed = Math.min(left, most);
      left -= sealed;
      size += sealed;
      return sealed;
    };
    const checkpoint = async () => (size > (sizes.at(-1) ?? 0) ? { size, note: '', wallMs: 0 } : null);
    const checkpoints: CheckpointOptions = {
      audit: { checkpoint },
      ...{ origin: 'acme/harbin', sign: () => '', wallMs: () => 0, everyMs: 3_600_000 },
      onCheckpoint: (made) => sizes.push(made.size),
    };
    return { audit: { seal }, sizes, checkpoints, write: (many: number) => (left += many) };
  }

  it('signs after every so many events, though many wait at once, and what is left when it stops', async () => {
    const { audit, sizes, checkpoints } = trail(2_700);
    const sealer = new Sealer({ audit, onError: unwanted, idleMs: 1, checkpoints });
    await vi.waitFor(() => expect(sizes).toEqual([1_000, 2_000]));
    await sealer.stop();
    expect(sizes).toEqual([1_000, 2_000, 2_700]);
  });

  it('signs after a while where anything was sealed, and never the same twice', async () => {
    const { audit, sizes, checkpoints, write } = trail(3);
    const seal = vi.fn(audit.seal);
    const given = { ...checkpoints, everyMs: 1 };
    const sealer = new Sealer({ audit: { seal }, onError: unwanted, idleMs: 1, checkpoints: given });
    await vi.waitFor(() => expect(sizes).toEqual([3]));
    await vi.waitFor(() => expect(seal.mock.calls.length).toBeGreaterThan(5));
    write(1);
    await vi.waitFor(() => expect(sizes).toEqual([3, 4]));
    await sealer.stop();
    expect(sizes).toEqual([3, 4]);
  });

  it('goes on sealing when it cannot sign, and tells of it', async () => {
    const { audit, checkpoints } = trail(5_000);
    const errors: unknown[] = [];
    const failing = async () => {
      throw new Error('no key');
    };
    const seal = vi.fn(audit.seal);
    const given = { ...checkpoints, audit: { checkpoint: failing } };
    const sealer = new Sealer({
      audit: { seal },
      checkpoints: given,
      onError: (error) => errors.push(error),
      idleMs: 1,
    });
    await vi.waitFor(async () => expect(seal.mock.calls.length).toBeGreaterThan(6));
    await sealer.stop();
    expect(errors).toHaveLength(6);
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
