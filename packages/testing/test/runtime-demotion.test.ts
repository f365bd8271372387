/** A level falls at once, once, and by itself; what was authorised before does not leave above it. */

import { describe, expect, it } from 'vitest';
import { evidenceOf, judge, judgedAsExecuted, judgedAsProposed, judgeUntilLowered } from './runtime-evidence-floor.ts';
import { aFloor, type Floor, inspector, person, processOwner, quiet, second, shiftLead } from './runtime-floor.ts';

async function lowerings(floor: Floor) {
  return (await floor.events()).filter(({ type }) => type === 'grant.lowered').map(({ data }) => data);
}

function lower(floor: Floor, to: 'off' | 'shadow' | 'advise' | 'approve' | 'veto', by = shiftLead) {
  const about = { agentId: floor.agent.id, actionType: 'dispose', riskClass: 'reversible' } as const;
  return floor.runtime.lower({ ...about, to, by, reason: 'it looks wrong' });
}

describe('drift', () => {
  it('lowers at once: the next proposal of the same instant is gated at the lower level', async () => {
    const floor = await judgedAsProposed();
    await floor.grant('autonomous');
    const told: string[] = [];
    floor.runtime.events.on('grant.lowered', (grant, from) => told.push(`${from} to ${grant.lowered?.to}`));
    await judgeUntilLowered(floor);
    expect(told).toEqual(['autonomous to approve']);
    const sent = floor.taken().length;
    expect(await floor.wishDispose('coil-next')).toMatchObject({
      state: 'awaiting-approval',
      createdMs: floor.plant.plantMs,
      verdict: { level: 'approve', binding: 'demotion', because: { code: 'demoted.drift' } },
    });
    expect(floor.taken()).toHaveLength(sent);
  });

  it('lowers once for what was proposed before: the rest of it belongs to the trial that is over', async () => {
    const floor = await judgedAsProposed();
    await floor.grant('autonomous');
    const coils = Array.from({ length: 40 }, (_, index) => `old-${index}`);
    for (const coil of coils) await floor.wishDispose(coil);
    for (const coil of coils) await floor.report(coil, 'bad');
    expect(await lowerings(floor)).toMatchObject([{ from: 'autonomous', to: 'approve', demotions: 1 }]);
    expect(await evidenceOf(floor)).toMatchObject({ tallies: { autonomous: { successes: 0, failures: 40 } } });
  });

  it('lowers once and loses no count when the process dies between the two', async () => {
    const floor = await judgedAsProposed();
    await floor.grant('autonomous');
    let isLowered = false;
    let wrong = 0;
    floor.around = async (call, next) => {
      if (isLowered && call === 'outcomes.judge') return floor.kill();
      const answer = await next();
      isLowered ||= call === 'grants.lower';
      return answer;
    };
    while (!isLowered) {
      wrong += 1;
      await judge(floor, 'bad');
    }
    expect(floor.hired).toEqual([]);
    floor.around = (_, next) => next();
    await floor.hire({ holder: 'gateway-2' });
    await floor.pass(5_001);
    await floor.runtime.start();
    await quiet();
    expect(await lowerings(floor)).toMatchObject([{ to: 'approve', demotions: 1 }]);
    expect(await evidenceOf(floor)).toMatchObject({ tallies: { autonomous: { failures: wrong } } });
  });
});

