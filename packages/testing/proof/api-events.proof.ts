/**
 * The stream of events on real PostgreSQL: eight connections write a thousand events a second while the sealer runs, and
 * clients that break off at random, dawdle, or come late, go on with `Last-Event-ID`. Each sees every place of the trail
 * once, in order.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { SealedEvent } from '@andon/core';
import { openRecord, Sealer, startEmbeddedPostgres } from '@andon/store';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { seededRandom } from '../src/index.ts';
import { anApi } from '../test/api-floor.ts';
import { EventReader } from '../test/api-reader.ts';

const writers = 8;
const perSecond = 1_000;
const seconds = 12;
const total = perSecond * seconds;
const restless = 6;

let home: string;
let stop: () => Promise<void>;
let url: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'andon-api-events-'));
  const server = await startEmbeddedPostgres({ home });
  stop = () => server.stop();
  url = server.url;
});
afterAll(async () => {
  await stop?.();
  await rm(home, { recursive: true, force: true });
});

it('every client sees every event once and in order, at a thousand a second', async () => {
  const written = await openRecord({ url, poolSize: writers, onWrite: () => sealer.nudge() });
  const read = await openRecord({ url, poolSize: 4 });
  /** Process time at which the event at a place, from 1 on, had its seal. */
  const sealedAt: number[] = [];
  const seal = async () => {
    const sealed = await written.audit.seal();
    for (let left = sealed; left > 0; left -= 1) sealedAt.push(performance.now());
    return sealed;
  };
  const sealer = new Sealer({
    audit: { seal },
    onError: (error) => {
      throw error;
    },
  });
  const { api, close } = await anApi({ record: read });
  const stream = `${api.url}/api/events?after=0`;

  const random = seededRandom(8);
  const isDone = (seen: readonly number[]) => seen.length >= total;
  const watch = async (turn: (seen: readonly number[]) => () => boolean | Promise<boolean>, onEvent = nothing) => {
    const seen: number[] = [];
    const reader = new EventReader(stream, (event) => {
      seen.push(event.seq);
      onEvent(event);
    });
    let connections = 0;
    while (!isDone(seen)) {
      await reader.read(turn(seen));
      connections += 1;
    }
    return { seen, connections };
  };

  const committedAt = new Map<string, number>();
  const lag: { readonly sinceCommit: number; readonly seq: number; readonly at: number }[] = [];
  const steady = watch(
    (seen) => () => isDone(seen),
    ({ id, seq }) => {
      const at = performance.now();
      lag.push({ seq, at, sinceCommit: at - (committedAt.get(id) ?? at) });
    },
  );
  const leavers = Array.from({ length: restless }, () =>
    watch((seen) => {
      const enough = seen.length + Math.floor(random.next() * 700);
      return () => isDone(seen) || seen.length >= enough;
    }),
  );
  // Takes a piece now and then: it falls behind by more than lies in sockets.
  const dawdler = watch((seen) => async () => {
    if (committedAt.size < total) await pause(500);
    return isDone(seen);
  });
  // Begins further behind than what is kept in memory, so that it is read for from the record.
  const half = Promise.withResolvers<void>();
  const late = half.promise.then(() => watch((seen) => () => isDone(seen)));

  const began = performance.now();
  await Promise.all(
    Array.from({ length: writers }, async (_, writer) => {
      for (let number = writer; number < total; number += writers) {
        const dueMs = (number / perSecond) * 1_000 - (performance.now() - began);
        if (dueMs > 1) await pause(dueMs);
        const id = `evt_${number}`;
        await written.audit.note({ ...told, id, data: { number, text } });
        committedAt.set(id, performance.now());
        if (committedAt.size === total / 2) half.resolve();
      }
    }),
  );
  const tookMs = performance.now() - began;
  await sealer.stop();

  const clients = await Promise.all([steady, dawdler, late, ...leavers]);
  await close();
  await read.close();
  const { verified, sealed } = await written.audit.verify();
  await written.close();

  const every = Array.from({ length: total }, (_, index) => index + 1);
  expect({ verified, sealed }).toEqual({ verified: true, sealed: total });
  for (const { seen } of clients) expect(seen).toEqual(every);
  const figures = {
    eventsPerSecond: Math.round(total / (tookMs / 1_000)),
    connections: clients.reduce((sum, { connections }) => sum + connections, 0),
    sinceSealMs: percentiles(lag.map(({ seq, at }) => at - (sealedAt[seq - 1] ?? at))),
    sinceCommitMs: percentiles(lag.map(({ sinceCommit }) => sinceCommit)),
  };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
  // How fast it went is printed above; a busy machine proves gaps and repeats just as well.
  expect(figures.eventsPerSecond).toBeGreaterThan(perSecond / 2);
  expect(figures.connections).toBeGreaterThan(restless * 10);
});

/** An event is as long as one of a real proposal. */
const text = 'x'.repeat(600);

const nothing: (event: SealedEvent) => void = () => {};
const told = {
  type: 'test.told',
  at: { plantMs: 0, wallMs: 0 },
  actor: { id: 'andon', name: 'Andon', roles: [], authenticatedBy: 'system' },
  scope: null,
  refs: {},
} as const;

function percentiles(values: readonly number[]): { readonly p50: number; readonly p95: number; readonly max: number } {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN);
  return { p50: at(0.5), p95: at(0.95), max: at(1) };
}
