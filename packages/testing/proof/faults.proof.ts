/**
 * The crash loop of `npm run faults`, short, on either queue: sixteen faults, and no promise broken; and a MES that only says
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
  const result = await runLoop({ kills: 16, only: null, everyMs: 0, honest: true, say, signal, ...over });
  for (const line of reportLines(result)) say(line);
  return result;
}

// Both at once: most of the time each waits for leases to run out.
describe.concurrent.each(backends)('sixteen faults with the queue on $backend', ({ backend, seed, there }) => {
  it.skipIf(!there)('break no promise', { timeout: TIMEOUT_MS }, async () => {
    const result = await loop({ backend, seed });
    // Killed again within seconds, Andon takes longer than its grace to decide; docs/reference/promises.md says how long.
    const { undecided: _, ...promises } = result.violations;
    expect(promises).toEqual(Object.fromEntries(Object.keys(promises).map((name) => [name, []])));
    expect({ kills: result.kills, left: result.left }).toEqual({ kills: 16, left: [] });
    // Kills of the worker are steered to where there were fewest: over the whole protocol, also when they are few.
    const struck = steps.filter((step) => result.byStep[step] > 0);
    expect(struck.length).toBeGreaterThanOrEqual(2);
  });
});

describe('a MES that says it honours keys and does not', () => {
  it('is found out', { timeout: TIMEOUT_MS }, async () => {
    const result = await loop({ backend: 'postgres', seed: 13, kills: 4, only: 'network-half-open', honest: false });
    expect(result.violations.duplicated.length).toBeGreaterThan(0);
    expect(isClean(result)).toBe(false);
  });
});
