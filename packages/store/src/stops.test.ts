import { type Grant, type RecordPort, type Stop, selfAndAbove } from '@andon/core';
import { describe, expect, it, vi } from 'vitest';
import { agent, asset, at, engineer, line, operator, signed } from '../test/builders.ts';
import { untilWaiting, useDatabase } from '../test/database.ts';

const database = useDatabase();

async function lower(record: RecordPort, grantId: string): Promise<Grant> {
  const because = { code: 'demoted.person', values: { by: 'Zhao Lei', level: 'shadow', reason: '' } } as const;
  const lowered = await record.grants.lower({ grantId, to: 'shadow', because, by: engineer }, at(0));
  if (!lowered) throw new Error(`${grantId} was not lowered`);
  return lowered;
}

function press(id: string, scope = line): Pick<Stop, 'id' | 'scope' | 'pressedBy' | 'pressedAt' | 'reason'> {
  return { id, scope, pressedBy: operator, pressedAt: at(0), reason: 'smoke' };
}

describe('a stop', () => {
  it('latches once per scope, whoever presses, and its epoch stays after the reset', async () => {
    const record = await database.openCrowded();
    expect(await record.stops.epoch(asset)).toBe(0);
    const presses = await Promise.all(
      Array.from({ length: 20 }, (_, index) => record.stops.press(press(`stp_${index}`))),
    );
    expect(new Set(presses.map(({ id }) => id)).size).toBe(1);
    expect(await record.stops.active()).toHaveLength(1);
    const epoch = presses[0]?.epoch ?? -1;
    expect(await record.stops.epoch(asset)).toBe(epoch);
    expect(await record.stops.epoch('acme/harbin')).toBe(0);
    expect(await record.stops.reset(line, 'drill', 'it was a drill', engineer, at(1))).toMatchObject({
      epoch,
      resetBy: engineer,
      resetAt: at(1),
      resetCause: 'drill',
    });
    expect(await record.stops.active()).toStrictEqual([]);
    expect(await record.stops.epoch(asset)).toBe(epoch);
    expect((await record.stops.press(press('stp_again'))).epoch).toBeGreaterThan(epoch);
    await record.audit.seal();
    expect((await record.audit.list(0, 10)).map(({ type }) => type)).toStrictEqual([
      'stop.pressed',
      'stop.reset',
      'stop.pressed',
    ]);
  });

  it('has an epoch of its own among presses on other scopes at once', async () => {
    const record = await database.openCrowded();
    const scopes = Array.from({ length: 20 }, (_, index) => `acme/harbin/hot-rolling/line-${index}`);
    const stops = await Promise.all(scopes.map((scope, index) => record.stops.press(press(`stp_${index}`, scope))));
    expect(new Set(stops.map(({ epoch }) => epoch)).size).toBe(20);
    await record.stops.press(press('stp_all', 'acme'));
    expect(await record.stops.epoch(asset)).toBe(Math.max(...stops.map(({ epoch }) => epoch)) + 1);
    expect(selfAndAbove(asset)[0]).toBe('acme');
  });
});

