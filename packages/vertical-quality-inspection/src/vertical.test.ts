import { type Proposed, prepare, type Reading, testVertical, type Vertical } from '@andon/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide, furnaceReadings, labelledRegions, nowMs, record, regionOf, scope } from '../test/coils.ts';
import { setpointLimits } from './adjust-furnace.ts';
import { trainInspectionModel } from './inspection-model.ts';
import { classNames, featureNames } from './model/index.ts';
import { dispositions, grades, surfaces } from './payloads.ts';
import { qualityInspection } from './vertical.ts';

const { value: model } = trainInspectionModel(labelledRegions(140), { seed: 1, source: 'test' });
const vertical = qualityInspection as Vertical<never>;

/** Something that is nearly right, or anything at all. */
const orAnything = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 9, arbitrary }, { weight: 1, arbitrary: fc.anything() });
const number = fc.oneof(fc.double(), fc.constantFrom(0, -1, 1e308, Number.NaN, Number.POSITIVE_INFINITY));
const region = fc.oneof(
  fc.constantFrom(...classNames).map((name) => regionOf(name)),
  fc.array(number, { minLength: featureNames.length, maxLength: featureNames.length }),
  fc.constant(null),
);
const temperature = orAnything(fc.oneof(fc.double({ min: 1100, max: 1350, noNaN: true }), number));
const force = orAnything(fc.oneof(fc.double({ min: 14_000, max: 21_000, noNaN: true }), number));
const slab = {
  coil: orAnything(fc.constantFrom('C1', 'C2', '')),
  forceKn: force,
  expectedForceKn: force,
  aimC: temperature,
};
const results = orAnything(
  fc.record({
    ...slab,
    grade: orAnything(fc.constantFrom(...grades)),
    features: orAnything(region),
    seenTemperatureC: orAnything(fc.oneof(temperature, fc.constant(null))),
    rollWear: orAnything(number),
    decideBy: orAnything(fc.constant(nowMs + 900_000)),
    look: orAnything(fc.constantFrom(...surfaces)),
  }),
);
const reading = (value: fc.Arbitrary<unknown>): fc.Arbitrary<Reading> =>
  fc.record({
    value,
    quality: fc.oneof(
      { weight: 6, arbitrary: fc.constant('good' as const) },
      { weight: 1, arbitrary: fc.constantFrom('bad' as const, 'uncertain' as const, 'stale' as const) },
    ),
    status: fc.constant('Good'),
    sourceTs: fc.oneof(fc.constant(nowMs), fc.constantFrom(0, nowMs - 100_000, nowMs + 1_000_000, Number.NaN)),
  });
const readings: fc.Arbitrary<Record<string, Reading>> = fc.record(
  {
    'mill/pass': reading(orAnything(fc.record(slab))),
    'surface-inspection/result': reading(results),
    'furnace/temperature': reading(temperature),
    'furnace/setpoint': reading(temperature),
    'furnace/aim': reading(temperature),
    'mill/roll-wear': reading(number),
  },
  { noNullPrototype: true },
);
const trigger = fc.oneof(
  fc.record({ tag: fc.constant('surface-inspection/record'), reading: reading(results) }),
  fc.record({ tag: fc.constant('line/heartbeat'), reading: reading(fc.constant(20)) }),
);

describe('the vertical', () => {
  it('proposes only what fits its schemas and limits, whatever it is shown, and never throws', async () => {
    await fc.assert(
      fc.asyncProperty(trigger, readings, async (given, seen) => {
        for (const proposed of await decide(given, seen, model)) checkProposal(proposed, seen);
      }),
      { numRuns: 2000 },
    );
  });

  it('listens and finds the coil without throwing, whatever arrives', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        for (const { where, materialOf } of qualityInspection.triggers) {
          where(value);
          expect([null, 'string']).toContain(materialOf(value) === null ? null : typeof materialOf(value));
        }
      }),
    );
  });

  it('answers the same observation with the same proposals', async () => {
    const tester = testVertical(qualityInspection, { model });
    const value = record({ features: regionOf('stains') });
    const look = () => tester.observe({ tag: 'surface-inspection/record', value, plantMs: nowMs });
    expect(await look()).toEqual(await look());
    const move = () =>
      tester.observe({ tag: 'line/heartbeat', value: 20, readings: furnaceReadings(15), plantMs: nowMs });
    expect(await move()).toEqual(await move());
  });
});

function checkProposal(proposed: Proposed, seen: Readonly<Record<string, Reading>>): void {
  const prepared = prepare(vertical, proposed, { scope, material: null, nowMs });
  for (const { text } of prepared.reasons) {
    for (const sentence of [text.en, text['zh-CN']]) expect(sentence).not.toMatch(/undefined|NaN|Infinity|\{/);
    expect(text['zh-CN']).toMatch(/\p{Script=Han}/u);
  }
  // Evidence is stored as JSON: what JSON cannot hold would be lost.
  expect(JSON.parse(JSON.stringify(prepared.evidence))).toEqual(prepared.evidence);
  if (prepared.actionType === 'dispose') {
    expect(dispositions).toContain(prepared.params.disposition);
    return;
  }
  const next = prepared.params.setpointC as number;
  const step = Math.abs(next - (seen['furnace/setpoint']?.value as number));
  expect(next).toBeGreaterThanOrEqual(setpointLimits.minC);
  expect(next).toBeLessThanOrEqual(setpointLimits.maxC);
  expect(step).toBeLessThanOrEqual(setpointLimits.maxStepC);
  expect(Number.isInteger(next)).toBe(true);
  for (const tag of ['mill/pass', 'surface-inspection/result', 'furnace/setpoint', 'furnace/aim']) {
    expect(seen[tag]?.quality, tag).toBe('good');
  }
}
