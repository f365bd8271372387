/**
 * Builds the package whose folder this runs in: an empty `dist`, what the compiler makes of `src`, and beside it every
 * other file that the sources may read at run time (SQL, JSON, …).
 *
 *     node ../../.ci/build.ts
 */

import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** TypeScript is the compiler's part; tests and what only they read stay at home. */
const isNotShipped = /\.(?:ts|tsx|mts|cts)$|\.test\.|(?:^|[\\/])(?:fixtures|__snapshots__)(?:[\\/]|$)/;

rmSync('dist', { recursive: true, force: true });
const { status, error } = spawnSync('tsc', ['-p', 'tsconfig.build.json'], {
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
if (error) throw error;
if (status === 0) {
  for (const file of readdirSync('src', { recursive: true, encoding: 'utf8' })) {
    const from = join('src', file);
    if (!isNotShipped.test(file) && statSync(from).isFile()) cpSync(from, join('dist', file));
  }
}
process.exitCode = status ?? 1;