describe('a critical outcome', () => {
  it('of an act of the agent lowers at once, exactly once for all that was done before', async () => {
    const floor = await judgedAsExecuted();
    await floor.grant('autonomous');
    for (const coil of ['a', 'b', 'c']) await floor.wishDispose(coil);
    await floor.report('a', 'harm');
    expect(await floor.standingGrant()).toMatchObject({
      lowered: { to: 'approve', because: { code: 'demoted.critical', values: { what: 'A customer got it.' } } },
    });
    expect(await floor.wishDispose('d')).toMatchObject({ state: 'awaiting-approval' });
    await floor.report('b', 'harm');
    await floor.report('c', 'harm');
    expect(await lowerings(floor)).toHaveLength(1);
    expect(await evidenceOf(floor)).toMatchObject({ tallies: { autonomous: { failures: 3 } } });
  });

  it('lowers nothing again where people have signed anew since: the fall was paid for', async () => {
    const floor = await judgedAsExecuted();
    await floor.grant('autonomous');
    await floor.wishDispose('a');
    await floor.wishDispose('b');
    await floor.report('a', 'harm');
    await floor.sign('approve');
    await floor.report('b', 'harm');
    expect(await floor.standingGrant()).toMatchObject({ level: 'approve', lowered: null, demotions: 1 });
  });

  it('of an act after the fall lowers again', async () => {
    const floor = await judgedAsExecuted();
    await floor.grant('autonomous');
    await judge(floor, 'harm');
    // Proposed at the very instant of the fall, but after it.
    await floor.approve(await floor.wishDispose('later'));
    await floor.report('later', 'harm');
    expect(await lowerings(floor)).toMatchObject([{ to: 'approve' }, { from: 'approve', to: 'advise', demotions: 2 }]);
  });

  it('is one fall where both the proposal and its act are judged', async () => {
    const floor = await judgedAsProposed();
    await floor.grant('autonomous');
    await judge(floor, 'harm');
    expect(await lowerings(floor)).toMatchObject([{ to: 'approve', demotions: 1 }]);
  });

  it('of what was only proposed lowers nothing: it counts as wrong', async () => {
    const floor = await judgedAsProposed();
    await floor.grant('advise');
    await judge(floor, 'harm');
    expect(await lowerings(floor)).toEqual([]);
    expect(await evidenceOf(floor)).toMatchObject({ tallies: { advise: { failures: 1 } } });
  });

  it('of what a person wrote lowers nothing', async () => {
    const floor = await judgedAsExecuted();
    await floor.grant('approve');
    const { id: proposalId, revisionHash } = await floor.wishDispose('coil-1');
    const params = { coil: 'coil-1', to: 'release' };
    const said = { proposalId, kind: 'edit', revisionHash, by: inspector, reason: '', params } as const;
    await floor.approve(await floor.runtime.decide(said), second);
    await floor.report('coil-1', 'harm');
    expect(await lowerings(floor)).toEqual([]);
  });

  it('of an act of another version lowers nothing', async () => {
    const floor = await judgedAsExecuted();
    await floor.grant('autonomous');
    await floor.wishDispose('coil-1');
    const fingerprint = floor.agent.fingerprint;
    floor.agent = { ...floor.agent, fingerprint: 'of-the-next-version' };
    await floor.implant('advise');
    await floor.report('coil-1', 'harm');
    expect(await lowerings(floor)).toEqual([]);
    expect(await floor.record.evidence.list()).toMatchObject([{ fingerprint }]);
  });

  it('lowers once when the process dies before it is judged', async () => {
    const floor = await judgedAsExecuted();
    await floor.grant('autonomous');
    floor.around = (call, next) => (call === 'outcomes.judge' ? floor.kill() : next());
    await judge(floor, 'harm');
    floor.around = (_, next) => next();
    await floor.hire({ holder: 'gateway-2' });
    await floor.pass(5_001);
    await floor.runtime.start();
    await quiet();
    expect(await lowerings(floor)).toMatchObject([{ to: 'approve', demotions: 1 }]);
    expect(await floor.outcome()).toMatchObject({ state: 'critical' });
  });
});

describe('a value read back outside the envelope', () => {
  const hot = { settle: () => 1300 };

  it('lowers, and the effect settles as what the plant holds', async () => {
    const floor = await aFloor(hot);
    await floor.grant('autonomous', 'move');
    await floor.wishMove(1230);
    expect(await floor.effect()).toMatchObject({ state: 'clamped', after: 1300 });
    expect(await floor.standingGrant('move')).toMatchObject({
      lowered: { to: 'approve', because: { code: 'demoted.breach', values: { value: 1300 } } },
    });
  });

  it('lowers once when the process dies before it settles', async () => {
    const floor = await aFloor(hot);
    await floor.grant('autonomous', 'move');
    floor.around = (call, next) => (call === 'effects.settle' ? floor.kill() : next());
    await floor.wishMove(1230);
    floor.around = (_, next) => next();
    await floor.hire({ holder: 'gateway-2' });
    await floor.pass(5_001);
    await floor.runtime.start();
    await quiet();
    expect(await floor.effect()).toMatchObject({ state: 'clamped' });
    expect(await lowerings(floor)).toMatchObject([{ to: 'approve', demotions: 1 }]);
  });

  it('is none inside it', async () => {
    const floor = await aFloor({ settle: () => 1280 });
    await floor.grant('autonomous', 'move');
    await floor.wishMove(1230);
    expect(await floor.effect()).toMatchObject({ state: 'clamped' });
    expect(await lowerings(floor)).toEqual([]);
  });
});

