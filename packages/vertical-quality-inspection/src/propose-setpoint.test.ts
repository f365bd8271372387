import { type Reading, testVertical } from '@andon/sdk';
import { describe, expect, it } from 'vitest';
import { decide, forceAt, furnaceReadings, good, nowMs, report, scope } from '../test/coils.ts';
import { proposeSetpoint } from './propose-setpoint.ts';
import type { SlabTemperature } from './slab-temperature.ts';
import { qualityInspection } from './vertical.ts';

const tester = testVertical(qualityInspection);
const tag = 'line/heartbeat';
const look = (readings: Readonly<Record<string, unknown>>) =>
  tester.observe({ tag, value: 40, readings, plantMs: nowMs });
const goodReadings = (offC: number): Record<string, Reading> =>
  Object.fromEntries(Object.entries(furnaceReadings(offC)).map(([name, value]) => [name, good(value)]));
const lookAt = (readings: Readonly<Record<string, Reading>>) => decide({ tag, reading: good(40) }, readings);

describe('a move of the furnace', () => {
  it('takes back part of the deviation when force and pyrometer agree', async () => {
    const [proposal, ...more] = await look(furnaceReadings(15));
    expect(more).toEqual([]);
    expect(proposal).toMatchObject({
      actionType: 'adjust-furnace-setpoint',
      params: { setpointC: 1208 },
      riskClass: 'reversible',
      outside: null,
      decidedByRole: 'process-operator',
      command: { target: 'test/site/area/line/furnace/setpoint', value: 1208, material: null },
      evidence: { forAimC: 1205, deviationC: 15, forceDeviationC: 15, slabs: 2, pyrometer: 'agrees', rollWear: 0.4 },
    });
    expect(proposal?.reasons.map(({ code }) => code)).toEqual(['off-aim', 'pyrometer-agrees', 'bounded-move']);
    expect(proposal?.reasons[0]?.text.en).toContain('15 °C hotter than the aim of 1205 °C');
    expect(proposal?.reasons[0]?.text['zh-CN']).toContain('比目标 1205 °C 偏高 15 °C');
  });

  it.each([
    [60, 1200],
    [-60, 1240],
  ])('goes one step at most when slabs are %d °C off', async (offC, setpointC) => {
    const [proposal] = await look(furnaceReadings(offC));
    expect(proposal).toMatchObject({ params: { setpointC }, outside: null });
  });

  it.each([0, 9, -9])('is not proposed within the dead band (%d °C)', async (offC) => {
    expect(await look(furnaceReadings(offC))).toEqual([]);
  });

  it('stays between the limits', async () => {
    const low = await look({ ...furnaceReadings(60), 'furnace/setpoint': 1155 });
    expect(low[0]).toMatchObject({ params: { setpointC: 1150 }, outside: null });
    expect(await look({ ...furnaceReadings(60), 'furnace/setpoint': 1150 })).toEqual([]);
    expect(await look({ ...furnaceReadings(60), 'furnace/setpoint': 1300 })).toEqual([]);
  });

  it('is made for the aim of the slabs that come next', async () => {
    const [proposal] = await look({ ...furnaceReadings(0), 'furnace/aim': 1245 });
    expect(proposal).toMatchObject({ params: { setpointC: 1240 }, evidence: { forAimC: 1245, deviationC: -40 } });
  });

  it('follows another estimate where an experiment gives one', () => {
    const readings = goodReadings(0);
    const trigger = { tag, reading: good(40) };
    const observation = {
      scope,
      plantMs: nowMs,
      trigger,
      material: null,
      reading: (name: string) => readings[name] ?? null,
    };
    const pyrometerAlone = (): SlabTemperature => ({
      temperatureC: 1230,
      forceC: 1230,
      slabs: 1,
      pyrometer: { kind: 'agrees', temperatureC: 1230, apartC: 0 },
    });
    expect(proposeSetpoint(observation)).toBeNull();
    expect(proposeSetpoint(observation, pyrometerAlone)?.params).toEqual({ setpointC: 1200 });
  });

  it('is looked at every twenty minutes and no sooner', async () => {
    const readings = furnaceReadings(15);
    for (const beat of [0, 1, 19, 21, 30, '40', null]) {
      expect(await tester.observe({ tag, value: beat, readings, plantMs: nowMs }), String(beat)).toEqual([]);
    }
  });
});

describe('the pyrometer', () => {
  it.each([
    ['bad now', { 'furnace/temperature': { ...good(1190), quality: 'bad', status: 'BadSensorFailure' } as const }],
    ['too old', { 'furnace/temperature': good(1190, nowMs - 4 * 60_000) }],
    ['impossible', { 'furnace/temperature': good(20) }],
    ['without a value for that slab', { 'surface-inspection/result': slab({ seenTemperatureC: null }) }],
  ])('is not used when it is %s: the force alone moves half as far', async (_name, changed) => {
    const [proposal] = await lookAt({ ...goodReadings(-30), ...changed });
    expect(proposal).toMatchObject({
      params: { setpointC: 1230 },
      evidence: { pyrometer: 'no-reading', pyrometerC: null, temperatureC: 1175, deviationC: -30 },
    });
    expect(proposal?.reasons[1]?.code).toBe('pyrometer-bad');
  });

  it('is not used when it sticks while slabs get colder, and that is said', async () => {
    const stuck = { 'furnace/temperature': good(1220), 'surface-inspection/result': slab({ seenTemperatureC: 1220 }) };
    const [proposal] = await lookAt({ ...goodReadings(-30), ...stuck });
    expect(proposal).toMatchObject({ params: { setpointC: 1230 }, evidence: { pyrometer: 'contradicts' } });
    expect(proposal?.reasons[1]?.text.en).toBe(
      'The pyrometer was 45 °C off the force on the same slab, so it is not used: half the step.',
    );
  });

  it('alone moves nothing', async () => {
    for (const missing of ['mill/pass', 'surface-inspection/result', 'furnace/aim', 'furnace/setpoint']) {
      const { [missing]: _, ...rest } = goodReadings(-30);
      expect(await lookAt(rest), missing).toEqual([]);
      const bad = { ...(goodReadings(-30)[missing] as Reading), quality: 'uncertain', status: 'Uncertain' } as const;
      expect(await lookAt({ ...rest, [missing]: bad }), missing).toEqual([]);
    }
  });

  it('and the force must be on the same side of the aim', async () => {
    const onItsWay = { 'furnace/temperature': good(1200) };
    expect(await lookAt({ ...goodReadings(45), ...onItsWay })).toEqual([]);
  });

  it('leaves the dead band wider when it is not used', async () => {
    const bad = { 'furnace/temperature': { ...good(null), quality: 'bad', status: 'Bad' } as const };
    expect(await lookAt({ ...goodReadings(-14), ...bad })).toEqual([]);
    expect(await lookAt({ ...goodReadings(-16), ...bad })).toHaveLength(1);
  });
});

/** The slab inspected last, 30 °C too cold by its force. */
function slab(changes: Readonly<Record<string, unknown>>): Reading {
  return good(report({ forceKn: forceAt(-30), ...changes }));
}
