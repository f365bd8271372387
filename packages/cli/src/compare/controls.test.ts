import { testVertical } from '@andon/sdk';
import { dispositions, syntheticRows } from '@andon/sim-line';
import { qualityInspection, tags, trainInspectionModel } from '@andon/vertical-quality-inspection';
import { expect, it } from 'vitest';
import { pyrometerAgent, randomAgent } from './controls.ts';

const minuteMs = 60_000;
const model = trainInspectionModel(syntheticRows({ seed: 1, count: 300 }), { seed: 1, source: 'synthetic' }).value;

/** The slab inspected last was as hot as its force says; the pyrometer says what it says. */
function furnaceAt({ pyrometerC, forceRatio }: { readonly pyrometerC: number; readonly forceRatio: number }) {
  const rolled = { coil: 'C1', grade: '65Mn', forceKn: 15_000 * forceRatio, expectedForceKn: 15_000, aimC: 1215 };
  const report = { ...rolled, features: null, seenTemperatureC: pyrometerC, rollWear: 0.1, decideBy: 20 * minuteMs };
  return {
    tag: tags.heartbeat,
    value: 20,
    plantMs: 0,
    readings: {
      [tags.millPass]: rolled,
      [tags.inspectionResult]: report,
      [tags.furnaceTemperature]: pyrometerC,
      [tags.furnaceSetpoint]: 1215,
      [tags.furnaceAim]: 1215,
      [tags.millRollWear]: 0.1,
      [tags.furnaceRemoteControl]: true,
    },
  };
}

it('a random agent proposes everything, and the same for the same coil and seed', async () => {
  const propose = async (seed: number, coil: string) => {
    const [proposal] = await testVertical(randomAgent(seed), { model }).observe({
      tag: tags.inspectionRecord,
      value: { coil },
    });
    return String(proposal?.params.disposition);
  };
  const drawn = new Set<string>();
  for (let index = 0; index < 60; index += 1) drawn.add(await propose(9, `C${index}`));
  expect([...drawn].sort()).toEqual([...dispositions].sort());
  expect(await propose(9, 'C1')).toBe(await propose(9, 'C1'));
});

it('a pyrometer-trusting agent moves where the mill’s force contradicts, and the shipped one does not', async () => {
  const stuck = furnaceAt({ pyrometerC: 1245, forceRatio: 1 });
  const [trusting] = await testVertical(pyrometerAgent, { model }).observe(stuck);
  expect(trusting).toMatchObject({ actionType: 'adjust-furnace-setpoint', params: { setpointC: 1195 }, outside: null });
  expect(await testVertical(qualityInspection, { model }).observe(stuck)).toEqual([]);
});

it('a pyrometer-trusting agent rests within the dead band', async () => {
  const near = furnaceAt({ pyrometerC: 1220, forceRatio: 1 });
  expect(await testVertical(pyrometerAgent, { model }).observe(near)).toEqual([]);
});
