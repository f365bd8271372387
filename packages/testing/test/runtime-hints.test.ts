/** Jobs are hints: lost, late, twice or out of order, the record says what is to be done. */

import { describe, expect, it } from 'vitest';
import { aFloor, type Floor, floorVertical, inspector, mill, quiet, SWEEP_MS } from './runtime-floor.ts';

async function autonomous(): Promise<Floor> {
  const floor = await aFloor();
  await floor.grant('autonomous');
  await floor.grant('autonomous', 'move');
  return floor;
}

const isSettled = async ({ record, plant }: Floor) => (await record.agenda.unsettled(plant.plantMs)) === 0;

const inspection = { 'surface/inspection': { coil: 'coil-1', to: 'hold' } };

describe('hints', () => {
  it('brought twice each make one run and one arrival each', async () => {
    const floor = await autonomous();
    floor.bus.delivery = 'twice';
    floor.plant.loseAcknowledgements = 1;
    await floor.wishDispose('coil-1');
    await floor.wishMove(1230);
    await floor.sweep();
    await floor.plantPasses(120_000);
    expect(await floor.record.proposals.latest(10)).toHaveLength(2);
    expect(floor.plant.arrivals.map(({ answer }) => answer.kind)).toEqual(['taken', 'taken']);
    expect((await floor.eventTypes()).filter((type) => type === 'outcome.judged')).toHaveLength(1);
  });

  it('that are all lost are made again by the sweeper, and everything settles', async () => {
    const floor = await autonomous();
    floor.bus.delivery = 'drop';
    floor.plant.loseAcknowledgements = 1;
    await floor.publish(inspection);
    await floor.publish({ 'furnace/wish': { to: 1230 } });
    expect(await floor.record.proposals.latest(10)).toEqual([]);

    floor.bus.delivery = 'once';
    await floor.sweep();
    await floor.sweep();
    await floor.plantPasses(120_000);
    await floor.sweep();
    expect(await isSettled(floor)).toBe(true);
    expect(floor.taken()).toHaveLength(2);
    expect((await floor.effects()).map(({ state }) => state)).toEqual(['verified', 'verified']);
  });

  it('that a queue forgot with its memory are made again, though their first ones are gone', async () => {
    const floor = await autonomous();
    floor.bus.delivery = 'hold';
    await floor.publish(inspection);
    floor.bus.forget();
    floor.bus.delivery = 'once';
    await floor.sweep();
    expect(floor.taken()).toHaveLength(1);
  });

  it('that come late find nothing left to do', async () => {
    const floor = await autonomous();
    floor.bus.delivery = 'hold';
    await floor.publish(inspection);
    floor.bus.delivery = 'once';
    await floor.sweep();
    floor.bus.release();
    await quiet();
    expect(floor.taken()).toHaveLength(1);
    expect(floor.bus.failures).toEqual([]);
  });
});

describe('a batch that is delivered again', () => {
  it('opens no second run', async () => {
    const floor = await autonomous();
    const batch = floor.plant.publish({ [`${mill}/surface/inspection`]: inspection['surface/inspection'] });
    await floor.runtime.ingest(floor.session, batch);
    await floor.runtime.ingest(floor.session, batch);
    await quiet();
    await floor.runtime.ingest(floor.session, batch);
    await quiet();
    expect((await floor.eventTypes()).filter((type) => type === 'run.opened')).toHaveLength(1);
    expect(floor.taken()).toHaveLength(1);
  });

  it('is known in a new process as well', async () => {
    const floor = await autonomous();
    const batch = floor.plant.publish({ [`${mill}/surface/inspection`]: inspection['surface/inspection'] });
    await floor.runtime.ingest(floor.session, batch);
    await quiet();
    await floor.runtime.close();
    await floor.hire({ holder: 'gateway-2' });
    await floor.runtime.ingest(floor.session, batch);
    await quiet();
    expect(floor.taken()).toHaveLength(1);
  });

  it('does not take plant time back', async () => {
    const floor = await autonomous();
    const old = floor.plant.publish({ [`${mill}/clock`]: 1 });
    await floor.plantPasses(1_000);
    await floor.runtime.ingest(floor.session, old);
    expect(floor.runtime.plantMs()).toBe(floor.plant.plantMs);
  });
});

