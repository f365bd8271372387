import { levelsOf, lineConstants } from '@andon/sim-line';
import { qualityInspection } from '@andon/vertical-quality-inspection';
import { describe, expect, it } from 'vitest';
import { demoEvidence } from '../demo/evidence.ts';
import { caseOf, run } from './cases.ts';
import {
  absentAgent,
  type Constant,
  constantSensitivity,
  constants,
  interpolatedTurn,
  rolledAsShipped,
} from './constants.ts';

const options = { seed: 9, scenario: 'baseline', slabs: 120, seeds: 1, dataDir: null, evidence: demoEvidence };
const given = caseOf(options, 9);

const constant = (name: string): Constant => {
  const found = constants.find((one) => one.name === name);
  if (found === undefined) throw new TypeError(`no constant ${name}`);
  return found;
};

describe('the turn between multiples that were rolled', () => {
  const from1 = (...outward: readonly (readonly [number, number])[]) =>
    interpolatedTurn(outward.map(([multiple, gap]) => ({ multiple, gap })));

  it.each([
    [
      'half way where the gaps are as large',
      [
        [1, 100],
        [1.3, 50],
        [2, -50],
      ],
      1.65,
    ],
    [
      'downwards too',
      [
        [1, 30],
        [0.7, -10],
        [0.5, 20],
      ],
      0.775,
    ],
    [
      'where the order comes about',
      [
        [1, -60],
        [1.3, 60],
      ],
      1.15,
    ],
    [
      'at the outer one, where nothing is left of the gap',
      [
        [1, 100],
        [1.3, 0],
      ],
      1.3,
    ],
    [
      'none where nothing turns',
      [
        [1, 100],
        [1.3, 50],
        [2, 1],
      ],
      null,
    ],
    [
      'none where there is never an order',
      [
        [1, -1],
        [1.3, -2],
        [2, 0],
      ],
      null,
    ],
  ] as const)('is %s', (_, outward, turn) => {
    expect(from1(...outward)).toBe(turn);
  });
});

describe('people alone', () => {
  it.each([
    ['as shipped', {}],
    ['with other physics', { constants: { hazardScale: 2, paceMs: lineConstants.paceMs / 2 } }],
    ['with other people', { constants: { reviewEveryMin: 30, lookRightAtStart: 0.45 } }],
  ])('earn the same beside an agent at shadow as without one: %s', async (_, varied) => {
    const beside = await run(given, qualityInspection, levelsOf('manual'), varied);
    const alone = await run(given, absentAgent, levelsOf('manual'), varied);
    expect(alone.books).toEqual(beside.books);
  });
});

describe('a constant that takes rolling again', () => {
  it('is moved on no longer lines than asked for', async () => {
    const asShipped = await rolledAsShipped([given], 30);
    expect(asShipped.cases.map(({ slabs }) => slabs)).toEqual([30]);
    expect((await constantSensitivity(asShipped, constant('missedShare'))).slabs).toBe(30);
  });

  it('breaks nothing where there is no order as shipped', async () => {
    const { cases } = await rolledAsShipped([given], 10);
    const equal = { cases, moneys: [{ manual: 5, copilot: 5, agent: 5 }] };
    expect(await constantSensitivity(equal, constant('reviewStepC'))).toMatchObject({ verdict: 'no-order' });
  });
});
