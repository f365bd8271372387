/**
 * The crash loop of `npm run faults`, short, on either queue: forty faults, and no promise broken; and a MES that only says
 * that it honours keys, which the loop must find out. Each ends with no process left.
 */

import { describe, expect, it } from 'vitest';
import type { Backend } from '../src/demo-home.ts';
import { type LoopOptions, runLoop } from '../src/faults/loop.ts';
import { isClean, reportLines } from '../src/faults/report.ts';
import { steps } from '../src/faults/steps.ts';
import { requirePart } from '../src/require.ts';

const TIMEOUT_MS = 900_000;

const backends: readonly { backend: Backend; seed: number; there: boolean }[] = [
  { backend: 'redis', seed: 11, there: requirePart('redis') },
  { backend: 'postgres', seed: 12, there: true },
];

async function loop(over: Partial<LoopOptions> & Pick<LoopOptions, 'backend' | 'seed'>) {
  const say = (text: string): void => void process.stdout.write(`${over.backend}: ${text}\n`);
  const signal = new AbortController().signal;
  const result = await runLoop({ kills: 40, only: null, everyMs: 0, honest: true, say, signal, ...over });
  for (const line of reportLines(result)) say(line);
  return result;
}

// Both at once: most of the time each waits for leases to run out.
describe.concurrent.each(backends)('forty faults with the queue on $backend', ({ backend, seed, there }) => {
  it.skipIf(!there)('break no promise', { timeout: TIMEOUT_MS }, async () => {
    const result = await loop({ backend, seed });
    // Killed again within seconds, Andon takes longer than its grace to decide; docs/reference/promises.md says how long.
    const { undecided: _, ...promises } = result.violations;
    expect(promises).toEqual(Object.fromEntries(Object.keys(promises).map((name) => [name, []])));
    expect({ kills: result.kills, left: result.left }).toEqual({ kills: 40, left: [] });
    // The kills of the worker were spread over the protocol.
    const workerKills = result.byFault['worker-kill'] ?? 0;
    for (const step of steps) expect(result.byStep[step], step).toBeGreaterThanOrEqual(0.1 * workerKills);
  });
});

describe('a MES that says it honours keys and does not', () => {
  it('is found out', { timeout: TIMEOUT_MS }, async () => {
    const result = await loop({ backend: 'postgres', seed: 13, kills: 4, only: 'network-half-open', honest: false });
    expect(result.violations.duplicated.length).toBeGreaterThan(0);
    expect(isClean(result)).toBe(false);
  });
});
