/** `npm run example`: what a newcomer runs first is what it says it is. */

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const TIMEOUT_MS = 60_000;

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** As npm runs it. */
function example(...args: readonly string[]): Promise<Ended> {
  return promisify(execFile)(process.execPath, ['.ci/example.ts', ...args], { cwd: root }).then(
    (said) => ({ code: 0, ...said }),
    (failed: Ended) => failed,
  );
}

describe('an example', { timeout: TIMEOUT_MS }, () => {
  it('acts on the line, and ends by saying what left and what came of it', async () => {
    const { code, stdout, stderr } = await example('hello-vertical');
    expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' });
    const [, left = '', taken] = /^What left +(\d+) commands, .*: (\d+) taken; 0 doubled$/m.exec(stdout) ?? [];
    expect(Number(left)).toBeGreaterThan(10);
    expect(taken).toBe(left);
    expect(stdout).toMatch(new RegExp(`^What was read back +${left} verified$`, 'm'));
    expect(stdout).toMatch(new RegExp(`^What came of it +${left} achieved$`, 'm'));
    // The line counts by itself: what people released comes on top of what the agent did.
    const [, released] = /inspected 40: release (\d+),/.exec(stdout) ?? [];
    expect(Number(released)).toBeGreaterThanOrEqual(Number(left));
  });

  it.each([
    [['helo-vertical'], /"helo-vertical" is no example that runs\./],
    [[], /Say which example\./],
  ] as const)('named %j is answered with those there are', async (names, says) => {
    const { code, stdout, stderr } = await example(...names);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(says);
    expect(stderr).toMatch(/There are: .*hello-vertical/);
  });
});
