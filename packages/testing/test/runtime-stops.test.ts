/** A stop lets nothing leave from the moment it is pressed, and resetting it revives nothing. */

import { AndonError, type Scope } from '@andon/core';
import { describe, expect, it } from 'vitest';
import { aFloor, type Floor, furnace, inspector, mill, person, quiet, second, shiftLead } from './runtime-floor.ts';

const down = () => new AndonError('database.unreachable', { database: 'andon', problem: 'gone' });

async function atApprove(): Promise<Floor> {
  const floor = await aFloor();
  await floor.grant('approve');
  await floor.grant('approve', 'move');
  return floor;
}

async function press(floor: Floor, scope: Scope = mill) {
  return floor.runtime.pressStop({ scope, by: inspector, reason: 'smoke' });
}

function reset(floor: Floor, by = shiftLead, scope: Scope = mill) {
  return floor.runtime.resetStop({ scope, by, cause: 'drill', reason: 'over' });
}

describe('a stop between approval and send', () => {
  it.each([
    ['before the claim', 'effects.claim'],
    ['between claim and send', 'effects.recent'],
    ['while the authority is read for the send', 'authority.renew'],
  ])('%s: nothing is sent', async (_, at) => {
    const floor = await atApprove();
    const proposal = await floor.wishMove(1230);
    let isIntended = false;
    const presses: Promise<unknown>[] = [];
    floor.around = async (call, next) => {
      if (call === at && isIntended && presses.length === 0) presses.push(press(floor));
      const answer = await next();
      isIntended ||= call === 'proposals.decide';
      if (isIntended && call === 'proposals.decide') floor.clock.advance(1_001);
      return answer;
    };
    await floor.approve(proposal);
    await Promise.all(presses);
    expect(presses).toHaveLength(1);
    expect(floor.plant.arrivals).toEqual([]);
    expect(await floor.effect()).toMatchObject({ state: 'refused', because: { code: 'stop.pressed' } });
  });

  it('pressed and reset in between: nothing is sent all the same', async () => {
    const floor = await atApprove();
    const proposal = await floor.wishMove(1230);
    let isPressed = false;
    floor.around = async (call, next) => {
      if (call === 'effects.claim' && !isPressed) {
        isPressed = true;
        await press(floor);
        await reset(floor);
      }
      return next();
    };
    await floor.approve(proposal);
    expect(floor.plant.arrivals).toEqual([]);
    expect(await floor.effect()).toMatchObject({ state: 'refused', because: { code: 'approval.epoch' } });
  });
});

it('closes every agent below its scope, and none beside it', async () => {
  const floor = await atApprove();
  await press(floor, furnace);
  expect(await floor.wishMove(1230)).toMatchObject({
    state: 'refused',
    verdict: { because: { code: 'stop.pressed' } },
  });
  await floor.approve(await floor.wishDispose('coil-1'));
  expect(floor.taken()).toMatchObject([{ material: 'coil-1' }]);
});

describe('a reset', () => {
  it('revives neither what was approved nor what was proposed before', async () => {
    const floor = await atApprove();
    floor.plant.loseCommands = 1;
    await floor.approve(await floor.wishDispose('coil-1'));
    const proposed = await floor.wishMove(1230);
    await press(floor);
    await reset(floor);

    await floor.sweep();
    await floor.approve(proposed);
    const [sentBefore, approvedAfter] = await floor.effects();
    expect(sentBefore).toMatchObject({ state: 'refused', because: { code: 'approval.epoch' } });
    expect(approvedAfter).toMatchObject({ state: 'refused', because: { code: 'approval.epoch' } });
    expect(floor.plant.arrivals).toEqual([]);

    await floor.approve(await floor.wishMove(1235));
    expect(floor.taken()).toMatchObject([{ value: 1235 }]);
  });

  it('is not got round by editing what was proposed before: the new revision is from before the stop too', async () => {
    const floor = await atApprove();
    const { id: proposalId, revisionHash } = await floor.wishMove(1230);
    await press(floor);
    await reset(floor);
    const revised = await floor.runtime.decide({
      proposalId,
      kind: 'edit',
      revisionHash,
      by: inspector,
      reason: 'a little less',
      params: { to: 1225 },
    });
    await floor.approve(revised, second);
    expect(await floor.effect()).toMatchObject({ state: 'refused', because: { code: 'approval.epoch' } });
    expect(floor.plant.arrivals).toEqual([]);
  });

  it.each([
    ['a person who is no shift lead', second],
    ['who pressed it, shift lead or not', { ...shiftLead, id: inspector.id }],
  ])('is not for %s', async (_, by) => {
    const floor = await atApprove();
    await press(floor);
    await expect(reset(floor, by)).rejects.toMatchObject({ code: 'stop.role' });
    expect(await floor.wishMove(1230)).toMatchObject({ state: 'refused' });
  });

  it('needs a stop that is latched', async () => {
    await expect(reset(await atApprove())).rejects.toMatchObject({ code: 'stop.unknown' });
  });

  it('opens what was closed even where the press could not read the authority afterwards', async () => {
    const floor = await atApprove();
    floor.around = async (call, next) => {
      if (call === 'authority.renew') throw down();
      return next();
    };
    await expect(press(floor)).rejects.toMatchObject({ code: 'database.unreachable' });
    floor.around = (_, next) => next();
    await reset(floor);
    expect(await floor.wishMove(1230)).toMatchObject({ state: 'awaiting-approval' });
  });
});

