/**
 * What the demo's report shows on ten seeds, held on ten that nobody chose: the order of the operations, and that an
 * agent which ought to do worse does.
 */

import { isAtLeast } from '@andon/core';
import type { RehearsalLevels } from '@andon/runtime';
import { levelsOf, type Operation, operations } from '@andon/sim-line';
import { qualityInspection } from '@andon/vertical-quality-inspection';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Case, casesOf, run } from '../src/compare/cases.ts';
import { pyrometerAgent, randomAgent } from '../src/compare/controls.ts';
import { demoEvidence } from '../src/demo/evidence.ts';
import { COILS_PER_SHIFT } from '../src/plants/shifts.ts';

const SEEDS = 10;
/** As long as a default demo. */
const SLABS = 3 * COILS_PER_SHIFT;

const cases = casesOf({
  ...{ seed: 1, seeds: SEEDS, scenario: 'baseline', slabs: SLABS, dataDir: null, evidence: demoEvidence },
});

describe(`over the seeds 1 to ${SEEDS}`, () => {
  const moneys: Record<Operation, number>[] = [];

  beforeAll(async () => {
    for (const one of cases) {
      const money = { manual: 0, copilot: 0, agent: 0 };
      for (const operation of operations) {
        money[operation] = (await run(one, qualityInspection, levelsOf(operation))).figures.money;
      }
      moneys.push(money);
    }
  });

  it('the agent earns more than a copilot, and a copilot more than people alone, on at least nine', () => {
    const inOrder = moneys.filter(({ agent, copilot, manual }) => agent > copilot && copilot > manual);
    expect(inOrder.length, JSON.stringify(moneys, null, 1)).toBeGreaterThanOrEqual(9);
  });

  it('an agent that proposes at random never leaves shadow, and let loose earns less than people alone', async () => {
    const climbing: RehearsalLevels = { kind: 'climb', from: 'shadow' };
    const letLoose: RehearsalLevels = { kind: 'let-loose', of: () => 'autonomous' };
    for (const [index, one] of cases.entries()) {
      const vertical = randomAgent(one.seed);
      const { changes, levels, outcomes } = await run(one, vertical, climbing);
      expect(outcomes.length, `seed ${one.seed} was judged`).toBeGreaterThan(SLABS / 2);
      const above = [...changes.map(({ to }) => to), ...levels.map(({ level }) => level)].filter((level) =>
        isAtLeast(level, 'advise'),
      );
      expect(above, `seed ${one.seed}`).toEqual([]);
      expect((await run(one, vertical, letLoose)).figures.money).toBeLessThan(Number(moneys[index]?.manual));
    }
  });

  it('an agent that trusts a stuck pyrometer earns less on the mean than one that checks it', async () => {
    const mean = async (vertical: typeof qualityInspection): Promise<number> => {
      let sum = 0;
      for (const one of cases) sum += (await run(stuck(one), vertical, levelsOf('agent'))).figures.money;
      return sum / cases.length;
    };
    expect(await mean(pyrometerAgent as typeof qualityInspection)).toBeLessThan(await mean(qualityInspection));
  });
});

function stuck(one: Case): Case {
  return { ...one, scenario: 'pyrometer-stuck' };
}
