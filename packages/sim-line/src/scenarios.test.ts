import type { Sample } from '@andon/connect';
import { isAndonError } from '@andon/core';
import { describe, expect, it } from 'vitest';
import { runFlatOut } from './flat-out.ts';
import { tags } from './names.ts';
import type { InspectionResult, LabResult, LineState } from './payloads.ts';
import { minuteMs, plantStartMs } from './physics.ts';
import type { Windows } from './scenarios.ts';
import { scenarioNamed, scenarioNames, scenarios, windowEnd } from './scenarios.ts';
import { createWorld } from './world.ts';

function run(scenario: string, slabs = 200) {
  const samples: Sample[] = [];
  const result = runFlatOut({ seed: 4, scenario, slabs, policy: (sample) => void samples.push(sample) });
  return { ...result, samples };
}

const of = (samples: readonly Sample[], tag: string): Sample[] => samples.filter((sample) => sample.tag === tag);
const minuteOf = (at: number): number => (at - plantStartMs) / minuteMs;
const meanHeatError = (scenario: string): number => {
  const coils = run(scenario).world.truth.coils();
  return coils.reduce((sum, coil) => sum + coil.trueC, 0) / coils.length;
};

/** Every sample of every instant, with the link's state after it. */
function walk(scenario: string, slabs: number) {
  const world = createWorld({ seed: 4, scenario, slabs });
  const batches: { at: number; link: string; remote: boolean; samples: readonly Sample[] }[] = [];
  for (let at = world.nextAt(); at !== null; at = world.nextAt()) {
    const samples = world.advanceTo(at);
    batches.push({ at, link: world.link(), remote: world.remoteControl(), samples });
  }
  return batches;
}