describe('a run', () => {
  it('that another version opened fails, and says so', async () => {
    const floor = await autonomous();
    floor.bus.delivery = 'hold';
    await floor.publish(inspection);
    await floor.runtime.close();
    await floor.hire({ holder: 'gateway-2', vertical: floorVertical({ version: '1.0.1' }) });
    floor.bus.delivery = 'once';
    floor.bus.release();
    await quiet();
    const failed = (await floor.events()).find(({ type }) => type === 'run.failed');
    expect(failed?.data).toMatchObject({ error: { code: 'run.other-version' } });
    expect(await floor.record.proposals.latest(1)).toEqual([]);
  });

  it('whose brain throws fails, and the host goes on', async () => {
    const floor = await autonomous();
    await floor.publish({ 'surface/inspection': { coil: 'coil-1', to: 'hold', throws: true } });
    const failed = (await floor.events()).find(({ type }) => type === 'run.failed');
    expect(failed?.data).toMatchObject({ error: { code: 'internal.defect' } });
    await floor.wishDispose('coil-2');
    expect(floor.taken()).toMatchObject([{ material: 'coil-2' }]);
    expect(await isSettled(floor)).toBe(true);
  });

  it('whose parameters do not fit is recorded as refused, with their path', async () => {
    const floor = await autonomous();
    expect(await floor.wishDispose('coil-1', 7)).toMatchObject({
      state: 'refused',
      verdict: { because: { code: 'params.invalid', values: { path: 'to' } } },
    });
    expect(floor.plant.arrivals).toEqual([]);
  });

  it('outside the envelope is recorded as refused at every level', async () => {
    const floor = await autonomous();
    expect(await floor.wishMove(1300)).toMatchObject({
      state: 'refused',
      verdict: { because: { code: 'envelope.above' } },
    });
    expect(await floor.wishDispose('coil-1', 'eat')).toMatchObject({
      verdict: { because: { code: 'envelope.choice' } },
    });
  });

  it('that a dead process had is taken over when its lease ran out', async () => {
    const floor = await autonomous();
    floor.around = (call, next) => (call === 'runs.finish' ? floor.kill() : next());
    await floor.publish(inspection);
    floor.around = (_, next) => next();
    await floor.hire({ holder: 'gateway-2' });
    await floor.runtime.start();
    await floor.sweep();
    expect(floor.taken()).toEqual([]);
    await floor.pass(30_000);
    expect(floor.taken()).toHaveLength(1);
  });
});

it('a trigger that throws harms neither its host nor the other samples of the batch', async () => {
  const floor = await autonomous();
  const torn = {
    get coil() {
      throw new Error('no such field');
    },
  };
  await floor.publish({ 'surface/inspection': torn, 'laboratory/report': torn, 'furnace/wish': { to: 1230 } });
  expect(floor.troubles.map(({ where }) => where)).toEqual(['trigger', 'verify.materialOf']);
  expect(floor.taken()).toMatchObject([{ value: 1230 }]);
});

describe('settled', () => {
  it('resolves at once when nothing is due', async () => {
    const floor = await autonomous();
    await floor.runtime.settled(new AbortController().signal);
  });

  it('resolves exactly when the last thing due is settled', async () => {
    const floor = await aFloor();
    await floor.grant('approve', 'move');
    const steps: string[] = [];
    const proposal = await floor.wishMove(1230);
    await floor.runtime.settled(new AbortController().signal);
    floor.plant.loseAcknowledgements = 1;
    await floor.approve(proposal);
    const settled = floor.runtime.settled(new AbortController().signal).then(() => steps.push('settled'));
    floor.runtime.events.on('effect.settled', ({ state }) => steps.push(state));
    await floor.pass(SWEEP_MS - 1);
    expect(steps).toEqual([]);
    await floor.pass(1);
    await settled;
    expect(steps).toEqual(['verified', 'settled']);
  });

  it('does not wait for people, nor for what is due later', async () => {
    const floor = await aFloor();
    await floor.grant('approve');
    await floor.wishDispose('coil-1');
    await floor.runtime.settled(new AbortController().signal);
    expect(await floor.runtime.nextDue()).toBe(floor.plant.plantMs + 300_001);
  });

  it('notices what another process settled', async () => {
    const floor = await autonomous();
    const [here] = floor.hired;
    await floor.hire({ holder: 'gateway-2' });
    floor.bus.delivery = 'hold';
    await floor.publish(inspection);
    let isSettledHere = false;
    const settled = here?.settled(new AbortController().signal).then(() => {
      isSettledHere = true;
    });
    await quiet();
    expect(isSettledHere).toBe(false);
    floor.bus.release();
    await floor.pass(200);
    await settled;
  });

  it('rejects with the signal’s reason', async () => {
    const floor = await autonomous();
    floor.bus.delivery = 'drop';
    await floor.publish(inspection);
    const patience = new AbortController();
    const settled = floor.runtime.settled(patience.signal);
    patience.abort(new Error('the test has no patience'));
    await expect(settled).rejects.toThrow('no patience');
  });
});

it('closing ends what is under way, gives every lease back, and makes no more hints', async () => {
  const floor = await aFloor();
  await floor.grant('approve', 'move');
  const proposal = await floor.wishMove(1230);
  const { revisionHash } = proposal;
  await floor.runtime.decide({ proposalId: proposal.id, kind: 'approve', revisionHash, by: inspector, reason: '' });
  await floor.runtime.close();
  expect(await floor.effect()).toMatchObject({ state: 'verified' });
  expect(await floor.record.lanes.hold(mill, 'next', 1)).toMatchObject({ kind: 'held' });
  expect(await floor.record.authority.unaware(Number.MAX_SAFE_INTEGER, 'next')).toEqual([]);
  const told = floor.bus.told.length;
  await floor.sweep();
  expect(floor.bus.told).toHaveLength(told);
});
