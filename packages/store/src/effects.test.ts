import { isAndonError, type RecordPort } from '@andon/core';
import { describe, expect, it } from 'vitest';
import {
  agent,
  approve,
  asset,
  at,
  claim,
  counting,
  effectFor,
  engineer,
  grant,
  intend,
  line,
  minuteMs,
  operator,
  plan,
  proposal,
  propose,
  settle,
  signed,
  stamp,
  verdict,
} from '../test/builders.ts';
import { untilWaiting, useDatabase } from '../test/database.ts';

const database = useDatabase();

async function typesOf(record: RecordPort): Promise<string[]> {
  await record.audit.seal();
  return (await record.audit.list(0, 1_000)).map(({ type }) => type);
}

async function holdLane(record: RecordPort, leaseMs = 60_000): Promise<void> {
  await record.lanes.hold(line, 'gateway-1', leaseMs);
}

describe('the way of a decision', () => {
  it('is recorded step by step, each with its event', async () => {
    const record = await database.open();
    await record.agents.commission(agent, engineer, at(0));
    await signed(record, 'gnt_1', { level: 'approve' });
    const made = proposal('p1', 'run_1');
    const [awaiting] = (await propose(record, 'run_1', [{ proposal: made, effect: null, outcome: null }])) ?? [];
    expect(awaiting).toStrictEqual({ ...made, state: 'awaiting-approval' });
    expect(await record.runs.get('run_1')).toMatchObject({ state: 'done', attempts: 1, wake: 0 });

    const input = approve('dec_1', made);
    expect(await record.proposals.decide(input)).toMatchObject({ kind: 'decided', proposal: { state: 'authorised' } });
    const intended = await record.effects.get('eff_p1');
    expect(intended).toStrictEqual({
      ...input.effect,
      intendedMs: at(1_000).plantMs,
      state: 'intended',
      fence: 0,
      seq: 1,
      wake: 0,
      because: null,
      before: null,
      after: null,
      needsPerson: false,
      settledMs: null,
    });

    await holdLane(record);
    const claimed = await record.effects.claim(claim('eff_p1'));
    expect(claimed).toStrictEqual({ kind: 'claimed', effect: { ...intended, state: 'claimed', fence: 1 } });
    const planned = plan({ material: 'slab-p1', evidence: stamp() });
    const settled = await record.effects.settle(settle('eff_p1', { outcome: planned }));
    expect(settled).toStrictEqual({
      kind: 'settled',
      effect: {
        ...intended,
        state: 'verified',
        fence: 1,
        before: 1_170,
        after: 1_180.5,
        settledMs: at(3_000).plantMs,
      },
    });

    const sample = { value: 0.1 };
    const { tag, material } = { tag: 'surface/inspection', material: 'slab-p1' };
    const offered = await record.outcomes.offer({ tag, material, sample, plantMs: at(5_000).plantMs });
    expect(offered).toMatchObject([{ id: 'eff_p1', state: 'offered', sample }]);
    const finding = { scale: 0.1 };
    const judged = await record.outcomes.judge('eff_p1', { state: 'achieved', finding }, counting(0), at(5_000));
    expect(judged).toStrictEqual({
      kind: 'judged',
      outcome: {
        ...planned,
        id: 'eff_p1',
        proposalId: 'p1',
        effectId: 'eff_p1',
        agentId: agent.id,
        state: 'achieved',
        sample,
        finding,
        judgedMs: at(5_000).plantMs,
        wake: 0,
      },
    });
    expect(await typesOf(record)).toStrictEqual([
      'agent.commissioned',
      'grant.signed',
      'run.opened',
      'run.finished',
      'proposal.made',
      'decision.made',
      'effect.intended',
      'effect.claimed',
      'effect.settled',
      'outcome.judged',
    ]);
    expect(await record.audit.verify()).toStrictEqual({ events: 10, sealed: 10, verified: true, firstBad: null });
  });

  it('changes nothing when every step is told twice', async () => {
    const record = await database.open();
    const stop = { id: 'stp_1', scope: line, pressedBy: operator, pressedAt: at(0), reason: 'drill' };
    const made = proposal('p1', 'run_1');
    const timed = plan({ tag: null, material: null });
    const steps: (() => Promise<unknown>)[] = [
      () => record.agents.commission(agent, engineer, at(0)),
      () => record.grants.sign(grant('gnt_1'), null, at(0)),
      () => record.runs.finish('run_1', 1, [{ proposal: made, effect: null, outcome: null }], at(0)),
      () => record.proposals.decide(approve('dec_1', made)),
      () => record.proposals.decide(approve('dec_2', made)),
      () => record.effects.settle(settle('eff_p1', { outcome: timed })),
      async () => {
        const judged = await record.outcomes.judge('eff_p1', { state: 'missed', finding: {} }, counting(0), at(5_000));
        return judged.kind === 'judged' || judged.kind === 'told' ? judged.outcome : judged;
      },
      () => record.stops.press(stop),
      () =>
        record.audit.note({
          id: 'evt_1',
          type: 'x.noted',
          at: at(0),
          actor: operator,
          scope: null,
          refs: {},
          data: {},
        }),
    ];
    const between: Record<number, () => Promise<unknown>> = {
      2: async () => {
        await propose(record, 'run_0', []);
        await record.runs.open({ ...runOf('run_1') }, at(0));
        await record.runs.lease('run_1', 'worker', 60_000);
      },
      5: async () => {
        await holdLane(record);
        await record.effects.claim(claim('eff_p1'));
      },
      6: () => record.outcomes.takeDue(timed.dueMs),
    };
    for (const [index, step] of steps.entries()) {
      await between[index]?.();
      const first = await step();
      const before = await typesOf(record);
      expect(await step(), `step ${index}`).toStrictEqual(first);
      expect(await typesOf(record), `events of step ${index}`).toStrictEqual(before);
    }
    expect((await record.runs.open(runOf('run_1'), at(0))).opened).toBe(false);
    await record.stops.reset(line, 'drill', 'over', engineer, at(0));
    expect(await record.stops.reset(line, 'drill', 'over', engineer, at(0))).toBeNull();
    // A press that is told again after the reset latches nothing.
    expect(await record.stops.press(stop)).toMatchObject({ resetCause: 'drill' });
    expect(await record.stops.active()).toStrictEqual([]);
  });
});

