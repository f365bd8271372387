import { isShown } from '@andon/core';
import { approval, type Comparison, lineConstants } from '@andon/sim-line';
import { beforeAll, describe, expect, it } from 'vitest';
import { demoEvidence } from '../demo/evidence.ts';
import type { CompareOptions } from './cases.ts';
import { compare } from './compare.ts';
import { compareInWorker } from './in-worker.ts';
import { pricesOf } from './prices.ts';

const options: CompareOptions = {
  seed: 9,
  scenario: 'baseline',
  slabs: 40,
  seeds: 2,
  sensitivitySeeds: 1,
  dataDir: null,
  evidence: demoEvidence,
};
const never = new AbortController().signal;

describe('a comparison', () => {
  let comparison: Comparison;
  beforeAll(async () => {
    comparison = await compare(options);
    // Every constant at four multiples: seconds, and many more on a machine that does something else.
  }, 60_000);

  it('begins with the seed that was asked for, and counts the order of its money', () => {
    expect(comparison.seeds.map(({ seed }) => seed)).toEqual([9, 10]);
    const { order } = comparison;
    expect(order.seeds).toBe(2);
    expect(order.whole).toBeLessThanOrEqual(Math.min(order.agentOverCopilot, order.copilotOverManual));
    for (const { figures } of comparison.seeds) {
      expect(figures.manual.adoptionRate).toBeNull();
      expect(figures.agent.interventions).toBeLessThan(figures.manual.interventions);
    }
  });

  it('moves every invented constant, and says on how many seeds', () => {
    const names = comparison.sensitivity.map(({ constant }) => constant);
    const line = Object.keys(lineConstants).map((name) => `line.${name}`);
    const crew = Object.keys(approval).map((name) => `approval.${name}`);
    const prices = pricesOf().map(({ path }) => `economics.${path.join('.')}`);
    expect(names).toEqual([...prices, ...line, ...crew]);
    for (const { constant, value, unit, lower, slabs, breakEven } of comparison.sensitivity) {
      const isPrice = constant.startsWith('economics.');
      expect(lower.seeds).toBe(isPrice ? 2 : 1);
      expect(slabs).toBe(40);
      expect(breakEven).toMatchObject({ from: isPrice ? 0.1 : 0.5, exact: isPrice });
      // A share goes as far as it is one.
      const cap = unit === 'share' ? 1 / value : 2;
      expect(breakEven.to).toBeCloseTo(isPrice ? 10 : Math.min(2, cap), 3);
      expect(breakEven.capped).toBe(!isPrice && cap < 2);
    }
  });

  it('says how surely one operation earns more than the other, seed by seed', () => {
    const more = comparison.seeds.map(({ figures: { agent, copilot } }) => agent.money - copilot.money);
    const { agentOverCopilot } = comparison.gaps;
    expect(agentOverCopilot.mean).toBeCloseTo(((more[0] ?? 0) + (more[1] ?? 0)) / 2, 6);
    expect(agentOverCopilot.standardError).toBeCloseTo(Math.abs((more[0] ?? 0) - (more[1] ?? 0)) / 2, 6);
    const { random, pyrometer } = comparison.controls;
    expect(random.difference.mean).toBeCloseTo(random.money - random.manual, 3);
    expect(pyrometer.difference.mean).toBeCloseTo(pyrometer.trusting - pyrometer.crossChecking, 3);
  });

  it('lets no random agent climb, and loses money on one that is let loose', () => {
    const { random } = comparison.controls;
    expect(random).toMatchObject({ seeds: 2, below: 2, highest: 'shadow' });
    expect(random.money).toBeLessThan(random.manual);
  });

  it('keeps an agent that sees dirt for defects from doing what it would do if it were let loose', () => {
    const { worse } = comparison;
    expect(worse.agent).toBeLessThanOrEqual(worse.manual);
    expect(worse.letLoose).toBeLessThan(worse.agent);
    expect(worse.levels.every(({ level }) => level === 'shadow')).toBe(true);
  });

  it('is the same on a thread of its own', async () => {
    expect(await compareInWorker(options, never).compared).toEqual(comparison);
  }, 60_000);
});

describe('the thread of a comparison', () => {
  it('rehearses first, as much as a grant for approve of the furnace takes', async () => {
    const { rehearsed, compared } = compareInWorker({ ...options, seeds: 0 }, never);
    const furnace = (await rehearsed).find(({ actionType }) => actionType === 'adjust-furnace-setpoint');
    expect(furnace?.source).toBe('sim-line baseline, 384 slabs, 6 seeds');
    const { targets, alpha } = options.evidence;
    expect(furnace && isShown(furnace, targets.approve, alpha.reversible)).toBe(true);
    expect(await compared).toBeNull();
  });

  it('ends when it is told to, with the reason', async () => {
    const ending = new AbortController();
    const { rehearsed, compared } = compareInWorker({ ...options, slabs: 1_000, seeds: 50 }, ending.signal);
    ending.abort(new Error('enough'));
    await expect(rehearsed).rejects.toThrow('enough');
    await expect(compared).rejects.toThrow('enough');
    await expect(compareInWorker(options, ending.signal).compared).rejects.toThrow('enough');
  });

  it('hands an error over as what it is', async () => {
    const { compared } = compareInWorker({ ...options, scenario: 'nowhere' }, never);
    await expect(compared).rejects.toMatchObject({ code: 'scenario.unknown', details: { scenario: 'nowhere' } });
  });
});