describe('scenarios', () => {
  it('refuses a name it does not know, and lists those it knows', () => {
    const attempt = () => scenarioNamed('sunny-day');
    expect(attempt).toThrow(/baseline/);
    try {
      attempt();
    } catch (error) {
      expect(isAndonError(error, 'scenario.unknown')).toBe(true);
    }
    expect(() => scenarioNamed('toString')).toThrow(/no scenario/);
  });

  it('differ from the baseline, each of them', () => {
    const baseline = JSON.stringify(run('baseline', 60).samples);
    for (const name of scenarioNames) {
      if (name !== 'baseline') expect(JSON.stringify(run(name, 60).samples), name).not.toBe(baseline);
    }
  });

  it('open and close their windows on time', () => {
    const windows = { firstMin: 10, lengthMin: 5, everyMin: 30 };
    const open = (minute: number) => windowEnd(windows, minute * minuteMs);
    expect([9, 10, 14.9, 15, 39, 40].map(open)).toEqual([
      null,
      15 * minuteMs,
      15 * minuteMs,
      null,
      null,
      45 * minuteMs,
    ]);
    expect(windowEnd(null, 0)).toBeNull();
  });

  it('roll-wear: rolls wear faster, stay in longer, and scratch more', () => {
    const worst = (scenario: string) =>
      Math.max(...of(run(scenario).samples, tags.millRollWear).map((s) => s.value as number));
    expect(worst('baseline')).toBeLessThanOrEqual(1);
    expect(worst('roll-wear')).toBeGreaterThan(1.2);
    const scratches = (scenario: string) =>
      run(scenario, 1500)
        .world.truth.coils()
        .filter(({ surface }) => surface.endsWith('scratch')).length;
    expect(scratches('roll-wear')).toBeGreaterThan(1.2 * scratches('baseline'));
  });

  it('furnace-drift: the true temperature leaves the set-point, and the pyrometer sees it', () => {
    expect(meanHeatError('furnace-drift')).toBeLessThan(meanHeatError('baseline') - 12);
    const seen = of(run('furnace-drift').samples, tags.furnaceTemperature).map((s) => s.value as number);
    expect(Math.min(...seen)).toBeLessThan(1195);
  });

  it('pyrometer-stuck: the reading freezes and stays good, while mill force tells of a colder slab', () => {
    const { samples } = run('pyrometer-stuck');
    const inWindow = of(samples, tags.furnaceTemperature).filter(({ sourceTs }) => {
      return windowEnd(scenarios['pyrometer-stuck'].pyrometer, sourceTs - plantStartMs) !== null;
    });
    expect(inWindow.every(({ quality }) => quality === 'good')).toBe(true);
    expect(new Set(inWindow.filter(({ sourceTs }) => minuteOf(sourceTs) < 100).map(({ value }) => value)).size).toBe(1);
    const late = of(samples, tags.inspectionResult)
      .map(({ value }) => value as InspectionResult)
      .filter(({ inspectedAt }) => minuteOf(inspectedAt) > 60 && minuteOf(inspectedAt) < 100);
    const told = late.map(({ aimC, forceKn, expectedForceKn }) => aimC - Math.log(forceKn / expectedForceKn) / 0.0035);
    const seen = late.map(({ seenTemperatureC }) => seenTemperatureC ?? Number.NaN);
    const gap = seen.reduce((sum, value, index) => sum + value - (told[index] ?? 0), 0) / seen.length;
    expect(gap).toBeGreaterThan(20);
  });

  it('pyrometer-bad-quality: no value, a plausible last good one, and the status that says why', () => {
    const { samples } = run('pyrometer-bad-quality');
    const bad = of(samples, tags.furnaceTemperature).filter(({ quality }) => quality === 'bad');
    expect(bad.length).toBeGreaterThan(15);
    for (const sample of bad) {
      expect(sample).toMatchObject({ value: null, quality: 'bad', status: 'BadSensorFailure' });
      expect(sample.lastGood).toBeGreaterThan(1150);
      expect(sample.lastGood).toBeLessThan(1280);
    }
    const blind = of(samples, tags.inspectionResult).filter(
      ({ value }) => (value as InspectionResult).seenTemperatureC === null,
    );
    expect(blind.length).toBeGreaterThan(3);
  });

  it('machine-breakdown: the mill stands for its window, and no slab is charged', () => {
    const { samples } = run('machine-breakdown');
    const states = of(samples, tags.lineState).map(({ value }) => value as LineState);
    const broken = states.filter(({ state }) => state === 'breakdown');
    expect(broken.length).toBeGreaterThan(0);
    const rolled = of(samples, tags.millPass).map(({ sourceTs }) => minuteOf(sourceTs));
    expect(rolled.filter((minute) => minute > 33 && minute < 65)).toEqual([]);
    expect(rolled.some((minute) => minute > 65 && minute < 75)).toBe(true);
  });

  it('rush-order: some orders are due within the hour', () => {
    const rush = (scenario: string) =>
      of(run(scenario).samples, tags.inspectionResult)
        .map(({ value }) => value as InspectionResult)
        .filter(({ priority }) => priority === 'rush');
    expect(rush('baseline')).toHaveLength(0);
    expect(rush('rush-order').length).toBeGreaterThan(20);
    const early = rush('rush-order').filter(({ inspectedAt }) => minuteOf(inspectedAt) < 30);
    expect(early.every(({ dueAt, inspectedAt }) => dueAt - inspectedAt < 40 * minuteMs)).toBe(true);
  });

  it('link-loss: nothing gets out in the window, telemetry is lost, coil reports arrive afterwards', () => {
    const batches = walk('link-loss', 40);
    const down = batches.filter(({ link }) => link === 'down');
    expect(down.map(({ at }) => minuteOf(at)).every((minute) => minute % 60 >= 25 && minute % 60 < 35)).toBe(true);
    expect(down.length).toBeGreaterThan(9);
    expect(down.flatMap(({ samples }) => samples)).toEqual([]);
    const back = batches.find(({ at }) => minuteOf(at) === 35);
    const late = of(back?.samples ?? [], tags.inspectionResult);
    expect(late.length).toBeGreaterThan(2);
    expect(late.every(({ sourceTs, receivedTs }) => sourceTs < receivedTs)).toBe(true);
    const all = of(
      batches.flatMap(({ samples }) => samples),
      tags.inspectionResult,
    );
    expect(new Set(all.map(({ value }) => (value as InspectionResult).coil)).size).toBe(all.length);
  });

  it('operator-local: remote control is off in the window', () => {
    const batches = walk('operator-local', 40);
    for (const { at, remote } of batches.slice(0, -1)) {
      expect(remote).toBe(!(minuteOf(at) % 60 >= 20 && minuteOf(at) % 60 < 40));
    }
    const told = batches.flatMap(({ samples }) => of(samples, tags.furnaceRemoteControl)).map(({ value }) => value);
    expect(told).toContain(false);
    expect(told).toContain(true);
  });

  it('conflicting-agents: a second party moves the set-point in between', () => {
    const by = (scenario: string) =>
      new Set(of(run(scenario).samples, tags.furnaceSetpointBy).map(({ value }) => value));
    expect(by('baseline')).toEqual(new Set(['people']));
    expect(by('conflicting-agents')).toContain('l2-optimiser');
  });

  it('cobble: slabs are lost between the stands', () => {
    expect(run('cobble', 400).account.cobbles).toBeGreaterThan(run('baseline', 400).account.cobbles + 5);
  });

  it('late-lab: the laboratory answers hours later', () => {
    const lags = (scenario: string) =>
      of(run(scenario).samples, tags.labResult).map(({ value }) => {
        const { judgedAt, inspectedAt } = value as LabResult;
        return (judgedAt - inspectedAt) / minuteMs;
      });
    expect(Math.max(...lags('baseline'))).toBeLessThanOrEqual(40);
    expect(Math.min(...lags('baseline'))).toBeGreaterThanOrEqual(20);
    expect(Math.min(...lags('late-lab'))).toBeGreaterThanOrEqual(90);
  });

  it('camera-fouling: dirt shows a region on most clean coils and changes nothing else', () => {
    const seen = (scenario: string) =>
      new Map(
        of(run(scenario).samples, tags.inspectionResult).map(({ value }) => {
          const { coil, features } = value as InspectionResult;
          return [coil, features];
        }),
      );
    const [clear, fouled] = [seen('baseline'), seen('camera-fouling')];
    const { world } = run('camera-fouling');
    const truth = world.truth.coils().filter(({ cobbled }) => !cobbled);
    expect(truth).toEqual(
      run('baseline')
        .world.truth.coils()
        .filter(({ cobbled }) => !cobbled),
    );
    const clean = truth.filter(({ surface }) => surface === 'none').map(({ coil }) => coil);
    expect(clean.every((coil) => clear.get(coil) === null)).toBe(true);
    const dirty = clean.filter((coil) => fouled.get(coil) !== null);
    expect(dirty.length / clean.length).toBeGreaterThan(0.7);
    expect(dirty.length / clean.length).toBeLessThan(0.9);
    expect(new Set(dirty.map((coil) => JSON.stringify(fouled.get(coil)))).size).toBe(dirty.length);
    for (const { coil, surface } of truth) {
      if (surface !== 'none') expect(fouled.get(coil)).toEqual(clear.get(coil));
    }
  });

  it('fouling can be laid over a scenario for a while, or taken off it', () => {
    const regions = (scenario: string, fouling: Windows | null | undefined) => {
      const found: number[] = [];
      runFlatOut({
        seed: 4,
        scenario,
        slabs: 200,
        ...(fouling !== undefined && { fouling }),
        policy: ({ tag, value }) => {
          if (tag !== tags.inspectionResult) return;
          const { features, inspectedAt } = value as InspectionResult;
          if (features !== null) found.push(minuteOf(inspectedAt));
        },
      });
      return found;
    };
    const window = { firstMin: 120, lengthMin: 60, everyMin: 1e6 };
    const during = (minutes: readonly number[]) => minutes.filter((minute) => minute >= 120 && minute < 180).length;
    const [clear, laid] = [regions('baseline', undefined), regions('baseline', window)];
    expect(during(laid)).toBeGreaterThan(during(clear) + 5);
    expect(laid.length - during(laid)).toBe(clear.length - during(clear));
    expect(regions('camera-fouling', null)).toEqual(clear);
  });
});