function runOf(id: string) {
  return {
    id,
    agentId: agent.id,
    vertical: agent.vertical,
    fingerprint: agent.fingerprint,
    triggerKey: `trigger-${id}`,
    plantMs: at(0).plantMs,
    observation: {},
  };
}

describe('claim', () => {
  it('has one winner among twenty at once', async () => {
    const record = await database.openCrowded();
    await intend(record, 'p1');
    await holdLane(record);
    const answers = await Promise.all(Array.from({ length: 20 }, () => record.effects.claim(claim('eff_p1'))));
    expect(answers.filter(({ kind }) => kind === 'claimed')).toHaveLength(1);
    expect(answers.filter(({ kind }) => kind === 'not-claimable')).toHaveLength(19);
    expect(await record.effects.get('eff_p1')).toMatchObject({ state: 'claimed', fence: 1 });
  });

  it('raises the fence of the asset with each, however many at once', async () => {
    const record = await database.openCrowded();
    const ids = Array.from({ length: 20 }, (_, index) => `p${index}`);
    for (const id of ids) await intend(record, id);
    await holdLane(record);
    const answers = await Promise.all(ids.map((id) => record.effects.claim(claim(`eff_${id}`))));
    const fences = answers.map((answer) => (answer.kind === 'claimed' ? answer.effect.fence : -1));
    expect(fences.toSorted((a, b) => a - b)).toStrictEqual(ids.map((_, index) => index + 1));
  });

  it('lets through no more than the rate, however many at once', async () => {
    const record = await database.openCrowded();
    const ids = Array.from({ length: 20 }, (_, index) => `p${index}`);
    for (const id of ids) await intend(record, id);
    await holdLane(record);
    const answers = await Promise.all(ids.map((id) => record.effects.claim(claim(`eff_${id}`, { ratePerHour: 3 }))));
    expect(answers.filter(({ kind }) => kind === 'claimed')).toHaveLength(3);
    const because = { code: 'envelope.rate', values: { actionType: 'set', limit: 3 } };
    expect(answers.filter(({ kind }) => kind === 'limited')).toStrictEqual(
      Array.from({ length: 17 }, () => ({ kind: 'limited', because })),
    );
  });

  it('lets one through a cool-down, however many at once', async () => {
    const record = await database.openCrowded();
    const command = { asset, target: 'setpoint', value: 1, material: null };
    const ids = Array.from({ length: 10 }, (_, index) => `p${index}`);
    for (const id of ids) await intend(record, id, { command });
    await holdLane(record);
    const answers = await Promise.all(ids.map((id) => record.effects.claim(claim(`eff_${id}`, { coolDownMs: 1_000 }))));
    expect(answers.filter(({ kind }) => kind === 'claimed')).toHaveLength(1);
    expect(answers.filter(({ kind }) => kind === 'limited')).toHaveLength(9);
  });

  it('counts a cool-down per material, and not what did not leave', async () => {
    const record = await database.open();
    const about = (material: string) => ({ command: { asset, target: 'setpoint', value: 1, material } });
    for (const id of ['p1', 'p2', 'p3']) await intend(record, id, about('slab-1'));
    await intend(record, 'p4', about('slab-2'));
    await holdLane(record);
    const limits = { coolDownMs: minuteMs };
    expect((await record.effects.claim(claim('eff_p1', limits))).kind).toBe('claimed');
    expect((await record.effects.claim(claim('eff_p2', limits))).kind).toBe('limited');
    expect((await record.effects.claim(claim('eff_p4', limits))).kind).toBe('claimed');
    const query = { agentId: agent.id, actionType: 'set', asset, material: 'slab-1', nowMs: at(5_000).plantMs };
    expect(await record.effects.recent({ ...query, exceptEffectId: null })).toStrictEqual({
      lastAtMs: at(2_000).plantMs,
      withinHour: 2,
      unverified: 0,
    });
    expect(await record.effects.recent({ ...query, exceptEffectId: 'eff_p1' })).toStrictEqual({
      lastAtMs: null,
      withinHour: 1,
      unverified: 0,
    });
    await record.effects.settle(settle('eff_p1', { event: 'refuse' }));
    expect((await record.effects.claim(claim('eff_p2', limits))).kind).toBe('claimed');
    expect((await record.effects.claim(claim('eff_p3', { ...limits, at: at(2_000 + minuteMs) }))).kind).toBe('claimed');
  });

  it('needs the lane: held by this holder, with this token, until now', async () => {
    const record = await database.open();
    await intend(record, 'p1');
    expect((await record.effects.claim(claim('eff_p1'))).kind).toBe('lane-lost');
    await holdLane(record);
    expect((await record.effects.claim(claim('eff_p1', { laneToken: 2 }))).kind).toBe('lane-lost');
    expect((await record.effects.claim(claim('eff_p1', { holder: 'gateway-2' }))).kind).toBe('lane-lost');
    await record.lanes.release(line, 'gateway-1');
    expect((await record.effects.claim(claim('eff_p1'))).kind).toBe('lane-lost');
    expect(await record.effects.get('eff_p1')).toMatchObject({ state: 'intended', fence: 0 });
  });

  it('waits for whoever is taking the lane over, and then finds it lost', async () => {
    const record = await database.open();
    await intend(record, 'p1');
    await holdLane(record);
    const other = await record.pool.connect();
    await other.query('begin');
    await other.query(`update lane set holder = 'gateway-2', token = token + 1`);
    const claiming = record.effects.claim(claim('eff_p1'));
    await untilWaiting(record);
    await other.query('commit');
    other.release();
    expect((await claiming).kind).toBe('lane-lost');
  });

  it('counts a claim that was committed while it waited for the fence', async () => {
    const record = await database.open();
    const command = { asset, target: 'setpoint', value: 1, material: null };
    for (const id of ['p1', 'p2', 'p3']) await intend(record, id, { command });
    await holdLane(record);
    await record.effects.claim(claim('eff_p1', { at: at(0) }));
    const other = await record.pool.connect();
    await other.query('begin');
    await other.query('update asset_fence set fence = fence + 1');
    await other.query(`update effect set state = 'claimed', fence = 2, claimed_ms = $1 where id = 'eff_p2'`, [
      at(2_000).plantMs,
    ]);
    const claiming = record.effects.claim(claim('eff_p3', { coolDownMs: 1_000 }));
    await untilWaiting(record);
    await other.query('commit');
    other.release();
    expect((await claiming).kind).toBe('limited');
    expect(await record.effects.get('eff_p3')).toMatchObject({ state: 'intended', fence: 0 });
  });

  it('refuses what is past its deadline, unknown without a look, or in sight when told to claim again', async () => {
    const record = await database.open();
    const effect = await intend(record, 'p1');
    await holdLane(record);
    const late = { at: { ...at(0), plantMs: effect.notAfterMs + 1 } };
    expect(await record.effects.claim(claim('eff_p1', late))).toMatchObject({
      kind: 'not-claimable',
      effect: { state: 'intended' },
    });
    expect((await record.effects.claim(claim('eff_p1', { again: true }))).kind).toBe('not-claimable');
    await record.effects.claim(claim('eff_p1'));
    await record.effects.settle(settle('eff_p1', { event: 'lose-sight' }));
    expect((await record.effects.claim(claim('eff_p1'))).kind).toBe('not-claimable');
    expect(await record.effects.claim(claim('eff_p1', { again: true }))).toMatchObject({
      kind: 'claimed',
      effect: { fence: 2 },
    });
    expect((await record.effects.claim(claim('eff_none'))).kind).toBe('not-found');
  });
});

