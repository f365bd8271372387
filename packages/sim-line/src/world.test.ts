import type { Sample } from '@andon/connect';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineConstants } from './constants.ts';
import { bestDisposition } from './economics.ts';
import type { FlatOutOptions, Policy } from './flat-out.ts';
import { runFlatOut } from './flat-out.ts';
import { tags } from './names.ts';
import type { DispositionRecord, InspectionRecord, InspectionResult, LabResult, VisualCheck } from './payloads.ts';
import { payloads } from './payloads.ts';
import { people } from './people.ts';
import { plantStartMs } from './physics.ts';
import { drawPlan } from './plan.ts';
import { scenarioNames, scenarios } from './scenarios.ts';
import { createWorld } from './world.ts';

function run(options: Partial<FlatOutOptions> = {}) {
  const samples: Sample[] = [];
  const { policy } = options;
  const result = runFlatOut({
    seed: 1,
    scenario: 'baseline',
    slabs: 60,
    ...options,
    policy: (sample, acts) => {
      samples.push(sample);
      policy?.(sample, acts);
    },
  });
  return { ...result, samples };
}

const values = <T>(samples: readonly Sample[], tag: string): T[] =>
  samples.filter((sample) => sample.tag === tag).map((sample) => sample.value as T);

/** Follows the aim and, by turns, every disposition there is: as unlike the people's habit as can be. */
const busy: Policy = (sample, acts) => {
  if (sample.tag === tags.furnaceAim) acts.setSetpoint((sample.value as number) + 20);
  if (sample.tag !== tags.visualCheck) return;
  const { coil, class: seen } = sample.value as VisualCheck;
  acts.dispose(coil, bestDisposition(seen, '42CrMo'));
};

