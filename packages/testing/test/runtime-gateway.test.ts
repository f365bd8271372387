/** The way of one effect through the gateway, with a plant and processes that fail on the way. */

import { AndonError } from '@andon/core';
import { describe, expect, it } from 'vitest';
import { aFloor, type Floor, inspector, mill, quiet } from './runtime-floor.ts';

async function autonomous(options: Parameters<typeof aFloor>[0] = {}): Promise<Floor> {
  const floor = await aFloor(options);
  await floor.grant('autonomous');
  await floor.grant('autonomous', 'move');
  return floor;
}

describe('what the plant answers', () => {
  it('is clamped when the plant holds another value than was asked', async () => {
    const floor = await autonomous({ settle: (_, value) => Math.round((value as number) / 5) * 5 });
    await floor.wishMove(1232);
    expect(await floor.effect()).toMatchObject({ state: 'clamped', after: 1230 });
    expect(await floor.outcome()).toMatchObject({ state: 'open' });
  });

  it('is rejected, with the plant’s reason, when the sink refuses', async () => {
    const floor = await autonomous();
    floor.plant.send = async () => ({ kind: 'refused', code: 'local-control', message: 'the panel has it' });
    await floor.wishMove(1230);
    expect(await floor.effect()).toMatchObject({
      state: 'rejected',
      because: { code: 'sink.refused', values: { code: 'local-control' } },
    });
  });

  it('is only accepted by a sink that cannot read back', async () => {
    const floor = await aFloor({ capabilities: { readBack: false } });
    await floor.grant('approve', 'move');
    await floor.approve(await floor.wishMove(1230));
    expect(await floor.effect()).toMatchObject({ state: 'accepted', after: null });
  });

  it.each([
    { became: { kind: 'present', value: 1230, at: 0 }, state: 'accepted', needsPerson: false },
    {
      became: { kind: 'refused', code: 'stale-fence', message: 'a newer claim was seen' },
      state: 'rejected',
      needsPerson: false,
    },
    { became: undefined, state: 'unknown', needsPerson: true },
  ] as const)('of a copy of what it cannot read back is what became of the first: $state', async (told) => {
    const { became, state, needsPerson } = told;
    const floor = await aFloor({ capabilities: { readBack: false } });
    await floor.grant('approve', 'move');
    floor.plant.send = async () => ({ kind: 'duplicate', ...(became && { became }) });
    await floor.approve(await floor.wishMove(1230));
    expect(await floor.effect()).toMatchObject({ state, needsPerson });
  });

  it('carries notAfter or the end of the lease, whichever is sooner, as validUntil', async () => {
    const floor = await autonomous();
    await floor.wishMove(1230);
    expect(floor.taken()).toMatchObject([{ validUntil: floor.plant.plantMs + 1_000 }]);
  });
});

it('an act under way does not arrive once its grant has ended', async () => {
  const floor = await autonomous();
  await floor.sign('autonomous', 'move', { notAfterMs: floor.plant.plantMs + 500 });
  floor.plant.loseAcknowledgements = 1;
  await floor.wishMove(1230);
  expect(floor.taken()).toMatchObject([{ validUntil: floor.plant.plantMs + 499 }]);
});

describe('a link that is down at the send', () => {
  it('refuses the effect, and nothing arrives when the link returns', async () => {
    const floor = await autonomous();
    floor.plant.setLink('down');
    await floor.wishMove(1230);
    expect(await floor.effect()).toMatchObject({ state: 'refused', because: { code: 'link.down' } });
    floor.plant.setLink('up');
    await floor.sweep();
    await floor.plantPasses(1_000);
    expect(floor.plant.arrivals).toEqual([]);
  });

  it('is not taken for granted when the sink throws anything else: the plant is asked', async () => {
    const floor = await autonomous();
    const send = floor.plant.send.bind(floor.plant);
    floor.plant.send = (command) => {
      void send(command);
      throw new Error('after the bytes had left');
    };
    await floor.wishMove(1230);
    expect(await floor.effect()).toMatchObject({ state: 'unknown' });
    await floor.sweep();
    expect(await floor.effect()).toMatchObject({ state: 'verified' });
    expect(floor.plant.arrivals).toHaveLength(1);
  });

  it('frees the cool-down that the claim had reserved', async () => {
    const floor = await autonomous();
    floor.plant.setLink('down');
    await floor.wishMove(1230);
    floor.plant.setLink('up');
    await floor.wishMove(1240);
    expect(floor.taken()).toMatchObject([{ value: 1240 }]);
  });
});