describe('an approved effect in flight', () => {
  it.each(['effects.claim', 'effects.recent'])(
    'is refused when the level falls below approve before %s',
    async (at) => {
      const floor = await aFloor();
      await floor.grant('approve');
      const proposal = await floor.wishDispose('coil-1');
      let isIntended = false;
      let isLowered = false;
      floor.around = async (call, next) => {
        if (call === at && isIntended && !isLowered) {
          isLowered = true;
          await lower(floor, 'advise');
        }
        const answer = await next();
        isIntended ||= call === 'proposals.decide';
        return answer;
      };
      await floor.approve(proposal);
      expect(await floor.effect()).toMatchObject({ state: 'refused', because: { code: 'demoted.person' } });
      expect(floor.plant.arrivals).toEqual([]);
    },
  );
});

describe('a person', () => {
  it.each([
    ['a shift lead', shiftLead],
    ['a process owner', processOwner],
    ['who decides on the action', inspector],
  ])('may lower: %s', async (_, by) => {
    const floor = await aFloor();
    await floor.grant('veto');
    expect(await lower(floor, 'shadow', by)).toMatchObject({
      grant: { lowered: { to: 'shadow', by: { id: by.id } } },
      acknowledgedMs: 0,
    });
    expect(await floor.wishDispose('coil-1')).toMatchObject({ state: 'shadowed' });
  });

  it('may not without such a role, nor where nothing was granted', async () => {
    const floor = await aFloor();
    await expect(lower(floor, 'off')).rejects.toMatchObject({ code: 'grant.unknown' });
    await floor.grant('veto');
    await expect(lower(floor, 'off', person('sun-tao', 'engineer'))).rejects.toMatchObject({ code: 'grant.role' });
    expect(await lowerings(floor)).toEqual([]);
  });

  it('is answered when no live gateway acts on the grant that was: one that reads the record, or whose lease ends', async () => {
    const floor = await aFloor();
    await floor.grant('veto');
    for (const holder of ['gateway-2', 'gateway-3']) await floor.record.authority.renew(holder, 60_000);
    let answered = 0;
    const asked = lower(floor, 'advise').finally(() => {
      answered += 1;
    });
    await quiet();
    expect(await floor.standingGrant()).toMatchObject({ lowered: { to: 'advise' } });
    await floor.record.authority.renew('gateway-2', 600_000);
    await floor.pass(1_000);
    // Lowering it again changes nothing, but says no sooner that it holds.
    const again = lower(floor, 'veto').finally(() => {
      answered += 1;
    });
    await quiet();
    expect(answered).toBe(0);
    await floor.pass(59_000);
    const grant = { lowered: { to: 'advise' }, demotions: 1 };
    expect(await asked).toMatchObject({ grant, acknowledgedMs: 60_000 });
    expect(await again).toMatchObject({ grant, acknowledgedMs: 59_000 });
  });

  it('raises nothing by lowering to where it is', async () => {
    const floor = await aFloor();
    await floor.grant('advise');
    const grant = { level: 'advise', lowered: null, demotions: 0 };
    expect(await lower(floor, 'approve')).toMatchObject({ grant });
    expect(await lowerings(floor)).toEqual([]);
  });
});

describe('what another process lowered or signed', () => {
  it('is told here, once, and what stood before is no news', async () => {
    const floor = await aFloor();
    await floor.grant('veto');
    const beside = floor.another();
    const told: string[] = [];
    beside.events.on('grant.signed', ({ level }, from) => told.push(`signed ${from} to ${level}`));
    beside.events.on('grant.lowered', ({ lowered }, from) => told.push(`lowered ${from} to ${lowered?.to}`));
    await beside.notice();
    expect(told).toEqual([]);
    await lower(floor, 'advise');
    await beside.notice();
    await floor.sign('shadow');
    await beside.notice();
    await beside.notice();
    expect(told).toEqual(['lowered veto to advise', 'signed advise to shadow']);
  });

  it('is told where it was signed and lowered between two looks', async () => {
    const floor = await aFloor();
    const beside = floor.another();
    const told: string[] = [];
    beside.events.on('grant.signed', ({ level }, from) => told.push(`signed ${from} to ${level}`));
    beside.events.on('grant.lowered', ({ lowered }, from) => told.push(`lowered ${from} to ${lowered?.to}`));
    await beside.notice();
    await floor.grant('veto');
    await lower(floor, 'off');
    await beside.notice();
    expect(told).toEqual(['signed off to veto', 'lowered veto to off']);
  });
});
