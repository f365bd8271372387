import { AndonError, because, type Proposal, type RecordPort } from '@andon/core';
import { describe, expect, it } from 'vitest';
import { AskedRuntime, everybody, inspector, lead, peopleAt } from '../../test/demo-builders.ts';
import { aFurnaceProposal, aProposal, aStop, minuteMs, nowMs } from '../../test/view-builders.ts';
import { StopDrill } from './stop-drill.ts';

const pressMs = nowMs + 20_000;
const resetMs = pressMs + 6 * minuteMs;

function drill({ atCoil = 2, epoch = 0, active = [] as ReturnType<typeof aStop>[] } = {}) {
  const runtime = new AskedRuntime();
  const record = {
    stops: { epoch: async () => epoch, active: async () => active },
  } as unknown as Pick<RecordPort, 'stops'>;
  const one = new StopDrill({ runtime, record, people: everybody, peopleAt, atCoil });
  const propose = (proposal: Proposal = aProposal()) => runtime.events.tell('proposal.made', proposal);
  const at = async (ms: number) => {
    runtime.nowMs = ms;
    while (await one.act());
    return runtime.stops;
  };
  return { runtime, drill: one, propose, at };
}

const shadowed = aProposal({
  verdict: { kind: 'shadow', because: because('grant.level', { level: 'shadow' }), level: 'shadow', binding: 'grant' },
});

describe('the drill', () => {
  it('presses the stop soon after the n-th coil, and the shift lead resets it later', async () => {
    const { drill: one, propose, at } = drill();
    propose();
    propose(aFurnaceProposal()); // about no coil
    expect(one.nextDue()).toBeNull();
    propose();
    expect(one.nextDue()).toBe(pressMs);
    expect(await at(pressMs - 1)).toEqual([]);
    await at(pressMs);
    expect(one.nextDue()).toBe(resetMs);
    expect(await at(resetMs)).toEqual([
      { kind: 'press', by: 'lin-mei', atMs: pressMs },
      { kind: 'reset', by: 'wang-jun', atMs: resetMs },
    ]);
    expect(one.nextDue()).toBeNull();
  });

  it('waits for a proposal that could leave: in shadow a stop would hold back nothing', async () => {
    const { drill: one, propose } = drill({ atCoil: 1 });
    propose(shadowed);
    expect(one.nextDue()).toBeNull();
    propose();
    expect(one.nextDue()).toBe(pressMs);
  });

  it('happens once', async () => {
    const { drill: one, propose, at } = drill({ atCoil: 1 });
    propose();
    await at(pressMs);
    await at(resetMs);
    propose();
    expect(one.nextDue()).toBeNull();
  });

  it('is taken up after a restart where it stood: not begun, pressed, reset', async () => {
    const begun = drill();
    await begun.drill.resume([aProposal()]);
    begun.propose();
    expect(begun.drill.nextDue()).toBe(pressMs);

    const stop = aStop({ pressedBy: inspector, pressedAt: { plantMs: pressMs, wallMs: pressMs } });
    const pressed = drill({ epoch: 1, active: [stop] });
    await pressed.drill.resume([aProposal(), aProposal()]);
    expect(pressed.drill.nextDue()).toBe(resetMs);

    const over = drill({ epoch: 1 });
    await over.drill.resume([aProposal(), aProposal()]);
    over.propose();
    expect(over.drill.nextDue()).toBeNull();
  });

  it('resets what the viewer pressed, but not what the shift lead did', async () => {
    const { runtime, drill: one } = drill();
    await one.press(lead, 'a reason');
    expect(one.nextDue()).toBeNull();
    await one.press(inspector, 'pressed at the terminal');
    expect(one.nextDue()).toBe(runtime.nowMs + 6 * minuteMs);
  });

  it('does not mind that somebody else was quicker to reset', async () => {
    const { runtime, drill: one, at } = drill();
    await one.press(inspector, 'a reason');
    runtime.refuses = new AndonError('stop.unknown', { scope: 's' });
    await at(nowMs + 6 * minuteMs);
    expect(runtime.stops.map(({ kind }) => kind)).toEqual(['press']);
  });
});