describe('an acknowledgement that got lost', () => {
  it('leaves the effect unknown, then reads it back under the same key: one arrival', async () => {
    const floor = await autonomous();
    floor.plant.loseAcknowledgements = 1;
    await floor.wishMove(1230);
    expect(await floor.effect()).toMatchObject({ state: 'unknown', needsPerson: false });
    await floor.sweep();
    expect(await floor.effect()).toMatchObject({ state: 'verified', after: 1230 });
    expect(floor.plant.arrivals).toHaveLength(1);
    expect(await floor.eventTypes()).toContain('effect.lost-sight');
  });

  it('leaves it unknown for as long as the plant cannot be asked', async () => {
    const floor = await autonomous();
    floor.plant.loseAcknowledgements = 1;
    await floor.wishMove(1230);
    floor.plant.setLink('down');
    await floor.sweep();
    await floor.plantPasses(700_000);
    await floor.sweep();
    expect(await floor.effect()).toMatchObject({ state: 'unknown' });
    floor.plant.setLink('up');
    await floor.sweep();
    expect(await floor.effect()).toMatchObject({ state: 'verified' });
  });

  it('waits for a person where the sink does not honour the key', async () => {
    const floor = await aFloor({ capabilities: { honoursKey: false } });
    await floor.grant('approve', 'move');
    floor.plant.loseAcknowledgements = 1;
    await floor.approve(await floor.wishMove(1230));
    await floor.sweep();
    await floor.sweep();
    expect(await floor.effect()).toMatchObject({ state: 'unknown', needsPerson: true });
    expect(floor.plant.arrivals).toHaveLength(1);
  });
});

describe('a command that got lost', () => {
  it('is left to a person where neither fence nor clock of the sink would keep it out', async () => {
    const floor = await aFloor({ capabilities: { honoursFence: false, checksValidUntil: false } });
    await floor.grant('approve', 'move');
    floor.plant.loseCommands = 1;
    await floor.approve(await floor.wishMove(1230));
    await floor.plantPasses(700_000);
    await floor.sweep();
    expect(await floor.effect()).toMatchObject({ state: 'unknown', needsPerson: true });
  });

  it('is nothing but unknown, until its time is over, to a sink without fences: it may still land', async () => {
    const floor = await aFloor({ capabilities: { honoursFence: false } });
    await floor.grant('approve', 'move');
    floor.plant.loseCommands = 1;
    await floor.approve(await floor.wishMove(1230));
    // A stop would have the gate refuse it, and so it would be settled with the command still under way.
    await floor.runtime.pressStop({ scope: mill, by: inspector, reason: 'a test' });
    await floor.sweep();
    const effect = await floor.effect();
    expect(effect).toMatchObject({ state: 'unknown', needsPerson: false });
    await floor.plantPasses(700_000);
    await floor.sweep();
    expect(await floor.effect()).toMatchObject({ state: 'expired' });
    expect(floor.plant.arrivals).toHaveLength(0);
  });

  it('is found absent and sent again with a higher fence before notAfter: one arrival', async () => {
    const floor = await autonomous();
    floor.plant.loseCommands = 1;
    await floor.wishMove(1230);
    expect(await floor.effect()).toMatchObject({ state: 'unknown', fence: 1 });
    await floor.plantPasses(300_000);
    await floor.sweep();
    expect(await floor.effect()).toMatchObject({ state: 'verified', fence: 2 });
    expect(floor.plant.arrivals).toMatchObject([{ command: { fence: 2 }, answer: { kind: 'taken' } }]);
  });

  it('is not sent again after a newer one of its kind left: an older set-point does not undo it', async () => {
    const floor = await autonomous();
    floor.plant.loseCommands = 1;
    await floor.wishMove(1230);
    await floor.plantPasses(60_000);
    await floor.wishMove(1240);
    await floor.sweep();
    const [newer, older] = await floor.record.effects.latest(2);
    expect(newer).toMatchObject({ state: 'verified', params: { to: 1240 } });
    expect(older).toMatchObject({ state: 'refused', because: { code: 'act.superseded' } });
    expect(floor.plant.arrivals.map(({ command }) => command.value)).toEqual([1240]);
  });

  it('expires without an arrival after notAfter', async () => {
    const floor = await autonomous();
    floor.plant.loseCommands = 1;
    await floor.wishMove(1230);
    await floor.plantPasses(600_001);
    await floor.sweep();
    expect(await floor.effect()).toMatchObject({ state: 'expired', because: { code: 'deadline.passed' } });
    expect(floor.plant.arrivals).toEqual([]);
  });

  it('is not sent again when its grant ended meanwhile', async () => {
    const floor = await autonomous();
    floor.plant.loseCommands = 1;
    await floor.wishMove(1230);
    await floor.grant('shadow', 'move');
    await floor.sweep();
    expect(await floor.effect()).toMatchObject({ state: 'refused' });
    expect(floor.plant.arrivals).toEqual([]);
  });

  it('can no longer land once the plant was asked for its key', async () => {
    const floor = await autonomous();
    floor.plant.loseCommands = 1;
    await floor.wishMove(1230);
    const { id: key, command, notAfterMs } = await floor.effect();
    await floor.sweep();
    const late = { ...command, key: `${key}-late`, asset: command.asset, fence: 1, validUntil: notAfterMs };
    expect(await floor.plant.send(late)).toMatchObject({ kind: 'refused', code: 'stale-fence' });
  });
});

