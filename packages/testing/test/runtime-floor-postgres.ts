/**
 * Floors on real PostgreSQL: one private server for a file, a schema for every floor.
 *
 * Its leases run on the server's clock. A floor's clock stands still but for what a test lets pass, so the ends of all
 * leases are moved: ahead by what passed in truth, back by what passed for the test, to within a fifth of a second.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordPort } from '@andon/core';
import { type EmbeddedPostgres, type OpenRecord, openRecord, startEmbeddedPostgres } from '@andon/store';
import { afterAll, beforeAll } from 'vitest';
import { everyMethod, type OpenRoom, type Room, standOn } from './runtime-floor-room.ts';

export interface Postgres {
  /** Whatever somebody with the database's password may do to the record of the floor that was opened last. */
  query(text: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

export function usePostgres(): Postgres {
  let home = '';
  let server: EmbeddedPostgres;
  let opened: OpenRecord;
  let floors = 0;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'andon-floor-'));
    server = await startEmbeddedPostgres({ home });
  });
  afterAll(async () => {
    await server?.stop();
    await rm(home, { recursive: true, force: true });
  });

  standOn(async (): Promise<OpenRoom> => {
    floors += 1;
    opened = await openRecord({ url: hasty(server.url), schema: `floor_${floors}`, poolSize: 4 });
    const room = roomOn(opened);
    return () => room;
  });
  return {
    query: async (text) => (await opened.pool.query(text)).rows,
  };
}

/** What leases have to do with. */
const leased = /^(?:lanes|effects|authority|runs)\./;
/** How far the two clocks may drift apart, in ms. */
const MOST_DRIFT_MS = 200;

function roomOn(record: OpenRecord): Room {
  let countedToMs = performance.now();

  const move = async (passedMs: number) => {
    const nowMs = performance.now();
    const aheadMs = nowMs - countedToMs - passedMs;
    countedToMs = nowMs;
    const moved = ['lane', 'gateway', 'run'].map(
      (table) => `update ${table} set lease_until = lease_until + ${aheadMs} * interval '1 millisecond'`,
    );
    await record.pool.query(moved.join(';'));
  };
  const { pool: _, close, ...ports } = record;
  const still = everyMethod(ports satisfies RecordPort, async (call, ask) => {
    if (leased.test(call) && performance.now() - countedToMs > MOST_DRIFT_MS) await move(0);
    return ask();
  });
  // Never too little: a lease that was given since the last move must be over where the test says so.
  return { record: still, pass: (ms) => move(ms + MOST_DRIFT_MS), close };
}

/** Nothing here is about power cuts, so a commit need not wait for the disk. */
function hasty(url: string): string {
  const parsed = new URL(url);
  parsed.searchParams.set('options', '-c synchronous_commit=off');
  return parsed.href;
}
