/** What only Redis can get wrong. */

import type { AndonError } from '@andon/core';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type JobBus, openJobBus } from '../src/index.ts';
import { hasRedis, startRedis, type TestServer } from './servers.ts';

describe.skipIf(!hasRedis())('Redis under a job bus', () => {
  let server: TestServer | undefined;
  let bus: JobBus | undefined;

  afterEach(async () => {
    await bus?.close();
    await server?.stop();
    bus = undefined;
    server = undefined;
  });

  it('is refused when it drops keys to save memory', async () => {
    server = await startRedis(['--maxmemory', '64mb', '--maxmemory-policy', 'allkeys-lru']);
    await expect(openJobBus({ backend: server.backend, onError: () => {} })).rejects.toMatchObject({
      code: 'redis.eviction',
      details: { policy: 'allkeys-lru' },
    });
  });

  it('is told again that a lane is one when it came back without its memory', async () => {
    server = await startRedis();
    if (server.backend.kind !== 'redis') throw new TypeError('A Redis was asked for.');
    bus = await openJobBus({ backend: server.backend, prefix: 'memory', onError: () => {} });
    await bus.work('line:a', {});
    const redis = new Redis(server.backend.connection as string);
    redis.on('error', () => {});
    try {
      const concurrency = (): Promise<string | null> => redis.hget('memory:line.a:meta', 'concurrency');
      expect(await concurrency()).toBe('1');
      await redis.flushall();
      expect(await concurrency()).toBeNull();
      await server.interrupt();
      await vi.waitFor(async () => expect(await concurrency()).toBe('1'), { timeout: 5_000 });
    } finally {
      redis.disconnect();
    }
  });

  it('may hold jobs that others wrote: what does not fit is reported, and drops out', async () => {
    server = await startRedis();
    if (server.backend.kind !== 'redis') throw new TypeError('A Redis was asked for.');
    const reported: AndonError[] = [];
    bus = await openJobBus({ backend: server.backend, prefix: 'foreign', onError: (error) => reported.push(error) });
    const redis = new Redis(server.backend.connection as string, { maxRetriesPerRequest: null });
    const foreign = new Queue('later', { connection: redis, prefix: 'foreign' });
    try {
      await foreign.add('run.advance', { runId: 5, wake: 1 }, { jobId: 'r-1' });
      await foreign.add('rm', {}, { jobId: 'x-1' });
      await bus.add('later', 'run.advance', { runId: 'r', wake: 2 }, { id: 'r-2' });
      const took = Promise.withResolvers<string>();
      await bus.work('later', { 'run.advance': async ({ runId }) => took.resolve(runId) });
      expect(await took.promise).toBe('r');
      expect(reported.map(({ code, details }) => [code, details.path])).toEqual([
        ['job.invalid', 'runId'],
        ['job.invalid', 'name'],
      ]);
      expect(await bus.counts('later')).toMatchObject({ waiting: 0, failed: 2 });
    } finally {
      await foreign.close();
      redis.disconnect();
    }
  });

  it('is not waited for where there is none', async () => {
    await expect(
      openJobBus({ backend: { kind: 'redis', connection: '/nowhere/redis.sock' }, onError: () => {} }),
    ).rejects.toMatchObject({ code: 'queue.unreachable' });
  });
});
