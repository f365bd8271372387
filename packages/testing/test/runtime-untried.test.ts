/** What was never tried: nobody decided in time, or said no. And which trial it counts towards, whatever fell since. */

import { describe, expect, it } from 'vitest';
import { evidenceOf, judgedAsExecuted, judgedAsProposed, say } from './runtime-evidence-floor.ts';
import { type Floor, inspector, mill, quiet, shiftLead } from './runtime-floor.ts';

describe('what nobody decides on in time', () => {
  /** The last instant at which it may be approved is over. */
  const expire = (floor: Floor) => floor.plantPasses(300_001);
  const press = { scope: mill, by: inspector, reason: 'smoke' };
  const resetting = { scope: mill, by: shiftLead, cause: 'drill', reason: 'over' } as const;

  it('is not shown where only its execution could show it: silence hides nothing, and is no drift', async () => {
    const floor = await judgedAsExecuted();
    await floor.grant('approve');
    const proposal = await floor.wishDispose('coil-1');
    await floor.plantPasses(300_000);
    expect(await floor.record.outcomes.latest(1)).toEqual([]);
    await floor.plantPasses(1);
    expect(await floor.proposal(proposal.id)).toMatchObject({ state: 'expired' });
    expect(await floor.outcome()).toMatchObject({ id: proposal.id, state: 'unjudged', effectId: null });
    expect(await evidenceOf(floor)).toMatchObject({
      tallies: { approve: { successes: 0, failures: 1 } },
      drift: { level: 'approve', sum: 0 },
    });
    await floor.plantPasses(300_001);
    expect(await evidenceOf(floor)).toMatchObject({ tallies: { approve: { failures: 1 } } });
  });

  it('counts though the process dies between the expiry and the count', async () => {
    const floor = await judgedAsExecuted();
    await floor.grant('approve');
    await floor.wishDispose('coil-1');
    floor.around = (call, next) => (call === 'outcomes.takeDue' ? floor.kill() : next());
    await expire(floor);
    floor.around = (_, next) => next();
    await floor.hire({ holder: 'gateway-2' });
    await floor.runtime.start();
    await quiet();
    expect(await evidenceOf(floor)).toMatchObject({ tallies: { approve: { failures: 1 } } });
  });

  it('counts once where two processes see that it is over', async () => {
    const floor = await judgedAsExecuted();
    await floor.grant('approve');
    await floor.wishDispose('coil-1');
    const one = floor.runtime;
    const other = await floor.hire({ holder: 'gateway-2' });
    floor.plant.plantMs += 300_001;
    const batch = floor.plant.publish({ [`${mill}/clock`]: 1 });
    await Promise.all([one, other].map((runtime) => runtime.ingest(floor.session, batch)));
    await quiet();
    expect(await evidenceOf(floor)).toMatchObject({ tallies: { approve: { failures: 1 } } });
    expect((await floor.eventTypes()).filter((type) => type === 'proposal.expired')).toHaveLength(1);
  });

  it.each([
    ['is latched', false],
    ['was pressed and reset', true],
  ])('counts nothing where a stop %s meanwhile: nobody could have approved it', async (_, isReset) => {
    const floor = await judgedAsExecuted();
    await floor.grant('approve');
    await floor.wishDispose('coil-1');
    await floor.runtime.pressStop(press);
    if (isReset) await floor.runtime.resetStop(resetting);
    await expire(floor);
    expect(await floor.latestProposal()).toMatchObject({ state: 'expired' });
    expect(await floor.record.outcomes.latest(1)).toEqual([]);
  });

  it('counts nothing where the stop was pressed elsewhere a moment ago', async () => {
    const floor = await judgedAsExecuted();
    await floor.grant('approve');
    await floor.wishDispose('coil-1');
    const { by: pressedBy, ...pressed } = press;
    const pressedAt = { plantMs: floor.plant.plantMs, wallMs: 0 };
    await floor.record.stops.press({ id: 'stp_elsewhere', ...pressed, pressedBy, pressedAt });
    await expire(floor);
    expect(await floor.record.outcomes.latest(1)).toEqual([]);
  });

  it('counts where the stop was over before it was made', async () => {
    const floor = await judgedAsExecuted();
    await floor.grant('approve');
    await floor.runtime.pressStop(press);
    await floor.runtime.resetStop(resetting);
    await floor.wishDispose('coil-1');
    await expire(floor);
    expect(await evidenceOf(floor)).toMatchObject({ tallies: { approve: { failures: 1 } } });
  });

  it('counts nothing more where a person wrote it, nor where the proposal itself is judged', async () => {
    const edited = await judgedAsExecuted();
    await edited.grant('approve');
    await say(edited, 'edit', await edited.wishDispose('coil-1'));
    await expire(edited);
    expect(await evidenceOf(edited)).toMatchObject({ tallies: { approve: { failures: 1 } } });
    const proposed = await judgedAsProposed();
    await proposed.grant('approve');
    await proposed.wishDispose('coil-1');
    await expire(proposed);
    expect(await proposed.record.evidence.list()).toEqual([]);
    await proposed.report('coil-1', 'good');
    expect(await evidenceOf(proposed)).toMatchObject({ tallies: { approve: { successes: 1, failures: 0 } } });
  });
});

describe('the trial in which it was proposed', () => {
  const lower = (floor: Floor, to: 'advise' | 'approve') => {
    const about = { agentId: floor.agent.id, actionType: 'dispose', riskClass: 'reversible' } as const;
    return floor.runtime.lower({ ...about, to, by: shiftLead, reason: 'it looks wrong' });
  };

  it.each(['rejected', 'left alone'])('is the one that what is %s after a demotion counts towards', async (how) => {
    const floor = await judgedAsExecuted();
    await floor.grant('approve');
    const proposal = await floor.wishDispose('coil-1');
    await lower(floor, 'advise');
    if (how === 'rejected') await say(floor, 'reject', proposal);
    else await floor.plantPasses(300_001);
    await quiet();
    expect(await floor.record.evidence.list()).toMatchObject([{ demotions: 0, state: { tallies: { approve: {} } } }]);
  });

  it('is the one that an act counts towards, which was approved after a demotion', async () => {
    const floor = await judgedAsExecuted();
    await floor.grant('veto');
    const proposal = await floor.wishDispose('coil-1');
    await lower(floor, 'approve');
    await floor.approve(proposal);
    await floor.report('coil-1', 'good');
    const tallies = { veto: { successes: 1, failures: 0 } };
    expect(await floor.record.evidence.list()).toMatchObject([{ demotions: 0, state: { tallies } }]);
  });
});
