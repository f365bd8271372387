/** What each fault does, and when it is over. */

import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '@andon/core';
import { aimAt } from './aim.ts';
import type { Floor } from './floor.ts';
import type { Flow } from './flow.ts';
import type { FaultName } from './plan.ts';
import type { Weather } from './proxy.ts';
import type { Step } from './steps.ts';

/** Longer than a worker's lease on a line, which is 5 s. */
const PAUSE_MS = 7_000;
/** Longer than a queue's lock on a job, which is 10 s. */
const REDIS_PAUSE_MS = 13_000;
/** Longer than the authority's lease, which is 1 s. */
const BLOCK_MS = [1_500, 3_000] as const;
const SHORT_MS = [200, 2_000] as const;
const NETWORK_MS = [1_000, 3_000] as const;
const BOTH_MS = 1_500;

export interface Striking {
  readonly floor: Floor;
  readonly flow: Flow;
  readonly random: Random;
  readonly nowMs: () => number;
  /** The step that a kill of the worker is to come at. */
  readonly step: Step;
  /** Called the moment the worker was killed. */
  readonly onKilled: () => Promise<void>;
}

/** Wall times of the fault; a process that was killed is started again at once, so its death ends it. */
export interface Struck {
  readonly fromMs: number;
  readonly toMs: number;
}

export const strikes: Readonly<Record<FaultName, (striking: Striking) => Promise<Struck>>> = {
  async 'worker-kill'({ floor, flow, random, nowMs, step, onKilled }) {
    let atMs = 0;
    await aimAt(step, { flow, sightings: floor.sightings, random }, () => {
      floor.worker.signal('SIGKILL');
      atMs = nowMs();
    });
    await onKilled();
    await floor.worker.up();
    return { fromMs: atMs, toMs: atMs };
  },

  async 'api-kill'({ floor, nowMs }) {
    floor.api.signal('SIGKILL');
    const atMs = nowMs();
    await floor.api.up();
    return { fromMs: atMs, toMs: atMs };
  },

  'postgres-kill': ({ floor: { postgres }, random, nowMs }) =>
    lasting(nowMs, async () => {
      await postgres.kill();
      await delay(among(SHORT_MS, random));
      await postgres.restart();
    }),

  'redis-kill': ({ floor: { redis }, random, nowMs }) =>
    lasting(nowMs, async () => {
      await redis?.kill();
      await delay(among(SHORT_MS, random));
      await redis?.restart();
    }),

  'redis-flush': ({ floor: { redis }, nowMs }) => lasting(nowMs, async () => redis?.flush()),

  'redis-pause': ({ floor: { redis }, nowMs }) =>
    lasting(nowMs, async () => {
      redis?.pause();
      await delay(REDIS_PAUSE_MS);
      redis?.resume();
    }),

  /** Another worker takes its lines over meanwhile; then both are there, and the one that stood still does not know. */
  async 'worker-pause'({ floor, nowMs }) {
    const standIn = await floor.standIn();
    const struck = await lasting(nowMs, async () => {
      floor.worker.signal('SIGSTOP');
      await delay(PAUSE_MS);
      floor.worker.signal('SIGCONT');
    });
    await delay(BOTH_MS);
    standIn.kill('SIGKILL');
    await standIn.ended;
    return struck;
  },

  async 'worker-block'({ flow, random, nowMs }) {
    const blockMs = among(BLOCK_MS, random);
    return lasting(nowMs, async () => {
      flow.block(blockMs);
      await delay(blockMs);
    });
  },

  'mes-pause': ({ floor, random, nowMs }) =>
    lasting(nowMs, async () => {
      floor.pauseMes();
      await delay(among(NETWORK_MS, random));
      floor.resumeMes();
    }),

  'network-late': (striking) => underWeather(striking, { kind: 'late', upToMs: 2_000 }),
  'network-lost': (striking) => underWeather(striking, { kind: 'lost' }),
  'network-half-open': (striking) => underWeather(striking, { kind: 'half-open' }),
  'network-reset': ({ floor, nowMs }) => lasting(nowMs, async () => floor.proxy.reset()),
};

function underWeather({ floor, random, nowMs }: Striking, weather: Weather): Promise<Struck> {
  return lasting(nowMs, async () => {
    floor.proxy.weather = weather;
    await delay(among(NETWORK_MS, random));
    floor.proxy.weather = { kind: 'clear' };
  });
}

async function lasting(nowMs: () => number, strike: () => Promise<unknown>): Promise<Struck> {
  const fromMs = nowMs();
  await strike();
  return { fromMs, toMs: nowMs() };
}

function among([least, most]: readonly [number, number], random: Random): number {
  return least + random.next() * (most - least);
}