describe('the world', () => {
  it('gives the same samples and the same account for the same seed', () => {
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom(...scenarioNames), (seed, scenario) => {
        const [a, b] = [
          run({ seed, scenario, slabs: 25, policy: busy }),
          run({ seed, scenario, slabs: 25, policy: busy }),
        ];
        expect(a.samples).toEqual(b.samples);
        expect(a.account).toEqual(b.account);
        expect(a.world.truth.coils()).toEqual(b.world.truth.coils());
      }),
      { numRuns: 30 },
    );
  });

  it('differs for another seed', () => {
    expect(run({ seed: 1 }).samples).not.toEqual(run({ seed: 2 }).samples);
  });

  it('does not let a policy move what chance brings', () => {
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom(...scenarioNames), (seed, scenario) => {
        const idle = run({ seed, scenario, slabs: 25 });
        const acted = run({ seed, scenario, slabs: 25, policy: busy });
        const minutes = Math.min(idle.world.truth.disturbances().length, acted.world.truth.disturbances().length);
        expect(acted.world.truth.disturbances().slice(0, minutes)).toEqual(
          idle.world.truth.disturbances().slice(0, minutes),
        );
        const charged = (one: typeof idle) =>
          values<InspectionResult>(one.samples, tags.inspectionResult).map(
            ({ coil, grade, thicknessMm, order, dueAt }) => {
              return { coil, grade, thicknessMm, order, dueAt };
            },
          );
        const [before, after] = [charged(idle), charged(acted)];
        const shared = new Set(
          before.map(({ coil }) => coil).filter((coil) => after.some((other) => other.coil === coil)),
        );
        expect(after.filter(({ coil }) => shared.has(coil))).toEqual(before.filter(({ coil }) => shared.has(coil)));
      }),
      { numRuns: 20 },
    );
  });

  it('draws its chances apart: the same uniform meets whatever threshold the policy made', () => {
    const plans = [
      drawPlan(5, scenarios.baseline, lineConstants),
      drawPlan(5, scenarios['late-lab'], lineConstants),
    ].map((plan) => plan.nextSlab());
    const [a, b] = plans;
    expect(a?.defectAt1).toBe(b?.defectAt1);
    expect(a?.grade).toBe(b?.grade);
    expect(a?.labLagMs).not.toBe(b?.labLagMs);
  });

  it('publishes what the schemas say, numbered one by one per tag, and never from the future', () => {
    for (const scenario of scenarioNames) {
      const last = new Map<string, number>();
      for (const sample of run({ scenario }).samples) {
        const schema = payloads[sample.tag as keyof typeof payloads];
        if (sample.quality === 'good') schema.parse(sample.value);
        else expect(sample.value).toBeNull();
        expect(sample.seq).toBe((last.get(sample.tag) ?? 0) + 1);
        expect(sample.sourceTs).toBeLessThanOrEqual(sample.receivedTs);
        last.set(sample.tag, sample.seq);
      }
    }
  });

  it('tells the class of a coil in the laboratory result alone, later than anybody must decide', () => {
    const { samples, world } = run({ slabs: 200 });
    const inspected = values<InspectionResult>(samples, tags.inspectionResult);
    const lab = values<LabResult>(samples, tags.labResult);
    expect(lab).toHaveLength(inspected.length);
    expect(inspected.every((result) => !('class' in result) && !('usableAs' in result))).toBe(true);
    const truth = new Map(world.truth.coils().map((coil) => [coil.coil, coil]));
    for (const result of lab) {
      expect(result.class).toBe(truth.get(result.coil)?.surface);
      expect(result.usableAs).toBe(truth.get(result.coil)?.usableAs);
      expect(result.judgedAt).toBeGreaterThan(result.inspectedAt + 15 * 60_000);
    }
    const told = new Set<string>([tags.labResult, tags.visualCheck, tags.inspectionRecord]);
    for (const { value, tag } of samples) {
      if (told.has(tag)) continue;
      expect(JSON.stringify(value)).not.toMatch(/pastry|z-scratch|k-scratch|stains|dirtiness|bumps|"none"/);
    }
  });

  it('leaves most coils clean, and an inspector right nine times in ten, less so as the shift wears on', () => {
    const { samples, account } = run({ slabs: 6000 });
    expect(account.clean / account.coils).toBeGreaterThan(0.55);
    expect(account.clean / account.coils).toBeLessThan(0.68);
    const truth = new Map(values<LabResult>(samples, tags.labResult).map((result) => [result.coil, result.class]));
    const looks = values<VisualCheck>(samples, tags.visualCheck);
    const rightIn = (half: 0 | 1): number => {
      const inHalf = looks.filter(({ at }) => Math.floor((at - plantStartMs) / (people.shiftMs / 2)) % 2 === half);
      return inHalf.filter((look) => look.class === truth.get(look.coil)).length / inHalf.length;
    };
    expect(rightIn(0)).toBeCloseTo(0.8875, 1.4);
    expect(rightIn(1)).toBeCloseTo(0.8625, 1.4);
    expect(rightIn(0)).toBeGreaterThan(rightIn(1));
  });

  it('publishes camera and look together at the look', () => {
    const { samples } = run({ slabs: 40 });
    const results = new Map(values<InspectionResult>(samples, tags.inspectionResult).map((one) => [one.coil, one]));
    const looks = new Map(values<VisualCheck>(samples, tags.visualCheck).map((one) => [one.coil, one]));
    const records = values<InspectionRecord>(samples, tags.inspectionRecord);
    expect(records).toHaveLength(results.size);
    for (const record of records) {
      const { class: look, inspector, at: lookedAt } = looks.get(record.coil) as VisualCheck;
      expect(record).toEqual({ ...results.get(record.coil), look, inspector, lookedAt });
      expect(record.lookedAt - record.inspectedAt).toBeGreaterThanOrEqual(people.lookFromMs);
      expect(record.lookedAt - record.inspectedAt).toBeLessThanOrEqual(people.lookToMs);
    }
  });

  it('shows no region on a clean coil, and nearly always one on a defective coil', () => {
    const { samples } = run({ slabs: 1000 });
    const truth = new Map(values<LabResult>(samples, tags.labResult).map((result) => [result.coil, result.class]));
    const results = values<InspectionResult>(samples, tags.inspectionResult);
    const clean = results.filter(({ coil }) => truth.get(coil) === 'none');
    const defective = results.filter(({ coil }) => truth.get(coil) !== 'none');
    expect(clean.every(({ features }) => features === null)).toBe(true);
    const missed = defective.filter(({ features }) => features === null).length / defective.length;
    expect(missed).toBeGreaterThan(0);
    expect(missed).toBeLessThan(0.06);
  });

  it('lets its own people put a coil on hold when nobody disposed of it in time', () => {
    const { samples } = run({ slabs: 10 });
    const records = values<DispositionRecord>(samples, tags.disposition);
    const inspected = new Map(
      values<InspectionResult>(samples, tags.inspectionResult).map((result) => [result.coil, result]),
    );
    expect(records.length).toBe(inspected.size);
    for (const { coil, disposition, by, at } of records) {
      expect({ disposition, by }).toEqual({ disposition: 'hold', by: 'people' });
      expect(at).toBe(inspected.get(coil)?.decideBy);
    }
  });

  it('pays for better dispositions and for a furnace at its aim', () => {
    const grades = new Map<string, InspectionResult['grade']>();
    const careful: Policy = (sample, acts) => {
      if (sample.tag === tags.furnaceAim) acts.setSetpoint(sample.value as number);
      if (sample.tag === tags.inspectionResult) {
        const { coil, grade } = sample.value as InspectionResult;
        grades.set(coil, grade);
      }
      if (sample.tag !== tags.visualCheck) return;
      const { coil, class: seen } = sample.value as VisualCheck;
      acts.dispose(coil, bestDisposition(seen, grades.get(coil) ?? '65Mn'));
    };
    const held = run({ slabs: 1000 });
    const crew = run({ slabs: 1000, people: 'crew' });
    const cared = run({ slabs: 1000, policy: careful });
    expect(crew.account.money.totalCny).toBeGreaterThan(held.account.money.totalCny);
    expect(cared.account.money.totalCny).toBeGreaterThan(crew.account.money.totalCny);
    expect(cared.account.clean).toBeGreaterThan(crew.account.clean);
    expect(cared.account.byRemote).toBe(cared.account.coils);
  });

  it('quantises the set-point, keeps it in the envelope, and lags behind it', () => {
    const world = createWorld({ seed: 1, scenario: 'baseline', slabs: 5 });
    world.advanceTo(plantStartMs);
    world.setSetpoint(1163, 'remote');
    expect(world.setpointC()).toBe(1165);
    expect(world.read([tags.furnaceSetpoint])[0]?.value).toBe(1165);
    world.setSetpoint(2000, 'remote');
    expect(world.setpointC()).toBe(1280);
    expect(world.truth.furnaceC()).toBeLessThan(1225);
    world.advanceTo(plantStartMs + 60 * 60_000);
    expect(world.truth.furnaceC()).toBeGreaterThan(1255);
  });

  it('answers an unknown tag as OPC UA would', () => {
    const world = createWorld({ seed: 1, scenario: 'baseline', slabs: 1 });
    expect(world.read(['acme/nothing'])[0]).toMatchObject({ value: null, quality: 'bad', status: 'BadNodeIdUnknown' });
  });

  it('comes to an end for every scenario, with every slab accounted for', () => {
    for (const scenario of scenarioNames) {
      const { account } = run({ scenario });
      expect(account.slabs).toBe(60);
      expect(account.coils + account.cobbles).toBe(60);
      expect(Object.values(account.dispositions).reduce((sum, count) => sum + count, 0)).toBe(account.coils);
    }
  });
});
