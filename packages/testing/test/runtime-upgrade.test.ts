/** A version that cannot do any more what the one before it could: what that one left over comes to an end all the same. */

import { expect, it } from 'vitest';
import { evidenceOf, judgedAsExecuted } from './runtime-evidence-floor.ts';
import { type Floor, floorVertical, quiet } from './runtime-floor.ts';

/** The next version takes over from the process that is there, or that is dead. */
async function upgrade(floor: Floor, without: 'dispose' | 'move'): Promise<void> {
  await Promise.all(floor.hired.map((runtime) => runtime.close()));
  await floor.hire({ holder: 'gateway-2', vertical: floorVertical({ version: '2.0.0', without }) });
  await floor.pass(5_001);
  await floor.runtime.start();
  await quiet();
}

const settled = (floor: Floor) => floor.record.agenda.unsettled(floor.plant.plantMs);

it('a veto window closes, and lets nothing leave', async () => {
  const floor = await judgedAsExecuted();
  await floor.grant('veto', 'move');
  const proposal = await floor.wishMove(1230);
  await upgrade(floor, 'move');
  await floor.plantPasses(30_001);
  expect(await floor.proposal(proposal.id)).toMatchObject({
    state: 'refused',
    verdict: { kind: 'refuse', because: { code: 'agent.gone' } },
  });
  expect(floor.plant.arrivals).toEqual([]);
  expect(await settled(floor)).toBe(0);
});

it('an approval expires, and counts in the trial of its version', async () => {
  const floor = await judgedAsExecuted();
  const { fingerprint } = floor.agent;
  await floor.grant('approve');
  await floor.wishDispose('coil-1');
  await upgrade(floor, 'dispose');
  await floor.plantPasses(300_001);
  expect(await floor.latestProposal()).toMatchObject({ state: 'expired' });
  expect(await evidenceOf(floor)).toMatchObject({ tallies: { approve: { failures: 1 } } });
  expect(await floor.record.evidence.list()).toMatchObject([{ fingerprint }]);
  expect(await settled(floor)).toBe(0);
});

it('an act that was intended is refused', async () => {
  const floor = await judgedAsExecuted();
  await floor.grant('autonomous', 'move');
  floor.around = (call, next) => (call === 'effects.claim' ? floor.kill() : next());
  await floor.wishMove(1230);
  floor.around = (_, next) => next();
  await upgrade(floor, 'move');
  expect(await floor.effect()).toMatchObject({ state: 'refused', because: { code: 'agent.gone' } });
  expect(floor.plant.arrivals).toEqual([]);
  expect(await settled(floor)).toBe(0);
});

it('an act whose fate was not known is read back and settles; nothing says what came of it', async () => {
  const floor = await judgedAsExecuted();
  await floor.grant('autonomous', 'move');
  floor.around = (call, next) => (call === 'effects.settle' ? floor.kill() : next());
  await floor.wishMove(1230);
  floor.around = (_, next) => next();
  await upgrade(floor, 'move');
  expect(await floor.effect()).toMatchObject({ state: 'verified' });
  expect(await settled(floor)).toBe(0);
});

it('an outcome that nobody can judge any more is given up at its time', async () => {
  const floor = await judgedAsExecuted();
  await floor.grant('autonomous', 'move');
  await floor.wishMove(1230);
  await upgrade(floor, 'move');
  await floor.plantPasses(120_001);
  expect(await floor.outcome()).toMatchObject({ state: 'unjudged' });
  expect(await evidenceOf(floor)).toMatchObject({ tallies: { autonomous: { successes: 0, failures: 1 } } });
  expect(await settled(floor)).toBe(0);
});
