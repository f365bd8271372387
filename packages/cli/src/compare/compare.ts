/**
 * The comparison: what comes of people alone, of a copilot and of an agent, over several seeds, with controls that ought
 * to fail and with every invented constant moved. A pure function of its options; it takes seconds, so the demo has it
 * done on a thread of its own (`in-worker.ts`).
 */

import { type Level, rank } from '@andon/core';
import type { RehearsalLevels } from '@andon/runtime';
import {
  type Books,
  type Comparison,
  type LevelReached,
  levelsOf,
  type Operated,
  type Operation,
  type OperationFigures,
} from '@andon/sim-line';
import { qualityInspection } from '@andon/vertical-quality-inspection';
import { type Case, type CompareOptions, casesOf, run } from './cases.ts';
import { constantSensitivity, constants, rolledAsShipped } from './constants.ts';
import { pyrometerAgent, randomAgent } from './controls.ts';
import { countOrder, type Money, mean, pairedDifference } from './order.ts';
import { priceSensitivity, pricesOf } from './prices.ts';

/** For constants that take rolling again: so few that every constant can be, and the order as shipped is looked at first. */
const SENSITIVITY_SEEDS = 2;
const SENSITIVITY_SLABS = 340;
const climbing: RehearsalLevels = { kind: 'climb', from: 'shadow' };
const letLoose: RehearsalLevels = { kind: 'let-loose', of: () => 'autonomous' };

interface Compared {
  readonly figures: Readonly<Record<Operation, OperationFigures>>;
  readonly books: Readonly<Record<Operation, Books>>;
  readonly money: Money;
}

/** Seeds that were compared and constants that were moved so far, of all. */
export interface Progress {
  readonly done: number;
  readonly of: number;
}

/**
 * `seeds` must be at least 1.
 *
 * @throws AndonError('scenario.unknown' | 'data.unreadable' | 'data.invalid')
 */
export async function compare(
  options: CompareOptions,
  onProgress: (progress: Progress) => void = () => {},
): Promise<Comparison> {
  const { scenario, slabs, evidence, sensitivitySeeds = SENSITIVITY_SEEDS } = options;
  const cases = casesOf(options);
  const compared: Compared[] = [];
  let done = 0;
  const step = () => onProgress({ done: ++done, of: cases.length + constants.length });
  for (const given of cases) {
    compared.push(await compareOne(given));
    step();
  }
  const moneys = compared.map(({ money }) => money);
  const books = compared.map((one) => one.books);
  const sensitivity = pricesOf().map((price) => priceSensitivity(books, slabs, price));
  const asShipped = await rolledAsShipped(cases.slice(0, sensitivitySeeds), SENSITIVITY_SLABS);
  for (const constant of constants) {
    sensitivity.push(await constantSensitivity(asShipped, constant));
    step();
  }
  return {
    scenario,
    slabs,
    seeds: compared.map(({ figures }, index) => ({ seed: (cases[index] as Case).seed, figures })),
    order: countOrder(moneys),
    gaps: {
      agentOverCopilot: pairedDifference(moneyOf(moneys, 'agent'), moneyOf(moneys, 'copilot')),
      copilotOverManual: pairedDifference(moneyOf(moneys, 'copilot'), moneyOf(moneys, 'manual')),
    },
    controls: { random: await randomControl(cases, moneys), pyrometer: await pyrometerControl(cases) },
    worse: await worseScenario(cases),
    sensitivity,
    evidence,
  };
}

async function compareOne(given: Case): Promise<Compared> {
  const manual = await run(given, qualityInspection, levelsOf('manual'));
  const copilot = await run(given, qualityInspection, levelsOf('copilot'));
  const agent = await run(given, qualityInspection, levelsOf('agent'));
  const each = <T>(of: (operated: Operated) => T) => ({ manual: of(manual), copilot: of(copilot), agent: of(agent) });
  return {
    figures: each(({ figures }) => figures),
    books: each((operated) => operated.books),
    money: each(({ figures }) => figures.money),
  };
}

async function randomControl(
  cases: readonly Case[],
  moneys: readonly Money[],
): Promise<Comparison['controls']['random']> {
  const loose: number[] = [];
  let highest: Level = 'shadow';
  for (const given of cases) {
    const vertical = randomAgent(given.seed);
    loose.push((await run(given, vertical, letLoose)).figures.money);
    highest = highestOf(reached(await run(given, vertical, climbing)), highest);
  }
  const manual = moneyOf(moneys, 'manual');
  return {
    seeds: cases.length,
    below: loose.filter((money, index) => money < (manual[index] as number)).length,
    money: mean(loose),
    manual: mean(manual),
    difference: pairedDifference(loose, manual),
    highest,
  };
}

async function pyrometerControl(cases: readonly Case[]): Promise<Comparison['controls']['pyrometer']> {
  const trusting: number[] = [];
  const crossChecking: number[] = [];
  for (const one of cases) {
    const given = { ...one, scenario: 'pyrometer-stuck' };
    trusting.push((await run(given, pyrometerAgent, levelsOf('agent'))).figures.money);
    crossChecking.push((await run(given, qualityInspection, levelsOf('agent'))).figures.money);
  }
  return {
    seeds: cases.length,
    below: trusting.filter((money, index) => money < (crossChecking[index] as number)).length,
    trusting: mean(trusting),
    crossChecking: mean(crossChecking),
    difference: pairedDifference(trusting, crossChecking),
  };
}

async function worseScenario(cases: readonly Case[]): Promise<Comparison['worse']> {
  const scenario = 'camera-fouling';
  const moneys: { agent: number; letLoose: number; manual: number }[] = [];
  const levels = new Map<string, LevelReached>();
  for (const one of cases) {
    const given = { ...one, scenario };
    const climbed = await run(given, qualityInspection, climbing);
    const loose = await run(given, qualityInspection, letLoose);
    const manual = await run(given, qualityInspection, levelsOf('manual'));
    moneys.push({ agent: climbed.figures.money, letLoose: loose.figures.money, manual: manual.figures.money });
    for (const held of reached(climbed)) {
      const key = `${held.actionType}/${held.riskClass}`;
      const known = levels.get(key);
      if (known === undefined || rank(held.level) > rank(known.level)) levels.set(key, held);
    }
  }
  return {
    scenario,
    seeds: cases.length,
    agent: mean(moneys.map(({ agent }) => agent)),
    letLoose: mean(moneys.map((money) => money.letLoose)),
    manual: mean(moneys.map(({ manual }) => manual)),
    levels: [...levels.values()],
  };
}

function moneyOf(moneys: readonly Money[], operation: Operation): readonly number[] {
  return moneys.map((money) => money[operation]);
}

/** The highest level that was ever held, per action type and risk class. */
function reached({ levels, changes }: Operated): readonly LevelReached[] {
  return levels.map(({ actionType, riskClass, level }) => {
    const own = changes.filter((one) => one.actionType === actionType && one.riskClass === riskClass);
    const held = own.flatMap(({ from, to }) => [from, to]);
    return { actionType, riskClass, level: held.reduce((top, one) => (rank(one) > rank(top) ? one : top), level) };
  });
}

function highestOf(held: readonly LevelReached[], floor: Level): Level {
  return held.reduce((top, { level }) => (rank(level) > rank(top) ? level : top), floor);
}
