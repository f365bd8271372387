/**
 * Every scenario of the line: the demo ends in order, nothing is doubled or lost, the trail holds, no instant of plant
 * time stays unsettled, and both queues give the same numbers to the byte.
 */

import { readFileSync } from 'node:fs';
import { scenarioNames } from '@andon/sim-line';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DemoHome } from '../src/demo-home.ts';
import { requirePart } from '../src/require.ts';

const TIMEOUT_MS = 300_000;
const flags = { seed: 9, coils: 25, begin: 'approve', compare: 0 };

describe.each(scenarioNames.map((scenario) => ({ scenario })))('scenario $scenario', ({ scenario }) => {
  let onPostgres: DemoHome;
  let onRedis: DemoHome;
  let numbers: string;

  beforeAll(() => {
    onPostgres = new DemoHome({ backend: 'postgres' });
    onRedis = new DemoHome({ backend: 'redis' });
  });
  afterAll(async () => {
    await onPostgres.remove();
    await onRedis.remove();
  }, TIMEOUT_MS);

  it('doubles nothing, loses nothing and settles every instant', { timeout: TIMEOUT_MS }, async () => {
    numbers = await run(onPostgres, scenario);
    const result = JSON.parse(numbers);
    expect(result.effects).toMatchObject({ duplicated: 0, lost: 0, unknown: 0 });
    expect(result.audit.verified).toBe(true);
    expect(result.runs.failed).toBe(0);
    // With dirt on the camera's window the rehearsal shows too little: then people alone dispose.
    const levels: readonly Record<string, string>[] = result.levels;
    const isLetAct = levels.some(
      ({ action, riskClass, to }) => `${action} ${riskClass}` === 'dispose reversible' && to === 'approve',
    );
    expect(isLetAct).toBe(scenario !== 'camera-fouling');
    expect(result.line.byAgent > 0).toBe(isLetAct);
  });

  it.skipIf(!requirePart('redis'))('gives the same numbers on Redis', { timeout: TIMEOUT_MS }, async () => {
    expect(await run(onRedis, scenario)).toBe(numbers);
  });
});

async function run(home: DemoHome, scenario: string): Promise<string> {
  const json = home.file('numbers.json');
  const { code, stderr, stdout } = await home.demo({ ...flags, scenario, json, exit: true }).ended;
  expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' });
  expect(home.logged('trouble', 'instant.unsettled')).toEqual([]);
  expect(await home.empty()).toEqual([]);
  return readFileSync(json, 'utf8');
}
