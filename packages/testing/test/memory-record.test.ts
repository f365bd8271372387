/** What the comparison with PostgreSQL cannot show: leases that end while a test waits, on a clock that it moves. */

import type { RecordPort } from '@andon/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { aNewRun, aPress, aStamp, testLine } from '../src/builders.ts';
import { FakeClock } from '../src/fake-clock.ts';
import { createMemoryRecord } from '../src/model/memory-record.ts';
import { countingIds, seededRandom } from '../src/seeded-random.ts';

let clock: FakeClock;
let record: RecordPort;

beforeEach(() => {
  clock = new FakeClock();
  record = createMemoryRecord({ processMs: () => clock.monotonicMs() });
});

describe('leases in the memory record', () => {
  it('keep a run for as long as they last, and not a millisecond more', async () => {
    await record.runs.open(aNewRun(), aStamp());
    expect(await record.runs.lease('run_1', 'process-a', 1_000)).toMatchObject({ token: 1 });
    clock.advance(999);
    expect(await record.runs.lease('run_1', 'process-b', 1_000)).toBeNull();
    expect(await record.runs.wake(10)).toEqual([]);
    clock.advance(1);
    expect(await record.runs.wake(10)).toMatchObject([{ id: 'run_1', wake: 1 }]);
    expect(await record.runs.lease('run_1', 'process-b', 1_000)).toMatchObject({ token: 2, run: { attempts: 2 } });
    expect(await record.runs.finish('run_1', 1, [], aStamp())).toBeNull();
    expect(await record.runs.finish('run_1', 2, [], aStamp())).toEqual([]);
  });

  it('keep a line while they are renewed, and give another holder a higher token', async () => {
    expect(await record.lanes.hold(testLine, 'process-a', 1_000)).toEqual({ kind: 'held', token: 1 });
    clock.advance(900);
    expect(await record.lanes.hold(testLine, 'process-a', 1_000)).toEqual({ kind: 'held', token: 1 });
    clock.advance(900);
    expect(await record.lanes.hold(testLine, 'process-b', 1_000)).toEqual({ kind: 'busy', holder: 'process-a' });
    clock.advance(100);
    expect(await record.lanes.hold(testLine, 'process-b', 1_000)).toEqual({ kind: 'held', token: 2 });
  });

  it('let a stop be acknowledged once whoever did not see it has run out', async () => {
    await record.authority.renew('process-a', 1_000);
    const { epoch } = await record.stops.press(aPress());
    expect(await record.authority.unaware(epoch, 'process-b')).toEqual(['process-a']);
    clock.advance(1_000);
    expect(await record.authority.unaware(epoch, 'process-b')).toEqual([]);
  });

  it('do not notice that the wall clock was set', async () => {
    await record.lanes.hold(testLine, 'process-a', 1_000);
    clock.setWall(clock.wallMs() + 3_600_000);
    expect(await record.lanes.hold(testLine, 'process-b', 1_000)).toMatchObject({ kind: 'busy' });
  });
});

describe('what the memory record answers', () => {
  it('stays as it was, whatever is written later and whatever the writer does to his own', async () => {
    const observation = { value: 1 };
    await record.runs.open(aNewRun({ observation }), aStamp());
    observation.value = 2;
    const before = await record.runs.get('run_1');
    await record.runs.lease('run_1', 'process-a', 1_000);
    expect(before).toMatchObject({ state: 'queued', observation: { value: 1 } });
  });
});

describe('chance and ids', () => {
  it('come out the same for the same seed, between 0 and 1, and not all alike', () => {
    const [one, same, other] = [seededRandom(7), seededRandom(7), seededRandom(8)];
    const draw = (random: { next(): number }) => Array.from({ length: 100 }, () => random.next());
    const drawn = draw(one);
    expect(draw(same)).toEqual(drawn);
    expect(draw(other)).not.toEqual(drawn);
    expect(drawn.every((number) => number >= 0 && number < 1)).toBe(true);
    expect(new Set(drawn).size).toBeGreaterThan(90);
  });

  it('are counted by kind', () => {
    const newId = countingIds();
    expect([newId('run'), newId('run'), newId('dec')]).toEqual(['run_1', 'run_2', 'dec_1']);
  });
});
