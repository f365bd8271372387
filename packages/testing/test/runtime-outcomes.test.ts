/** How it is judged what came of an effect. */

import { describe, expect, it } from 'vitest';
import { aFloor, type Floor, floorVertical, quiet } from './runtime-floor.ts';

async function disposed(): Promise<Floor> {
  const floor = await aFloor();
  await floor.grant('autonomous');
  await floor.wishDispose('coil-1');
  return floor;
}

async function report(floor: Floor, coil: string, verdict: string, afterMs = 60_000): Promise<void> {
  floor.plant.plantMs += afterMs;
  await floor.publish({ 'laboratory/report': { coil, verdict } });
}

describe('by a sample', () => {
  it.each([
    ['good', 'achieved'],
    ['bad', 'missed'],
  ])('judges a report that says %s as %s', async (verdict, state) => {
    const floor = await disposed();
    await report(floor, 'coil-1', verdict);
    expect(await floor.outcome()).toMatchObject({ state, judgedMs: floor.plant.plantMs });
    expect(await floor.eventTypes()).toContain('outcome.judged');
  });

  it('waits for one about the same material', async () => {
    const floor = await disposed();
    await report(floor, 'coil-2', 'good');
    expect(await floor.outcome()).toMatchObject({ state: 'open' });
  });

  it('waits on while the vertical cannot tell yet', async () => {
    const floor = await disposed();
    await report(floor, 'coil-1', 'pending');
    await report(floor, 'coil-1', 'pending', 0);
    expect(await floor.outcome()).toMatchObject({ state: 'open', sample: null });
    await report(floor, 'coil-1', 'good');
    expect(await floor.outcome()).toMatchObject({ state: 'achieved' });
  });

  it('is unjudged when nothing came by the horizon', async () => {
    const floor = await disposed();
    await floor.plantPasses(3_600_000);
    expect(await floor.outcome()).toMatchObject({ state: 'open' });
    await floor.plantPasses(1);
    await floor.runtime.settled(new AbortController().signal);
    expect(await floor.outcome()).toMatchObject({ state: 'unjudged' });
  });

  it('does not judge by what was measured before the act, when a batch is delivered again', async () => {
    const floor = await aFloor();
    await floor.grant('autonomous');
    const early = floor.plant.publish({
      [`${floor.agent.scope}/laboratory/report`]: { coil: 'coil-1', verdict: 'good' },
    });
    await floor.runtime.ingest(floor.session, early);
    await floor.wishDispose('coil-1');
    await floor.runtime.ingest(floor.session, early);
    await quiet();
    expect(await floor.outcome()).toMatchObject({ state: 'open' });
  });
});

describe('by time', () => {
  it.each([
    [1230, 'achieved'],
    [1200, 'missed'],
  ])('judges what the tag shows then: %i °C is %s', async (temperature, state) => {
    const floor = await aFloor();
    await floor.grant('autonomous', 'move');
    await floor.wishMove(1230);
    await floor.publish({ 'furnace/temperature': temperature });
    await floor.plantPasses(119_999);
    expect(await floor.outcome()).toMatchObject({ state: 'open' });
    await floor.plantPasses(1);
    expect(await floor.outcome()).toMatchObject({ state });
  });
});

it('opens no outcome for what is not in the plant', async () => {
  const floor = await aFloor();
  await floor.grant('autonomous', 'move');
  floor.plant.setLink('down');
  await floor.wishMove(1230);
  expect(await floor.record.outcomes.latest(1)).toEqual([]);
});

it('goes on when a judge throws, and gives the outcome up at its horizon', async () => {
  const floor = await aFloor();
  await floor.runtime.close();
  const vertical = floorVertical({
    judge: () => {
      throw new Error('the judge is at its end');
    },
  });
  await floor.hire({ holder: 'gateway-2', vertical });
  await floor.grant('autonomous');
  await floor.wishDispose('coil-1');
  await report(floor, 'coil-1', 'good');
  expect(floor.troubles).toHaveLength(1);
  expect(await floor.outcome()).toMatchObject({ state: 'open' });
  await floor.plantPasses(3_600_001);
  await floor.runtime.settled(new AbortController().signal);
  expect(await floor.outcome()).toMatchObject({ state: 'unjudged' });
});