describe('settle', () => {
  it('is fenced by a newer claim, and by the table of states', async () => {
    const record = await database.open();
    await intend(record, 'p1');
    await holdLane(record);
    expect((await record.effects.settle(settle('eff_p1', { fence: 0 }))).kind).toBe('fenced');
    await record.effects.claim(claim('eff_p1'));
    await record.effects.settle(settle('eff_p1', { event: 'lose-sight' }));
    await record.effects.claim(claim('eff_p1', { again: true }));
    expect(await record.effects.settle(settle('eff_p1', { fence: 1 }))).toMatchObject({
      kind: 'fenced',
      effect: { state: 'claimed', fence: 2 },
    });
    expect((await record.effects.settle(settle('eff_p1', { fence: 2 }))).kind).toBe('settled');
    expect((await record.effects.settle(settle('eff_p1', { fence: 2, event: 'clamp' }))).kind).toBe('fenced');
    expect((await record.effects.settle(settle('eff_none'))).kind).toBe('not-found');
  });

  it('has one winner among different settlements at once', async () => {
    const record = await database.openCrowded();
    await intend(record, 'p1');
    await holdLane(record);
    await record.effects.claim(claim('eff_p1'));
    const events = ['verify', 'clamp', 'accept', 'reject', 'refuse', 'expire'] as const;
    const answers = await Promise.all(events.map((event) => record.effects.settle(settle('eff_p1', { event }))));
    expect(answers.filter(({ kind }) => kind === 'settled')).toHaveLength(1);
    expect((await typesOf(record)).filter((type) => type === 'effect.settled')).toHaveLength(1);
  });

  it('waits for the one before it, and then finds the effect settled', async () => {
    const record = await database.open();
    await intend(record, 'p1');
    await holdLane(record);
    await record.effects.claim(claim('eff_p1'));
    const other = await record.pool.connect();
    await other.query('begin');
    await other.query(`update effect set state = 'clamped', terminal = true`);
    const settling = record.effects.settle(settle('eff_p1'));
    await untilWaiting(record);
    await other.query('commit');
    other.release();
    expect(await settling).toMatchObject({ kind: 'fenced', effect: { state: 'clamped' } });
  });

  it('opens an outcome only for what is in the plant', async () => {
    const record = await database.open();
    const outcome = plan();
    await holdLane(record);
    for (const [id, event] of [
      ['p1', 'reject'],
      ['p2', 'lose-sight'],
    ] as const) {
      await intend(record, id);
      const claimed = await record.effects.claim(claim(`eff_${id}`));
      const fence = claimed.kind === 'claimed' ? claimed.effect.fence : -1;
      await record.effects.settle(settle(`eff_${id}`, { event, fence, outcome }));
      expect(await record.outcomes.get(`eff_${id}`)).toBeNull();
    }
  });

  it('can say later that what is out of sight needs a person', async () => {
    const record = await database.open();
    await intend(record, 'p1');
    await holdLane(record);
    await record.effects.claim(claim('eff_p1'));
    await record.effects.settle(settle('eff_p1', { event: 'lose-sight' }));
    expect(await record.effects.wake(10)).toMatchObject([{ id: 'eff_p1', wake: 1 }]);
    const undecidable = settle('eff_p1', { event: 'lose-sight', needsPerson: true });
    expect(await record.effects.settle(undecidable)).toMatchObject({ kind: 'settled', effect: { needsPerson: true } });
    expect(await record.effects.wake(10)).toStrictEqual([]);
    expect(await record.effects.unsettled()).toHaveLength(1);
    expect((await typesOf(record)).filter((type) => type === 'effect.lost-sight')).toHaveLength(2);
    expect(await record.effects.settle(settle('eff_p1', { by: operator }))).toMatchObject({ kind: 'settled' });
    expect(await record.effects.count()).toStrictEqual({ verified: 1 });
  });
});

describe('what is unsettled', () => {
  it('comes in order of intent, of one line or of all', async () => {
    const record = await database.open();
    const other = 'acme/harbin/hot-rolling/hot-strip-2';
    await intend(record, 'p2');
    await intend(record, 'p1');
    const made = proposal('p3', 'run_3', { verdict: verdict('execute') });
    await propose(record, 'run_3', [{ proposal: made, effect: effectFor(made, { line: other }), outcome: null }]);
    expect((await record.effects.unsettled()).map(({ id }) => id)).toStrictEqual(['eff_p2', 'eff_p1', 'eff_p3']);
    expect((await record.effects.unsettled(other)).map(({ id }) => id)).toStrictEqual(['eff_p3']);
    expect((await record.effects.latest(2)).map(({ id }) => id)).toStrictEqual(['eff_p3', 'eff_p1']);
  });
});

describe('a claim in a broken world', () => {
  it('answers an error of the catalogue', async () => {
    const record = await database.open();
    const client = await record.pool.connect();
    client.release(true);
    await record.close();
    const failure = await record.effects.get('eff_p1').catch((error: unknown) => error);
    expect(isAndonError(failure, 'database.unreachable')).toBe(true);
  });
});