describe('a process that died', () => {
  it.each([
    ['before the send', 'effects.recent', 'verified'],
    ['after the send, before it was settled', 'effects.settle', 'verified'],
    ['before the claim', 'effects.claim', 'verified'],
  ])('%s leaves its effect to the next one: one arrival', async (_, at, state) => {
    const floor = await aFloor();
    await floor.grant('approve', 'move');
    const proposal = await floor.wishMove(1230);
    floor.around = (call, next) => (call === at ? floor.kill() : next());
    await floor.approve(proposal);
    expect(floor.hired).toEqual([]);
    floor.bus.forget();

    floor.around = (_, next) => next();
    await floor.hire({ holder: 'gateway-2' });
    await floor.pass(5_001);
    expect(await floor.runtime.start()).toBe(1);
    await quiet();
    expect(await floor.effect()).toMatchObject({ state });
    expect(floor.taken()).toHaveLength(1);
  });

  it('leaves an effect that nobody takes up before notAfter expired', async () => {
    const floor = await autonomous();
    floor.around = (call, next) => (call === 'effects.claim' ? floor.kill() : next());
    await floor.wishMove(1230);
    floor.around = (_, next) => next();
    floor.plant.plantMs += 600_001;
    await floor.hire({ holder: 'gateway-2' });
    await floor.pass(5_001);
    await floor.runtime.start();
    await quiet();
    expect(await floor.effect()).toMatchObject({ state: 'expired' });
    expect(floor.plant.arrivals).toEqual([]);
  });
});

describe('cool-down and rate', () => {
  it('are counted inside the claim: of two effects authorised at once, one leaves', async () => {
    const floor = await aFloor();
    await floor.grant('approve', 'move');
    const one = await floor.wishMove(1230);
    const other = await floor.wishMove(1240);
    await Promise.all([floor.approve(one), floor.approve(other)]);
    const effects = await floor.effects();
    expect(effects.map(({ state }) => state)).toEqual(['verified', 'refused']);
    expect(effects[1]).toMatchObject({ because: { code: 'envelope.cool-down' }, fence: 0 });
    expect(floor.taken()).toHaveLength(1);
  });

  it('hold across processes', async () => {
    const floor = await autonomous();
    await floor.wishMove(1230);
    await floor.runtime.close();
    await floor.hire({ holder: 'gateway-2' });
    expect(await floor.wishMove(1240)).toMatchObject({ verdict: { because: { code: 'envelope.cool-down' } } });
  });

  it('let so many leave within an hour of plant time, and no more', async () => {
    const floor = await autonomous();
    for (const to of [1230, 1235, 1240]) {
      await floor.wishMove(to);
      await floor.plantPasses(60_000);
    }
    expect(await floor.wishMove(1245)).toMatchObject({ verdict: { because: { code: 'envelope.rate' } } });
    expect(floor.taken()).toHaveLength(3);
    await floor.plantPasses(3_600_000);
    expect(await floor.wishMove(1245)).toMatchObject({ state: 'authorised' });
  });
});

