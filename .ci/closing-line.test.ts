import { describe, expect, it } from 'vitest';
import { countAll } from './closing-line.mjs';

const file = (...statuses: string[]) => ({
  status: statuses.includes('failed') ? 'failed' : 'passed',
  assertionResults: statuses.map((status) => ({ status })),
});

describe('the closing line', () => {
  it('sums the tests of both runs', () => {
    const tests = { success: false, testResults: [file('passed', 'failed', 'skipped'), file('passed', 'todo')] };
    const proofs = { success: true, testResults: [file('passed', 'pending')] };
    expect(countAll([tests, proofs])).toEqual({ passed: 3, failed: 1, skipped: 3 });
  });

  it('counts a file that could not be loaded as a failure', () => {
    const report = { success: false, testResults: [file('passed'), { status: 'failed', assertionResults: [] }] };
    expect(countAll([report])).toEqual({ passed: 1, failed: 1, skipped: 0 });
  });

  it.each([
    ['a run that failed outside of its tests', false, undefined],
    ['a step that is no test run', true, 'lint'],
  ])('does not come to zero failures after %s', (_, success, failedStep) => {
    expect(countAll([{ success, testResults: [file('passed')] }], failedStep).failed).toBe(1);
  });

  it('counts nothing when nothing ran', () => {
    expect(countAll([])).toEqual({ passed: 0, failed: 0, skipped: 0 });
  });
});
