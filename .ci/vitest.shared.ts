/** What the test run and the proof run have in common. */

import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Where a run leaves its counts for `.ci/closing-line.ts`; `.ci/out` is not under version control. */
export const reportFile = (run: 'test' | 'proof'): string => `${root}.ci/out/${run}.json`;

export function sharedTestOptions(run: 'test' | 'proof') {
  return {
    // Sites that tests start share this machine, so none takes the port that a site has by itself.
    env: { ANDON_API_PORT: '0' },
    // Processes, not threads: what crashes or leaks a handle takes its own file with it and no other.
    pool: 'forks' as const,
    reporters: process.env.CI === 'true' ? ['default', 'json'] : ['default'],
    outputFile: { json: reportFile(run) },
    // A focused test left behind would silently switch its neighbours off.
    allowOnly: false,
  };
}
