import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyShop } from '../../test/shops.ts';
import { examineInstance, mostOperations, mostTime, parseInstance } from './instance.ts';

const on = (machine: unknown, duration: unknown) => ({ alternatives: [{ machine, duration }] });
const shop = (...jobs: unknown[]) => ({ kind: 'jobshop', machines: 2, jobs });
const first = (input: unknown) => {
  const examined = examineInstance(input);
  return examined.kind === 'valid' ? null : examined.problems[0];
};

describe('an instance', () => {
  it.each([
    ['unknown-machine', 'jobs[0][1].alternatives[0].machine', shop([on(0, 1), on(2, 1)])],
    ['unknown-machine', 'jobs[0][0].alternatives[0].machine', shop([on(-1, 1)])],
    ['negative-time', 'jobs[0][0].alternatives[0].duration', shop([on(0, -1)])],
    ['not-a-number', 'jobs[1][0].alternatives[0].duration', shop([on(0, 1)], [on(0, Number.NaN)])],
    ['not-a-number', 'jobs[0][0].alternatives[0].duration', shop([on(0, '3')])],
    ['not-a-number', 'jobs[0][0].alternatives[0].machine', shop([on(undefined, 3)])],
    ['not-whole', 'jobs[0][0].alternatives[0].duration', shop([on(0, 1.5)])],
    ['too-large', 'jobs[0][0].alternatives[0].duration', shop([on(0, mostTime + 1)])],
    ['too-large', 'jobs[0][0].alternatives[0].duration', shop([on(0, Number.POSITIVE_INFINITY)])],
    ['too-large', 'jobs', shop([on(0, mostTime)], [on(0, 1)])],
    ['too-large', 'jobs', shop(Array.from({ length: mostOperations + 1 }, () => on(0, 1)))],
    ['too-large', 'machines', { ...shop([on(0, 1)]), machines: 1e9 }],
    ['no-jobs', 'jobs', shop()],
    ['empty-job', 'jobs[1]', shop([on(0, 1)], [])],
    ['no-alternative', 'jobs[0][0].alternatives', shop([{ alternatives: [] }])],
    [
      'several-alternatives',
      'jobs[0][0].alternatives',
      shop([{ alternatives: [...on(0, 1).alternatives, ...on(1, 1).alternatives] }]),
    ],
    [
      'machine-twice',
      'jobs[0][0].alternatives[1].machine',
      { ...shop([{ alternatives: [...on(0, 1).alternatives, ...on(0, 2).alternatives] }]), kind: 'fjsp' },
    ],
    ['not-a-flow', 'jobs[0]', { ...shop([on(0, 1)]), kind: 'flowshop' }],
    ['not-a-flow', 'jobs[0][0].alternatives[0].machine', { ...shop([on(1, 1), on(0, 1)]), kind: 'flowshop' }],
    ['wrong-type', 'jobs', { kind: 'jobshop', machines: 2 }],
    ['wrong-type', 'jobs[0][0]', shop([null])],
    ['wrong-type', 'the instance', null],
  ])('is refused as %s, at %s', (reason, path, input) => {
    expect(first(input)).toMatchObject({ reason, path });
    expect(() => parseInstance(input)).toThrow(path);
  });

  it('is what it was when nothing is wrong with it', () => {
    fc.assert(
      fc.property(anyShop({ jobs: 5, machines: 4, operations: 4 }), (one) => {
        expect(parseInstance(one)).toEqual(one);
      }),
    );
  });

  it('is refused, not choked on, whatever is given', () => {
    fc.assert(
      fc.property(fc.anything(), (input) => {
        expect(() => parseInstance(input)).toThrow('cannot be planned');
      }),
    );
  });
});
