/** A result of a demo with everything in it, and its parts: numbers that a real run could have. */

import {
  type BreakEven,
  type Comparison,
  type OperationFigures,
  plantStartMs,
  type Sensitivity,
} from '@andon/sim-line';
import type { DemoResult, EvidencePoint, LevelChange } from '../src/demo/result.ts';
import { demoEvidence, minuteMs } from './view-builders.ts';

/** Plant time of the demo's levels: 06:00 in Harbin and so many minutes. */
const at = (minutes: number) => new Date(plantStartMs + minutes * minuteMs).toISOString();

const change = (minutes: number, over: Partial<LevelChange>): LevelChange => ({
  at: at(minutes),
  action: 'dispose',
  riskClass: 'reversible',
  from: 'off',
  to: 'shadow',
  why: 'the evidence passed its test: 22 of 22 right, shown to be at least 0.7 (error probability 0.05)',
  signedBy: ['Wang Jun'],
  ...over,
});

const levels: readonly LevelChange[] = [
  change(0, { why: 'commissioned for the demo' }),
  change(0, { riskClass: 'irreversible', why: 'commissioned for the demo' }),
  change(0, { action: 'adjust-furnace-setpoint', why: 'commissioned for the demo' }),
  change(75, { from: 'shadow', to: 'advise' }),
  change(150, { from: 'advise', to: 'approve' }),
  change(200, { action: 'adjust-furnace-setpoint', from: 'shadow', to: 'advise' }),
  change(240, { from: 'approve', to: 'veto', signedBy: ['Wang Jun', 'Chen Hua'] }),
  change(360, { from: 'veto', to: 'autonomous', signedBy: ['Wang Jun', 'Chen Hua'] }),
  change(520, {
    from: 'autonomous',
    to: 'approve',
    why: 'Failures ran ahead of the target (CUSUM 4.2, limit 3.9): lowered to approve.',
    signedBy: ['Andon'],
  }),
  change(800, { from: 'approve', to: 'veto', signedBy: ['Wang Jun', 'Chen Hua'] }),
];

/** From one change of level to the next, counted coil by coil; a few are judged when the next level is held already. */
const points: readonly EvidencePoint[] = (
  [
    ['shadow', 0, 75, 22],
    ['advise', 75, 150, 28],
    ['approve', 150, 240, 34],
    ['veto', 240, 360, 44],
    ['approve', 520, 800, 60],
  ] as const
).flatMap(([level, from, to, needed]) =>
  Array.from({ length: needed + 3 }, (_, n) => ({
    at: at(from + ((to - from) * n) / needed),
    action: 'dispose',
    riskClass: 'reversible' as const,
    level,
    judged: n + 1,
    needed,
  })),
);

export function aFigures(over: Partial<OperationFigures> = {}): OperationFigures {
  return {
    money: 38_123_450,
    primeShare: 0.552,
    scrap: 6,
    rework: 30,
    hold: 24,
    downgrade: 51,
    escapes: 4,
    overkill: 21,
    cobbles: 1,
    downtimeMin: 96,
    energyKwh: 2_512_345,
    tardinessMin: 2_052,
    adoptionRate: null,
    interventions: 372,
    minutesBetweenInterventions: 2.6,
    ...over,
  };
}

/** Three operations that differ as they should, a little otherwise from seed to seed. */
function policies(seed: number): Readonly<Record<'manual' | 'copilot' | 'agent', OperationFigures>> {
  const luck = (seed % 5) * 61_000;
  return {
    manual: aFigures({ money: 37_410_000 + luck }),
    copilot: aFigures({ money: 37_880_000 + 2 * luck - (seed % 3) * 90_000, adoptionRate: 0.83, interventions: 402 }),
    agent: aFigures({
      money: 38_620_000 + luck - (seed % 4) * 120_000,
      adoptionRate: 0.79,
      interventions: 41,
      minutesBetweenInterventions: 23.4,
    }),
  };
}

const orderOf = (whole: number) => ({ seeds: 10, agentOverCopilot: 10, copilotOverManual: whole, whole });

/** Of a price, unless said otherwise. */
export function aBreakEven(over: Partial<BreakEven> = {}): BreakEven {
  return { below: null, above: null, from: 0.1, to: 10, capped: false, exact: true, ...over };
}