describe('a gateway', () => {
  it('is unaware of a stop until it renews, yields, or its lease runs out', async () => {
    const record = await database.open();
    await record.agents.commission(agent, engineer, at(0));
    const known = await signed(record, 'gnt_1');
    expect(await record.authority.renew('a', 60_000)).toStrictEqual({
      stops: [],
      epochs: {},
      grants: [known],
      agents: [agent],
    });
    await record.authority.renew('b', 60_000);
    await record.authority.renew('c', 60_000);
    await record.authority.renew('d', 1);
    const stop = await record.stops.press(press('stp_1'));
    await vi.waitFor(async () => expect(await record.authority.unaware(stop.epoch, 'a')).toStrictEqual(['b', 'c']));
    expect(await record.authority.renew('b', 60_000)).toMatchObject({ stops: [stop], epochs: { [line]: stop.epoch } });
    expect(await record.authority.unaware(stop.epoch, 'a')).toStrictEqual(['c']);
    await record.authority.yield('c');
    expect(await record.authority.unaware(stop.epoch, 'a')).toStrictEqual([]);
    expect(await record.authority.unaware(stop.epoch, 'nobody')).toStrictEqual(['a']);
  });

  it('is unaware of a grant that was lowered in the same way, and only of those of its agent', async () => {
    const record = await database.open();
    await signed(record, 'gnt_1');
    await signed(record, 'gnt_2', { agentId: 'agt_2' });
    for (const holder of ['a', 'b', 'c']) await record.authority.renew(holder, 60_000);
    await record.authority.renew('d', 1);
    const lowered = await lower(record, 'gnt_1');
    await vi.waitFor(async () => expect(await record.authority.unawareOfGrant(lowered, 'a')).toStrictEqual(['b', 'c']));
    expect(await record.authority.unawareOfGrant({ agentId: 'agt_2', revision: 1 }, 'a')).toStrictEqual([]);
    expect(await record.authority.unawareOfGrant({ agentId: 'agt_3', revision: 0 }, 'a')).toStrictEqual([]);
    expect(await record.authority.renew('b', 60_000)).toMatchObject({ grants: [lowered, { id: 'gnt_2' }] });
    expect(await record.authority.unawareOfGrant(lowered, 'a')).toStrictEqual(['c']);
    await record.authority.yield('c');
    expect(await record.authority.unawareOfGrant(lowered, 'a')).toStrictEqual([]);
  });

  it('is never overlooked by a lowering, in whatever order they meet', async () => {
    const record = await database.openCrowded();
    for (let round = 0; round < 20; round += 1) {
      const grantId = `gnt_${round}`;
      await signed(record, grantId);
      const renewals = ['a', 'b', 'c', 'd'].map((name) => `${name}${round}`);
      const snapshots = renewals.map((holder) => record.authority.renew(holder, 60_000));
      const lowered = await lower(record, grantId);
      const unaware = await record.authority.unawareOfGrant(lowered, 'presser');
      for (const [place, snapshot] of (await Promise.all(snapshots)).entries()) {
        const knows = snapshot.grants.some(({ id, revision }) => id === grantId && revision >= lowered.revision);
        const holder = renewals[place] ?? '';
        if (!knows) expect(unaware, `${holder} acts on a grant that was lowered`).toContain(holder);
      }
    }
  });

  it('that renews while a stop is being pressed is unaware of it, however late it answers', async () => {
    const record = await database.open();
    await record.authority.renew('b', 60_000);
    // A press that is written but not committed is not in the snapshot.
    const pressing = await record.pool.connect();
    await pressing.query('begin');
    await pressing.query(`update stop_counter set epoch = epoch + 1`);
    await pressing.query(
      `insert into stop (id, scope, epoch, pressed_by, pressed_plant_ms, pressed_wall_ms, reason)
       values ('stp_1', $1, 1, '{}', 0, 0, '')`,
      [line],
    );
    expect(await record.authority.renew('b', 60_000)).toMatchObject({ stops: [] });
    await pressing.query('commit');
    pressing.release();
    expect(await record.authority.unaware(1, 'a')).toStrictEqual(['b']);
  });

  it('is not overlooked when its renewal was held up while the stop was pressed', async () => {
    const record = await database.open();
    const other = await record.pool.connect();
    await other.query('begin');
    await other.query(`insert into gateway values ('b', '-infinity', -1)`);
    const renewing = record.authority.renew('b', 60_000);
    await untilWaiting(record);
    const stop = await record.stops.press(press('stp_1'));
    const unaware = await record.authority.unaware(stop.epoch, 'a');
    await other.query('rollback');
    other.release();
    const { stops } = await renewing;
    expect(unaware.includes('b') || stops.some(({ id }) => id === stop.id)).toBe(true);
  });

  it('is never overlooked by a press, in whatever order they meet', async () => {
    const record = await database.openCrowded();
    const scopes = Array.from({ length: 40 }, (_, index) => `acme/harbin/hot-rolling/line-${index}`);
    for (const [index, scope] of scopes.entries()) {
      const renewals = ['a', 'b', 'c', 'd'].map((name) => `${name}${index}`);
      const snapshots = renewals.map((holder) => record.authority.renew(holder, 60_000));
      const stop = await record.stops.press(press(`stp_${index}`, scope));
      const unaware = await record.authority.unaware(stop.epoch, 'presser');
      for (const [place, snapshot] of (await Promise.all(snapshots)).entries()) {
        const knows = snapshot.stops.some(({ id }) => id === stop.id);
        const holder = renewals[place] ?? '';
        if (!knows) expect(unaware, `${holder} acts on a snapshot without the stop`).toContain(holder);
      }
    }
  });
});

describe('a lane', () => {
  it('has one holder, and a token that grows with every other one', async () => {
    const record = await database.openCrowded();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => record.lanes.hold(line, `gateway-${index}`, 60_000)),
    );
    const held = answers.flatMap((answer, index) => (answer.kind === 'held' ? [`gateway-${index}`] : []));
    expect(held).toHaveLength(1);
    const [holder = ''] = held;
    expect(answers.filter((answer) => answer.kind === 'busy' && answer.holder === holder)).toHaveLength(19);
    expect(await record.lanes.hold(line, holder, 60_000)).toStrictEqual({ kind: 'held', token: 1 });
    await record.lanes.release(line, 'somebody');
    expect(await record.lanes.hold(line, 'next', 60_000)).toStrictEqual({ kind: 'busy', holder });
    await record.lanes.release(line, holder);
    expect(await record.lanes.hold(line, holder, 60_000)).toStrictEqual({ kind: 'held', token: 1 });
    await record.lanes.release(line, holder);
    expect(await record.lanes.hold(line, 'next', 1)).toStrictEqual({ kind: 'held', token: 2 });
    await vi.waitFor(async () =>
      expect(await record.lanes.hold(line, holder, 60_000)).toStrictEqual({ kind: 'held', token: 3 }),
    );
  });
});
