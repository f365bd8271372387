/** What every server that carries jobs must do. Each test has a prefix of its own, so that none sees another's jobs. */

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AndonError } from '@andon/core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  type AddOptions,
  type ErrorPlace,
  type JobBus,
  type JobBusOptions,
  type JobContext,
  type JobPage,
  type JobState,
  type ListedJob,
  openJobBus,
  placeOfJob,
} from '../src/index.ts';
import { startFixture } from './child.ts';
import { hasRedis, startPostgres, startRedis, type TestServer } from './servers.ts';

const VERTICAL = 'vertical:quality-inspection';
const LANE = 'line:acme/harbin/hot-rolling/hot-strip-1';

describe.each([
  { name: 'Redis', start: startRedis, missing: !hasRedis() },
  { name: 'PostgreSQL', start: startPostgres, missing: false },
])('a job bus on $name', ({ start, missing }) => {
  describe.skipIf(missing)('with a server', () => {
    let server: TestServer;
    let prefix = '';
    let tests = 0;
    let reported: Array<{ error: AndonError; where: ErrorPlace }> = [];
    const open = new Set<JobBus>();

    beforeAll(async () => {
      server = await start();
    });

    afterEach(async () => {
      await Promise.all([...open].map((bus) => bus.close()));
      open.clear();
    });

    afterAll(async () => {
      await server?.stop();
    });

    const fresh = (): void => {
      tests += 1;
      prefix = `test_${tests}`;
      reported = [];
    };

    const openBus = async (options: Partial<JobBusOptions> = {}): Promise<JobBus> => {
      const bus = await openJobBus({
        backend: server.backend,
        prefix,
        lockMs: 1_000,
        stalledCheckMs: 200,
        onError: (error, where) => reported.push({ error, where }),
        ...options,
      });
      open.add(bus);
      return bus;
    };

    it('hands a job to its handler within a second', async () => {
      fresh();
      const bus = await openBus();
      const took = Promise.withResolvers<{ data: object; context: JobContext }>();
      await bus.work(VERTICAL, { 'run.advance': async (data, context) => took.resolve({ data, context }) });
      const addedMs = performance.now();
      await bus.add(VERTICAL, 'run.advance', { runId: 'run-1', wake: 3 }, { id: 'run-1-3' });
      const { data, context } = await took.promise;
      expect(performance.now() - addedMs).toBeLessThan(1_000);
      expect(data).toEqual({ runId: 'run-1', wake: 3 });
      expect(context).toMatchObject({ jobId: 'run-1-3', attempt: 1 });
      expect(context.signal.aborted).toBe(false);
      await vi.waitFor(async () => {
        expect(await bus.counts(VERTICAL)).toEqual({ waiting: 0, active: 0, delayed: 0, failed: 0 });
      });
    });

    it('takes up at once what waited before there was a worker, the urgent first', async () => {
      fresh();
      const bus = await openBus();
      await bus.add('later', 'outcome.verify', { outcomeId: 'a', wake: 1 }, { id: 'a-1', priority: 4 });
      await bus.add('later', 'outcome.verify', { outcomeId: 'b', wake: 1 }, { id: 'b-1', priority: 1 });
      expect(await bus.counts('later')).toMatchObject({ waiting: 2 });
      const took: string[] = [];
      const both = Promise.withResolvers<void>();
      await bus.work('later', {
        'outcome.verify': async ({ outcomeId }) => {
          if (took.push(outcomeId) === 2) both.resolve();
        },
      });
      await both.promise;
      expect(took).toEqual(['b', 'a']);
    });

    it('runs a job once however often its id is added, before and after it ran', async () => {
      fresh();
      const bus = await openBus();
      const took: string[] = [];
      let last = Promise.withResolvers<void>();
      const add = (id: string): Promise<void> =>
        bus.add(VERTICAL, 'run.advance', { runId: id, wake: 1 }, { id: `${id}-1` });
      await Promise.all(Array.from({ length: 20 }, () => add('same')));
      await add('last');
      await bus.work(VERTICAL, {
        'run.advance': async ({ runId }) => {
          took.push(runId);
          if (runId.startsWith('last')) last.resolve();
        },
      });
      await last.promise;
      last = Promise.withResolvers();
      await add('same');
      await add('last-again');
      await last.promise;
      expect(took).toEqual(['same', 'last', 'last-again']);
    });

    it('does not run a delayed job early, and wakes a waiting worker for it', async () => {
      fresh();
      const bus = await openBus();
      const took = Promise.withResolvers<number>();
      await bus.work('later', { 'outcome.verify': async () => took.resolve(Date.now()) });
      const addedMs = Date.now();
      await bus.add('later', 'outcome.verify', { outcomeId: 'e', wake: 1 }, { id: 'e-1', delayMs: 300 });
      expect(await bus.counts('later')).toMatchObject({ delayed: 1 });
      const lateMs = (await took.promise) - addedMs - 300;
      expect(lateMs).toBeGreaterThanOrEqual(-1);
      expect(lateMs).toBeLessThan(1_500);
    });

    it('keeps a line in order and one at a time across two workers, whatever concurrency they ask for', async () => {
      fresh();
      const buses = [await openBus(), await openBus()];
      const jobs = 40;
      const started: string[] = [];
      let running = 0;
      let overlaps = 0;
      const all = Promise.withResolvers<void>();
      for (let wake = 0; wake < jobs; wake += 1) {
        const data = { effectId: `e${wake}`, line: 'acme/harbin/hot-rolling/hot-strip-1', wake };
        await buses[wake % 2]?.add(LANE, 'effect.recover', data, { id: `e${wake}-${wake}` });
      }
      for (const bus of buses) {
        await bus.work(
          LANE,
          {
            'effect.recover': async ({ effectId }) => {
              if (running > 0) overlaps += 1;
              running += 1;
              started.push(effectId);
              for (let turn = 0; turn < 5; turn += 1) await nextTurn();
              running -= 1;
              if (started.length === jobs) all.resolve();
            },
          },
          { concurrency: 5 },
        );
      }
      await all.promise;
      expect(overlaps).toBe(0);
      expect(started).toEqual(Array.from({ length: jobs }, (_, index) => `e${index}`));
    });

    it('reports a handler that throws, counts its job as failed, does not try again, and goes on', async () => {
      fresh();
      const bus = await openBus();
      const attempts: string[] = [];
      const last = Promise.withResolvers<void>();
      await bus.work(LANE, {
        'effect.recover': async ({ effectId }) => {
          attempts.push(effectId);
          if (effectId === 'bad') throw new TypeError('no such row');
          last.resolve();
        },
      });
      const line = 'acme/harbin/hot-rolling/hot-strip-1';
      await bus.add(LANE, 'effect.recover', { effectId: 'bad', line, wake: 1 }, { id: 'bad-1' });
      await bus.add(LANE, 'effect.recover', { effectId: 'good', line, wake: 1 }, { id: 'good-1' });
      await last.promise;
      expect(attempts).toEqual(['bad', 'good']);
      expect(await bus.counts(LANE)).toMatchObject({ failed: 1, waiting: 0 });
      expect(reported).toHaveLength(1);
      expect(reported[0]?.error).toMatchObject({ code: 'job.failed', cause: expect.any(TypeError) });
      expect(reported[0]?.where).toEqual({ during: 'job', queue: LANE, name: 'effect.recover', jobId: 'bad-1' });
    });

    it('reports and drops a job that no handler takes', async () => {
      fresh();
      const bus = await openBus();
      const took = Promise.withResolvers<void>();
      await bus.work('later', { 'run.advance': async () => took.resolve() });
      await bus.add('later', 'outcome.verify', { outcomeId: 'e', wake: 1 }, { id: 'e-1' });
      await bus.add('later', 'run.advance', { runId: 'r', wake: 1 }, { id: 'r-1' });
      await took.promise;
      expect(reported.map(({ error }) => error.code)).toEqual(['job.invalid']);
      expect(await bus.counts('later')).toMatchObject({ waiting: 0, failed: 1 });
    });

    it('lists the jobs of a state, page by page, and each in the state that it is in', async () => {
      fresh();
      const bus = await openBus();
      const listed = async (state: JobState, page: JobPage = { after: null, limit: 10 }) =>
        (await bus.list(LANE, state, page)).map(({ id }) => id);
      const line = 'acme/harbin/hot-rolling/hot-strip-1';
      const add = (effectId: string, options: Omit<AddOptions, 'id'> = {}) =>
        bus.add(LANE, 'effect.recover', { effectId, line, wake: 1 }, { id: `${effectId}-1`, ...options });
      for (const effectId of ['bad', 'long', 'last']) await add(effectId);
      await add('urgent', { priority: 3 });
      await add('tomorrow', { delayMs: 86_400_000 });
      await add('soon', { delayMs: 3_600_000 });
      const [first, ...others] = await bus.list(LANE, 'waiting', { after: null, limit: 10 });
      expect(first).toEqual({
        queue: LANE,
        state: 'waiting',
        id: 'bad-1',
        name: 'effect.recover',
        data: { effectId: 'bad', line, wake: 1 },
        addedMs: expect.any(Number),
        dueMs: null,
        endedMs: null,
        attempts: 0,
        failure: null,
      });
      const rest = others.map(({ id }) => id);
      expect(rest.toSorted()).toEqual(['last-1', 'long-1', 'urgent-1']);
      const after = placeOfJob(first as ListedJob);
      expect(await listed('waiting', { after, limit: 2 })).toEqual(rest.slice(0, 2));
      expect(await listed('waiting', { after, limit: 0 })).toEqual([]);
      expect(await listed('delayed')).toEqual(['soon-1', 'tomorrow-1']);

      const isAt = Promise.withResolvers<void>();
      const mayEnd = Promise.withResolvers<void>();
      await bus.work(LANE, {
        'effect.recover': async ({ effectId }) => {
          if (effectId === 'bad') throw new TypeError('no such row');
          if (effectId !== 'long') return;
          isAt.resolve();
          await mayEnd.promise;
        },
      });
      await isAt.promise;
      expect(await bus.list(LANE, 'active', { after: null, limit: 10 })).toMatchObject([{ id: 'long-1', attempts: 1 }]);
      expect(await bus.list(LANE, 'failed', { after: null, limit: 10 })).toMatchObject([
        { id: 'bad-1', failure: expect.stringContaining('no such row'), endedMs: expect.any(Number) },
      ]);
      mayEnd.resolve();
    });

    it('lets running jobs end when it closes, and leaves the others for the next', async () => {
      fresh();
      const bus = await openBus();
      const took = Promise.withResolvers<void>();
      const finish = Promise.withResolvers<void>();
      const ended: string[] = [];
      await bus.work(VERTICAL, {
        'run.advance': async ({ runId }) => {
          took.resolve();
          await finish.promise;
          ended.push(runId);
        },
      });
      await bus.add(VERTICAL, 'run.advance', { runId: 'first', wake: 1 }, { id: 'first-1' });
      await bus.add(VERTICAL, 'run.advance', { runId: 'second', wake: 1 }, { id: 'second-1' });
      await took.promise;
      const closed = bus.close();
      await expect(
        bus.add(VERTICAL, 'run.advance', { runId: 'third', wake: 1 }, { id: 'third-1' }),
      ).rejects.toMatchObject({ code: 'queue.closed' });
      finish.resolve();
      await closed;
      expect(ended).toEqual(['first']);
      expect(reported).toEqual([]);
      const next = await openBus();
      expect(await next.counts(VERTICAL)).toEqual({ waiting: 1, active: 0, delayed: 0, failed: 0 });
    });

    it('aborts the signal of a job that outlasts the drain, and closes without it', async () => {
      fresh();
      const bus = await openBus({ drainMs: 50 });
      const took = Promise.withResolvers<AbortSignal>();
      await bus.work(VERTICAL, {
        'run.advance': async (_, { signal }) => {
          took.resolve(signal);
          await new Promise(() => {});
        },
      });
      await bus.add(VERTICAL, 'run.advance', { runId: 'r', wake: 1 }, { id: 'r-1' });
      const signal = await took.promise;
      const beganMs = performance.now();
      await bus.close();
      expect(performance.now() - beganMs).toBeLessThan(4_000);
      expect(signal.aborted).toBe(true);
      expect(reported.map(({ error }) => error.code)).toEqual(['job.abandoned']);
    });

    it('gives the jobs of a killed process to another worker', async () => {
      fresh();
      const bus = await openBus();
      const victim = startFixture({ backend: server.backend, prefix, queue: LANE, mode: 'hold' });
      await victim.says('ready');
      for (const runId of ['a', 'b']) await bus.add(LANE, 'run.advance', { runId, wake: 1 }, { id: `${runId}-1` });
      await victim.says('took a-1');
      const took: Array<{ runId: string; attempt: number }> = [];
      const both = Promise.withResolvers<void>();
      await bus.work(LANE, {
        'run.advance': async ({ runId }, { attempt }) => {
          if (took.push({ runId, attempt }) === 2) both.resolve();
        },
      });
      expect(await bus.counts(LANE)).toMatchObject({ active: 1, waiting: 1 });
      victim.process.kill('SIGKILL');
      await both.promise;
      // In either order: PostgreSQL puts a recovered job behind the waiting ones, Redis before them.
      expect(took).toContainEqual({ runId: 'a', attempt: 2 });
      expect(took).toContainEqual({ runId: 'b', attempt: 1 });
    });

    it('hears of new jobs again after its connections were cut', async () => {
      fresh();
      const bus = await openBus();
      const took = Promise.withResolvers<void>();
      await bus.work(VERTICAL, { 'run.advance': async () => took.resolve() });
      await server.interrupt();
      const add = (): Promise<void> => bus.add(VERTICAL, 'run.advance', { runId: 'r', wake: 1 }, { id: 'r-1' });
      await vi.waitFor(add, { timeout: 5_000 });
      const addedMs = performance.now();
      await took.promise;
      expect(performance.now() - addedMs).toBeLessThan(3_000);
    });

    it('can be opened by two at once where nothing is yet', async () => {
      fresh();
      const buses = await Promise.all([openBus(), openBus(), openBus()]);
      await Promise.all(
        buses.map((bus, wake) => bus.add('later', 'run.advance', { runId: 'r', wake }, { id: `r-${wake}` })),
      );
      expect(await buses[0]?.counts('later')).toMatchObject({ waiting: 3 });
    });

    it('leaves nothing behind that keeps the process up', async () => {
      fresh();
      const child = startFixture({ backend: server.backend, prefix, queue: VERTICAL, mode: 'close' });
      await child.says('ran');
      child.process.stdin?.write('close\n');
      await child.says('closed');
      expect(await child.exitCode).toBe(0);
    });

    it('closes in bounded time, and lets the process end, when its server is gone', async () => {
      fresh();
      const doomed = await start();
      try {
        const child = startFixture({ backend: doomed.backend, prefix, queue: VERTICAL, mode: 'close' });
        await child.says('ran');
        await doomed.kill();
        const beganMs = performance.now();
        child.process.stdin?.write('close\n');
        await child.says('closed');
        expect(await child.exitCode).toBe(0);
        expect(performance.now() - beganMs).toBeLessThan(9_000);
      } finally {
        await doomed.stop();
      }
    }, 30_000);

    it('says so at once, instead of waiting, when its server is gone', async () => {
      fresh();
      const doomed = await start();
      try {
        const bus = await openBus({ backend: doomed.backend });
        await bus.work(VERTICAL, {});
        await doomed.kill();
        const add = (): Promise<void> => bus.add(VERTICAL, 'run.advance', { runId: 'r', wake: 1 }, { id: 'r-1' });
        await expect(add()).rejects.toMatchObject({ code: 'queue.unreachable' });
        await vi.waitFor(() => {
          expect(reported.map(({ error }) => error.code)).toContain('queue.unreachable');
        });
        const cpu = process.cpuUsage();
        const failures = Array.from({ length: 20 }, () => add());
        expect((await Promise.allSettled(failures)).every(({ status }) => status === 'rejected')).toBe(true);
        expect(process.cpuUsage(cpu).user).toBeLessThan(1_000_000);
        await bus.close();
      } finally {
        await doomed.stop();
      }
    }, 30_000);
  });
});