/** Of a constant that takes rolling again. */
const rolled = { from: 0.5, to: 2, exact: false } as const;

export function aSensitivity(over: Partial<Sensitivity> = {}): Sensitivity {
  return {
    constant: 'economics.holdShare',
    value: 0.1,
    unit: 'share of the price',
    slabs: 340,
    lower: orderOf(9),
    higher: orderOf(10),
    verdict: 'holds',
    breakEven: aBreakEven(),
    ...over,
  };
}

const aClear = { pairs: 10, mean: 612_345.6, standardError: 98_765.4 };
const anUnclear = { pairs: 10, mean: -204_000, standardError: 101_000 };

export function aComparison(over: Partial<Comparison> = {}): Comparison {
  return {
    scenario: 'baseline',
    slabs: 340,
    seeds: Array.from({ length: 10 }, (_, seed) => ({ seed, figures: policies(seed) })),
    order: { seeds: 10, agentOverCopilot: 10, copilotOverManual: 9, whole: 9 },
    gaps: { agentOverCopilot: aClear, copilotOverManual: anUnclear },
    controls: {
      random: { seeds: 10, below: 10, money: 21_400_000, manual: 37_532_000, highest: 'shadow', difference: aClear },
      pyrometer: { seeds: 10, below: 9, trusting: 36_900_000, crossChecking: 38_100_000, difference: anUnclear },
    },
    worse: {
      scenario: 'camera-fouling',
      seeds: 5,
      agent: 35_990_000,
      letLoose: 34_100_000,
      manual: 36_000_000,
      levels: [
        { actionType: 'dispose', riskClass: 'reversible', level: 'shadow' },
        { actionType: 'dispose', riskClass: 'irreversible', level: 'shadow' },
        { actionType: 'adjust-furnace-setpoint', riskClass: 'reversible', level: 'advise' },
      ],
    },
    sensitivity: [
      aSensitivity(),
      aSensitivity({
        constant: 'approval.readingToMs',
        value: 120_000,
        unit: 'ms',
        lower: orderOf(4),
        verdict: 'breaks',
        breakEven: aBreakEven({ ...rolled, below: 0.81 }),
      }),
      aSensitivity({
        constant: 'economics.valueShare.rework.prime',
        value: 0.92,
        breakEven: aBreakEven({ below: 0.55, above: 1.7 }),
      }),
      aSensitivity({
        constant: 'economics.energyCnyPerKwh',
        value: 0.35,
        unit: 'CNY/kWh',
        breakEven: aBreakEven({ above: 6.2 }),
      }),
      aSensitivity({ constant: 'line.disturbanceC', value: 6, unit: '°C', breakEven: aBreakEven(rolled) }),
      aSensitivity({
        constant: 'line.lookRightAtStart',
        value: 0.9,
        unit: 'share',
        breakEven: aBreakEven({ ...rolled, to: 1.111, capped: true }),
      }),
    ],
    evidence: demoEvidence,
    ...over,
  };
}

export function aResult(over: Partial<DemoResult> = {}): DemoResult {
  return {
    seed: 7,
    scenario: 'furnace-drift',
    coils: 340,
    policies: policies(0),
    levels,
    targets: demoEvidence.targets,
    evidence: points,
    comparison: aComparison(),
    effects: {
      intended: 32,
      verified: 29,
      clamped: 1,
      accepted: 0,
      rejected: 0,
      refused: 1,
      expired: 1,
      unknown: 0,
      duplicated: 0,
      lost: 0,
      aboveGrant: 0,
    },
    audit: { events: 1412, verified: true },
    runs: { finished: 46, failed: 0 },
    proposals: { authorised: 32, refused: 2, rejected: 5 },
    decisions: { approve: 30, edit: 4, reject: 5, veto: 2, refused: 1 },
    outcomes: { achieved: 25, critical: 1, missed: 3, unjudged: 1 },
    judgedProposals: { achieved: 40, missed: 4 },
    stops: { pressed: 1, reset: 1 },
    line: {
      inspected: 40,
      dispositions: { release: 22, hold: 6, rework: 5, downgrade: 6, scrap: 1 },
      byAgent: 29,
      byPeople: 11,
      primeShare: 0.55,
      escapes: 1,
      overkill: 2,
      energyKwh: 251_234.5,
      tardinessH: 34.2,
      moneyCny: 3_812_345,
    },
    ...over,
  };
}
