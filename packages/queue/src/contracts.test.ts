import { describe, expect, it } from 'vitest';
import { type JobName, readJob } from './contracts.ts';

describe('a job payload', () => {
  it.each([
    ['run.advance', { runId: 'run-1', wake: 0 }],
    ['effect.recover', { effectId: 'e-1', line: 'acme/harbin/hot-rolling/hot-strip-1', wake: 7 }],
    ['outcome.verify', { outcomeId: 'e-1', wake: 2 }],
  ] as const)('%s is taken as it is', (name, data) => {
    expect(readJob(name, data)).toEqual({ kind: 'valid', data });
  });

  it('may carry fields that only a newer version knows', () => {
    expect(readJob('run.advance', { runId: 'run-1', wake: 1, shift: 'night' })).toEqual({
      kind: 'valid',
      data: { runId: 'run-1', wake: 1 },
    });
  });

  it.each([
    ['run.advance', null, 'data'],
    ['run.advance', { runId: '', wake: 1 }, 'runId'],
    ['run.advance', { runId: 'r'.repeat(201), wake: 1 }, 'runId'],
    ['outcome.verify', { outcomeId: 'e-1', wake: -1 }, 'wake'],
    ['outcome.verify', { outcomeId: 'e-1', wake: 1.5 }, 'wake'],
    ['effect.recover', { effectId: 'e-1', wake: 1 }, 'line'],
  ] satisfies readonly [JobName, unknown, string][])('%s is refused as %j', (name, data, path) => {
    expect(readJob(name, data)).toMatchObject({ kind: 'invalid', path });
  });
});
