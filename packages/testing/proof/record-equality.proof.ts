/**
 * As `record-equality.test.ts`, with many more and longer sequences, spread over four connections. Each call is awaited
 * before the next one, whichever connection it takes (`test/record-pair.ts` says why).
 */

import fc from 'fast-check';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { steps } from '../test/record-calls/steps.ts';
import { RecordPair } from '../test/record-pair.ts';

const connections = 4;
const sequences = 2_000;

describe('the model of the record', () => {
  let pair: RecordPair;

  beforeAll(async () => {
    pair = await RecordPair.open(connections);
  });
  afterAll(async () => {
    await pair?.close();
  });

  it(`answers as PostgreSQL does in ${sequences} sequences`, { timeout: 1_800_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(steps(200, connections), async (sequence) => {
        await pair.run(sequence);
      }),
      { numRuns: sequences },
    );
  });
});