describe('while the record rejects the press', () => {
  it('the stop latches in this process all the same, and nothing leaves', async () => {
    const floor = await atApprove();
    const proposal = await floor.wishMove(1230);
    floor.around = async (call, next) => {
      if (call === 'stops.press') throw down();
      return next();
    };
    await expect(press(floor)).rejects.toMatchObject({ code: 'database.unreachable' });
    await floor.approve(proposal);
    expect(await floor.effect()).toMatchObject({ state: 'refused', because: { code: 'stop.pressed' } });
    expect(floor.plant.arrivals).toEqual([]);
    expect(await floor.wishMove(1230)).toMatchObject({ state: 'refused' });
  });

  it('pressing again once it answers records the stop, and a reset then opens the line', async () => {
    const floor = await atApprove();
    floor.around = async (call, next) => {
      if (call === 'stops.press') throw down();
      return next();
    };
    await expect(press(floor)).rejects.toThrow();
    floor.around = (_, next) => next();
    await press(floor);
    await reset(floor);
    expect(await floor.wishMove(1230)).toMatchObject({ state: 'awaiting-approval' });
  });

  it('a press that has not reached the record yet is not opened by the end of another one', async () => {
    const floor = await atApprove();
    const gate = Promise.withResolvers<void>();
    let presses = 0;
    floor.around = async (call, next) => {
      if (call === 'stops.press' && ++presses === 2) await gate.promise;
      return next();
    };
    await press(floor);
    const late = floor.runtime.pressStop({ scope: mill, by: person('sun-tao'), reason: 'again' });
    await reset(floor);
    expect(await floor.wishMove(1230)).toMatchObject({
      state: 'refused',
      verdict: { because: { code: 'stop.pressed' } },
    });
    gate.resolve();
    await late;
  });
});

/** Signing reads the authority, whatever is left of the lease. */
async function readAuthority(floor: Floor): Promise<void> {
  await floor.grant('approve', 'move');
}

describe('with another process at work', () => {
  it('is acknowledged once the other one read it', async () => {
    const floor = await atApprove();
    const [here] = floor.hired;
    await floor.hire({ holder: 'gateway-2' });
    await readAuthority(floor);
    let isAcknowledged = false;
    const pressing = here?.pressStop({ scope: mill, by: inspector, reason: '' }).then(() => {
      isAcknowledged = true;
    });
    await floor.pass(100);
    expect(isAcknowledged).toBe(false);
    await readAuthority(floor);
    await floor.pass(20);
    expect(isAcknowledged).toBe(true);
    await pressing;
  });

  it('is acknowledged at the latest when the other one’s lease ran out, and says how long that took', async () => {
    const floor = await atApprove();
    const [here] = floor.hired;
    await floor.hire({ holder: 'gateway-2' });
    await readAuthority(floor);
    const pressing = here?.pressStop({ scope: mill, by: inspector, reason: '' });
    for (let ms = 0; ms <= 1_000; ms += 20) await floor.pass(20);
    expect(await pressing).toMatchObject({ acknowledgedMs: 1_000 });
  });

  it('nothing leaves after the acknowledgement while the other one still waits for what it asked the record', async () => {
    const floor = await atApprove();
    const [here] = floor.hired;
    const answer = Promise.withResolvers<void>();
    let isSlow = false;
    await floor.hire({
      holder: 'gateway-2',
      around: async (call, next) => {
        const seen = await next();
        if (call === 'authority.renew' && isSlow) await answer.promise;
        return seen;
      },
    });
    const proposal = await floor.wishMove(1230);
    await readAuthority(floor);
    const pressing = here?.pressStop({ scope: mill, by: inspector, reason: '' });
    await quiet();
    // It asks, and so counts as told; it has the answer later.
    isSlow = true;
    const signing = readAuthority(floor);
    await quiet();
    await floor.pass(20);
    await pressing;

    const approving = floor.approve(proposal);
    await quiet();
    answer.resolve();
    await Promise.all([signing, approving]);
    await quiet();
    expect(floor.plant.arrivals).toEqual([]);
  });
});
