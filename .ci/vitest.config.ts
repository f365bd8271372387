/** One run for the tests of every package. Nothing is built first: the sources are what is tested. */

import { defineConfig } from 'vitest/config';
import { root, sharedTestOptions } from './vitest.shared.ts';

export default defineConfig({
  root,
  test: {
    ...sharedTestOptions('test'),
    // Much of a test is waiting for servers and processes, so two at a time suit two cores; vitest alone would take one.
    maxWorkers: 2,
    include: [
      'packages/*/src/**/*.test.ts',
      'packages/*/test/**/*.test.ts',
      'examples/*/src/**/*.test.ts',
      '.ci/**/*.test.ts',
    ],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
