/**
 * Proofs: slow tests that start real processes, kill them, pack and install. One file at a time, so that each has the
 * machine to itself, and with time enough for a busy one.
 */

import { defineConfig } from 'vitest/config';
import { root, sharedTestOptions } from './vitest.shared.ts';

export default defineConfig({
  root,
  test: {
    ...sharedTestOptions('proof'),
    include: ['packages/*/proof/**/*.proof.ts'],
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
    teardownTimeout: 60_000,
  },
});
