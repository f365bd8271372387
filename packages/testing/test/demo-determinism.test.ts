/**
 * The same seed gives the same numbers, to the byte: in the same home again, in another home, and with another queue.
 * `proof/demo-determinism.proof.ts` holds every scenario to it.
 */

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Backend, DemoHome } from '../src/demo-home.ts';
import { requirePart } from '../src/require.ts';

const TIMEOUT_MS = 180_000;
const flags = { coils: 12, begin: 'approve', compare: 0 };

describe('a demo without a person', () => {
  let home: DemoHome;
  let other: DemoHome;
  let first: string;

  beforeAll(async () => {
    home = new DemoHome({ backend: 'postgres' });
    other = new DemoHome({ backend: 'redis' });
    first = await numbers(home, 5);
  }, TIMEOUT_MS);
  afterAll(async () => {
    await home.remove();
    await other.remove();
  }, TIMEOUT_MS);

  it('gives the same numbers again in the same home', { timeout: TIMEOUT_MS }, async () => {
    expect(await numbers(home, 5)).toBe(first);
  });

  it.skipIf(!requirePart('redis'))(
    'gives the same numbers in a new home and with the queue on Redis',
    { timeout: TIMEOUT_MS },
    async () => {
      expect(await numbers(other, 5)).toBe(first);
    },
  );

  it('gives other numbers with another seed', { timeout: TIMEOUT_MS }, async () => {
    const { seed, ...rest } = JSON.parse(await numbers(home, 6));
    expect(seed).toBe(6);
    expect(JSON.parse(first)).not.toMatchObject(rest);
  });

  it('leaves nothing running and no trouble in its log', () => {
    expect(home.remains()).toEqual([]);
    expect(home.logged('trouble', 'instant.unsettled')).toEqual([]);
  });
});

/** What `--json` wrote. */
async function numbers(home: DemoHome, seed: number): Promise<string> {
  const json = home.file(`seed-${seed}.json`);
  const { code, stderr, stdout } = await home.demo({ ...flags, seed, json, exit: true }).ended;
  expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(queues[home.backend]);
  return readFileSync(json, 'utf8');
}

const queues: Readonly<Record<Backend, RegExp>> = {
  redis: /queue BullMQ on (?:Redis|Valkey) /,
  postgres: /queue BullMQ on PostgreSQL/,
};