it('the acts of one line leave one at a time, in order of intent', async () => {
  const floor = await aFloor();
  await floor.grant('approve');
  await floor.grant('approve', 'move');
  const [one, other] = [await floor.wishMove(1230), await floor.wishDispose('coil-1')];
  const send = floor.plant.send.bind(floor.plant);
  const answer = Promise.withResolvers<void>();
  floor.plant.send = async (command) => {
    const acknowledged = await send(command);
    await answer.promise;
    return acknowledged;
  };
  await floor.approve(one);
  await floor.approve(other);
  expect(floor.taken()).toMatchObject([{ value: 1230 }]);
  answer.resolve();
  await quiet();
  expect(floor.taken()).toMatchObject([{ value: 1230 }, { value: 'hold' }]);
});

describe('two processes on one record', () => {
  it('let one hold the line; the other’s effect is performed by the holder', async () => {
    const floor = await autonomous();
    await floor.wishMove(1230);
    await floor.hire({ holder: 'gateway-2' });
    await floor.wishDispose('coil-1');
    await floor.sweep();
    const holders = (await floor.events()).filter(({ type }) => type === 'effect.claimed').map(({ data }) => data);
    expect(holders).toMatchObject([{ holder: 'gateway-1' }, { holder: 'gateway-1' }]);
    expect(floor.taken()).toHaveLength(2);
  });

  it('hand the line over when one gives it back', async () => {
    const floor = await autonomous();
    await floor.wishMove(1230);
    await floor.runtime.close();
    await floor.hire({ holder: 'gateway-2' });
    await floor.wishDispose('coil-1');
    expect(floor.taken()).toHaveLength(2);
    expect(await floor.record.lanes.hold(mill, 'third', 1)).toMatchObject({ kind: 'busy', holder: 'gateway-2' });
  });

  it('let no claim through from one that lost the line unawares', async () => {
    const floor = await autonomous();
    let isOut = false;
    floor.around = async (call, next) => {
      if (call === 'effects.claim' && !isOut) {
        isOut = true;
        floor.clock.advance(5_001);
        await floor.record.lanes.hold(mill, 'gateway-2', 5_000);
      }
      return next();
    };
    await floor.wishMove(1230);
    expect(await floor.effect()).toMatchObject({ state: 'intended' });
    expect(floor.plant.arrivals).toEqual([]);
    await floor.pass(5_001);
    expect(await floor.effect()).toMatchObject({ state: 'verified' });
  });
});

describe('the authority lease', () => {
  it('lets nothing leave while it cannot be renewed', async () => {
    const floor = await aFloor();
    await floor.grant('approve', 'move');
    const proposal = await floor.wishMove(1230);
    floor.clock.advance(1_001);
    floor.around = async (call, next) => {
      if (call === 'authority.renew')
        throw new AndonError('database.unreachable', { database: 'andon', problem: 'gone' });
      return next();
    };
    await expect(floor.approve(proposal)).rejects.toMatchObject({ code: 'database.unreachable' });
    expect(floor.plant.arrivals).toEqual([]);
  });

  it('lets nothing leave when it cannot be renewed after the claim, and goes on once it can', async () => {
    const floor = await aFloor();
    await floor.grant('approve', 'move');
    const proposal = await floor.wishMove(1230);
    let isCut = false;
    floor.around = async (call, next) => {
      if (call === 'effects.claim') {
        isCut = true;
        floor.clock.advance(1_001);
      }
      if (isCut && call === 'authority.renew') {
        throw new AndonError('database.unreachable', { database: 'andon', problem: 'gone' });
      }
      return next();
    };
    await floor.approve(proposal);
    expect(await floor.effect()).toMatchObject({ state: 'claimed' });
    expect(floor.plant.arrivals).toEqual([]);
    floor.around = (_, next) => next();
    await floor.sweep();
    expect(await floor.effect()).toMatchObject({ state: 'verified' });
    expect(floor.plant.arrivals).toHaveLength(1);
  });

  it('refuses the effect when the answer takes longer than the lease', async () => {
    const floor = await aFloor();
    await floor.grant('approve', 'move');
    const proposal = await floor.wishMove(1230);
    let claimed = false;
    floor.around = async (call, next) => {
      claimed ||= call === 'effects.claim';
      const answer = await next();
      if (claimed && call === 'authority.renew') floor.clock.advance(1_000);
      if (call === 'effects.claim') floor.clock.advance(1_000);
      return answer;
    };
    await floor.approve(proposal, inspector);
    expect(await floor.effect()).toMatchObject({ state: 'refused', because: { code: 'lease.ended' } });
    expect(floor.plant.arrivals).toEqual([]);
  });
});
