/** The record in memory and the record in PostgreSQL answer every call the same. */

import fc from 'fast-check';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { steps } from './record-calls/steps.ts';
import { RecordPair } from './record-pair.ts';

const connections = 4;

describe('the model of the record', () => {
  let pair: RecordPair;

  beforeAll(async () => {
    pair = await RecordPair.open(connections);
  });
  afterAll(async () => {
    await pair?.close();
  });

  it('answers as PostgreSQL does, whatever is called in whatever order', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(steps(120, connections), async (sequence) => {
        await pair.run(sequence);
      }),
      { numRuns: 150 },
    );
  });
});
