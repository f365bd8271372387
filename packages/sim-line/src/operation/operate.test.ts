import { defaultEvidencePolicy, type Level } from '@andon/core';
import type { RehearsalLevels } from '@andon/runtime';
import { describe, expect, it } from 'vitest';
import { lookAgent } from '../../test/look-agent.ts';
import { accountOf } from '../account.ts';
import { economics } from '../economics.ts';
import { plantStartMs } from '../physics.ts';
import { scenarioNamed, windowEnd } from '../scenarios.ts';
import { figuresOf } from './figures.ts';
import { levelsOf, type OperateOptions, operate } from './operate.ts';
import { rehearse } from './rehearse.ts';
import { operations } from './types.ts';

const demands = { ...defaultEvidencePolicy, targets: { advise: 0.7, approve: 0.74, veto: 0.78, autonomous: 0.82 } };
const always = (level: Level): RehearsalLevels => ({ kind: 'let-loose', of: () => level });

function run(over: Partial<OperateOptions<undefined>>) {
  const options = { seed: 9, scenario: 'baseline', slabs: 40, model: null, evidence: demands } as const;
  return operate({ ...options, vertical: lookAgent(), levels: always('autonomous'), ...over });
}

describe('operations', () => {
  it('are the same for the same seed', async () => {
    for (const operation of operations) {
      expect(await run({ levels: levelsOf(operation) })).toEqual(await run({ levels: levelsOf(operation) }));
    }
  });

  it('leave everything to people at shadow, and judge what the agent would have done all the same', async () => {
    const { figures, books, outcomes } = await run({ levels: levelsOf('manual') });
    expect(books.coils.every(({ by }) => by === 'people')).toBe(true);
    expect(figures.adoptionRate).toBeNull();
    expect(figures.interventions).toBe(books.coils.length + books.movesByPeople);
    expect(outcomes.filter((one) => one.of === 'proposal')).toHaveLength(books.coils.length);
    expect(outcomes.filter((one) => one.of === 'effect')).toEqual([]);
  });

  it('ask people for every act at approve, who come to most of them', async () => {
    const { figures, books, people } = await run({ levels: levelsOf('copilot') });
    const byRemote = books.coils.filter(({ by }) => by === 'remote').length;
    expect(byRemote).toBeGreaterThan(books.coils.length / 2);
    expect(byRemote).toBeLessThan(books.coils.length);
    expect(people.letStand).toBe(people.decided);
    expect(figures.adoptionRate).toBe(1);
    expect(figures.minutesBetweenInterventions).toBeGreaterThan(0);
  });

  it('ask people for little where the agent acts by itself', async () => {
    const [agent, copilot] = [await run({ levels: levelsOf('agent') }), await run({ levels: levelsOf('copilot') })];
    expect(agent.figures.interventions).toBeLessThan(copilot.figures.interventions / 2);
    expect(agent.books.coils.filter(({ by }) => by === 'people').length).toBeLessThan(5);
  });

  it('let people write something else, and a second person let that leave', async () => {
    const levels = always('approve');
    const { people, books } = await run({ vertical: lookAgent('release'), levels, approval: { followShare: 0 } });
    expect(people.letStand).toBeLessThan(people.decided);
    expect(people.decisions).toBeGreaterThan(people.decided);
    const sentOn = books.coils.filter(({ by, disposition }) => by === 'remote' && disposition !== 'release');
    expect(sentOn.length).toBeGreaterThan(0);
  });

  it('let a veto window close where nobody objects, and leave to people what is vetoed', async () => {
    const levels = always('veto');
    const followed = await run({ levels, approval: { followShare: 1 } });
    expect(followed.books.coils.every(({ by }) => by === 'remote')).toBe(true);
    expect(followed.people.decisions).toBe(0);
    const vetoed = await run({ vertical: lookAgent('release'), levels, approval: { followShare: 0 } });
    expect(vetoed.people.decisions).toBeGreaterThan(0);
    expect(vetoed.books.coils.filter(({ by }) => by === 'people')).toHaveLength(vetoed.people.decisions);
  });

  it.each(['operator-local', 'link-loss'] as const)('send nothing in %s while it may not', async (name) => {
    const { books } = await run({ scenario: name });
    const { local, linkLoss } = scenarioNamed(name);
    const remote = books.coils.filter(({ by }) => by === 'remote');
    expect(remote.length).toBeGreaterThan(0);
    for (const { disposedAt } of remote) expect(windowEnd(local ?? linkLoss, disposedAt - plantStartMs)).toBeNull();
  });

  it('lower an agent that does harm, and it stays down', async () => {
    const { changes, levels } = await run({ vertical: lookAgent('release'), levels: levelsOf('agent') });
    expect(changes[0]).toMatchObject({ from: 'autonomous', to: 'approve', why: { code: 'demoted.critical' } });
    const held = levels.find(({ actionType, riskClass }) => actionType === 'dispose' && riskClass === 'reversible');
    expect(held?.level).not.toBe('autonomous');
  });

  it('let an agent climb by what the laboratory says of it', async () => {
    const { changes } = await run({ slabs: 150, levels: { kind: 'climb', from: 'shadow' } });
    expect(changes[0]).toMatchObject({ actionType: 'dispose', from: 'shadow', to: 'advise' });
  });
});

it('reads the same books under other prices', async () => {
  const { books, people, lastedMs, figures } = await run({});
  expect(figuresOf(books, people, lastedMs)).toEqual(figures);
  const dear = { ...economics, energyCnyPerKwh: 2 * economics.energyCnyPerKwh };
  const { energyCny } = accountOf(books).money;
  const moved = figuresOf(books, people, lastedMs, dear).money - figures.money;
  expect(Math.abs(moved - energyCny)).toBeLessThanOrEqual(2);
});

it('rehearses every action type over several seeds', async () => {
  const options = { scenario: 'baseline', slabs: 60, model: null, evidence: demands, vertical: lookAgent() } as const;
  const of = async (...seeds: number[]) => {
    const rehearsed = await rehearse({ ...options, seeds });
    return new Map(rehearsed.map((one) => [`${one.actionType}/${one.riskClass}`, one]));
  };
  const [both, one, other] = [await of(9, 10), await of(9), await of(10)];
  expect(both.get('dispose/reversible')?.source).toBe('sim-line baseline, 60 slabs, 2 seeds');
  for (const key of ['dispose/reversible', 'adjust-furnace-setpoint/reversible']) {
    const added = (one.get(key)?.successes ?? 0) + (other.get(key)?.successes ?? 0);
    expect(both.get(key)?.successes).toBe(added);
    expect(added).toBeGreaterThan(0);
  }
});
