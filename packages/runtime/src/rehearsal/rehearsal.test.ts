import { isAtLeast, type Level, say } from '@andon/core';
import { describe, expect, it } from 'vitest';
import { approval, at, demands, line, minuteMs, Stage, standing } from '../../test/rehearsal-stage.ts';

describe('verdicts', () => {
  it('are what the gate says at the level that is held', async () => {
    const kinds = async (level: Level) => (await new Stage(at(level)).coil('C1', 'achieved')).verdict.kind;
    expect(await kinds('off')).toBe('refuse');
    expect(await kinds('shadow')).toBe('shadow');
    expect(await kinds('advise')).toBe('advise');
    expect(await kinds('approve')).toBe('await-approval');
    expect(await kinds('veto')).toBe('veto-window');
    expect(await kinds('autonomous')).toBe('execute');
  });

  it('hold what cannot be undone at approve', async () => {
    const stage = new Stage(at('autonomous'));
    const { verdict } = await stage.propose({ 'camera/report': { coil: 'C1', to: 'scrap' } });
    expect(verdict.kind).toBe('await-approval');
  });

  it('refuse what lies outside the envelope, for want of a reading, and too soon after the last', async () => {
    const stage = new Stage(at('autonomous'));
    const wish = async (to: number) => (await stage.propose({ 'furnace/wish': { to } })).verdict;
    expect((await wish(1230)).because.code).toBe('input.bad');
    await stage.show({ 'furnace/remote': true });
    expect((await wish(1300)).because.code).toBe('envelope.above');
    const move = await stage.propose({ 'furnace/wish': { to: 1230 } });
    stage.rehearsal.executed(move, { before: 1220, after: 1230 });
    expect((await wish(1240)).because.code).toBe('envelope.cool-down');
    await stage.pass(14);
    await stage.show({ 'furnace/remote': true });
    expect((await wish(1240)).because.code).toBe('envelope.cool-down');
    await stage.pass(1);
    expect((await wish(1240)).kind).toBe('execute');
  });

  it('note parameters that do not fit, and go on', async () => {
    const stage = new Stage(at('autonomous'));
    expect(await stage.show({ 'camera/report': { coil: 'C1', to: 'elsewhere' } })).toEqual([]);
    expect(stage.rehearsal.unfit()).toMatchObject([{ action: 'dispose', because: { code: 'params.invalid' } }]);
    expect((await stage.coil('C2', 'achieved')).verdict.kind).toBe('execute');
  });

  it('ask again before the execution: late, lowered or another revision is refused', async () => {
    const stage = new Stage(at('approve'));
    const proposal = await stage.propose({ 'camera/report': { coil: 'C1', to: 'release' } });
    expect(stage.rehearsal.permits(proposal, approval(proposal)).kind).toBe('execute');
    const edited = stage.rehearsal.edited(proposal, { to: 'hold' });
    expect(edited).toMatchObject({ revision: 2, verdict: { kind: 'await-approval' }, command: { value: 'hold' } });
    expect(stage.rehearsal.permits(edited, approval(proposal)).because.code).toBe('approval.revision');
    expect(stage.rehearsal.permits(proposal, standing(proposal)).because.code).toBe('approval.needed');
    await stage.pass(11);
    expect(stage.rehearsal.permits(proposal, approval(proposal)).because.code).toBe('deadline.passed');
  });

  it('are capped at approve while too many acts are not judged', async () => {
    const stage = new Stage(at('autonomous'));
    for (let index = 0; index < 5; index += 1) {
      const proposal = await stage.propose({ 'camera/report': { coil: `C${index}`, to: 'hold' } });
      expect(proposal.verdict.kind).toBe('execute');
      stage.rehearsal.executed(proposal, { before: null, after: 'hold' });
    }
    const sixth = await stage.propose({ 'camera/report': { coil: 'C5', to: 'hold' } });
    expect(sixth.verdict).toMatchObject({ kind: 'await-approval', binding: 'exposure' });
    await stage.show({ 'lab/report': { coil: 'C0', verdict: 'achieved' } });
    expect(sixth.verdict.kind).toBe('await-approval');
    stage.nowMs += 1;
    await stage.show({ 'lab/report': { coil: 'C0', verdict: 'achieved' } });
    expect((await stage.propose({ 'camera/report': { coil: 'C6', to: 'hold' } })).verdict.kind).toBe('execute');
  });
});

describe('outcomes', () => {
  it('judge a proposal that nobody executed, and count it at the level it was made at', async () => {
    const stage = new Stage(at('shadow'));
    await stage.coil('C1', 'achieved');
    await stage.coil('C2', 'critical');
    expect(stage.rehearsal.judged()).toMatchObject([
      { of: 'proposal', state: 'achieved', countsAt: 'shadow' },
      { of: 'proposal', state: 'critical', countsAt: 'shadow' },
    ]);
    expect(stage.rehearsal.evidence()).toMatchObject([
      { actionType: 'dispose', demotions: 0, state: { tallies: { shadow: { successes: 1, failures: 1 } } } },
    ]);
  });

  it('judge an act when its time has come, look again when it cannot be told, and give up at the horizon', async () => {
    const stage = new Stage(at('autonomous'));
    await stage.show({ 'furnace/remote': true });
    const move = await stage.propose({ 'furnace/wish': { to: 1230 } });
    stage.rehearsal.executed(move, { before: 1220, after: 1230 });
    expect(stage.rehearsal.nextDue()).toBe(stage.nowMs + 20 * minuteMs);
    await stage.pass(20);
    expect(stage.rehearsal.judged()).toEqual([]);
    expect(stage.rehearsal.nextDue()).toBe(stage.nowMs + minuteMs);
    await stage.pass(10);
    expect(stage.rehearsal.judged()).toMatchObject([{ of: 'effect', state: 'unjudged', countsAt: 'autonomous' }]);
    expect(stage.rehearsal.nextDue()).toBeNull();
  });

  it('lower at once where the plant holds a value outside the envelope', async () => {
    const stage = new Stage(at('autonomous'));
    await stage.show({ 'furnace/remote': true });
    const move = await stage.propose({ 'furnace/wish': { to: 1230 } });
    stage.rehearsal.executed(move, { before: 1220, after: 1330 });
    expect(stage.rehearsal.changes()).toMatchObject([{ to: 'approve', why: { code: 'demoted.breach' } }]);
  });

  it('count what a person kept from being tried as not shown, and what they wrote themselves not at all', async () => {
    const stage = new Stage(at('approve'));
    await stage.show({ 'furnace/remote': true, 'furnace/temperature': 1235 });
    stage.rehearsal.rejected(await stage.propose({ 'furnace/wish': { to: 1230 } }));
    const edited = stage.rehearsal.edited(await stage.propose({ 'furnace/wish': { to: 1230 } }), { to: 1235 });
    stage.rehearsal.executed(edited, { before: 1220, after: 1235 });
    await stage.pass(20);
    expect(stage.rehearsal.judged()).toMatchObject([
      { state: 'unjudged', countsAt: 'approve' },
      { state: 'unjudged', countsAt: 'approve' },
      { state: 'achieved', countsAt: null },
    ]);
    expect(stage.rehearsal.evidence()).toMatchObject([
      { actionType: 'move', state: { tallies: { approve: { successes: 0, failures: 2 } } } },
    ]);
  });

  it('count what nobody decides on in time as not shown, once, and what somebody decided on not so', async () => {
    const stage = new Stage(at('approve'));
    await stage.show({ 'furnace/remote': true, 'furnace/temperature': 1230 });
    const { approvalUntilMs } = await stage.propose({ 'furnace/wish': { to: 1230 } });
    expect(stage.rehearsal.nextDue()).toBe(approvalUntilMs + 1);
    stage.nowMs = approvalUntilMs;
    expect(await stage.pass(0)).toEqual([]);
    expect(stage.rehearsal.judged()).toEqual([]);
    stage.nowMs += 1;
    await stage.pass(0);
    await stage.pass(1);
    expect(stage.rehearsal.judged()).toMatchObject([{ of: 'effect', state: 'unjudged', countsAt: 'approve' }]);
    expect(stage.rehearsal.nextDue()).toBeNull();

    // Approved, though the gate keeps it back: that says nothing of the agent.
    const held = await stage.propose({ 'furnace/wish': { to: 1230 }, 'furnace/remote': true });
    await stage.show({ 'furnace/remote': false });
    expect(stage.rehearsal.permits(held, approval(held))).toMatchObject({ kind: 'refuse' });
    await stage.pass(30);
    expect(stage.rehearsal.evidence()).toMatchObject([
      { actionType: 'move', state: { tallies: { approve: { successes: 0, failures: 1 } } } },
    ]);
  });

  it('count a redelivered batch once', async () => {
    const stage = new Stage(at('shadow'));
    const value = { coil: 'C1', to: 'release' };
    const stamp = { sourceTs: stage.nowMs, receivedTs: stage.nowMs, seq: 7 };
    const sample = { tag: `${line}/camera/report`, value, quality: 'good', status: 'Good', ...stamp } as const;
    const batch = { plantMs: stage.nowMs, seq: 7, samples: [sample] };
    expect(await stage.rehearsal.ingest(batch)).toHaveLength(1);
    expect(await stage.rehearsal.ingest(batch)).toEqual([]);
  });
});

describe('levels', () => {
  const climbing = () => new Stage({ kind: 'climb', from: 'shadow' }, { ...demands, maxUnverified: 50 });

  it('are raised one at a time as they are earned, never past what the risk class allows', async () => {
    const stage = climbing();
    for (let index = 0; stage.level('dispose') !== 'autonomous'; index += 1) await stage.coil(`C${index}`, 'achieved');
    for (let index = 0; index < 80; index += 1) await stage.coil(`S${index}`, 'achieved', 'scrap');
    const raised = stage.rehearsal.changes().map(({ riskClass, from, to }) => `${riskClass} ${from} ${to}`);
    expect(raised).toEqual([
      'reversible shadow advise',
      'reversible advise approve',
      'reversible approve veto',
      'reversible veto autonomous',
      'irreversible shadow advise',
      'irreversible advise approve',
    ]);
    expect(stage.rehearsal.changes()[0]?.counts).toMatchObject({ failures: 0 });
    expect(stage.level('move')).toBe('shadow');
  });

  it('fall at once when failures run ahead, and are earned again in a new trial that asks for more', async () => {
    const stage = climbing();
    for (let index = 0; stage.level('dispose') !== 'approve'; index += 1) await stage.coil(`C${index}`, 'achieved');
    const [first] = stage.rehearsal.changes().filter(({ from }) => from === 'advise');
    for (let index = 0; stage.level('dispose') === 'approve'; index += 1) await stage.coil(`D${index}`, 'missed');
    const fallen = stage.rehearsal.changes().at(-1);
    expect(fallen).toMatchObject({ from: 'approve', to: 'advise', why: { code: 'demoted.drift' } });
    for (let index = 0; stage.level('dispose') !== 'approve'; index += 1) await stage.coil(`E${index}`, 'achieved');
    const again = stage.rehearsal.changes().at(-1);
    expect(again?.counts.successes).toBeGreaterThan(first?.counts.successes ?? Number.NaN);
  });

  it('fall once for acts that were under way together, and never for what nobody executed', async () => {
    const shadow = new Stage(at('shadow'));
    await shadow.coil('C1', 'critical');
    expect(shadow.rehearsal.changes()).toEqual([]);

    const stage = new Stage(at('autonomous'), { ...demands, maxUnverified: 50 });
    for (const coil of ['C1', 'C2', 'C3']) {
      const proposal = await stage.propose({ 'camera/report': { coil, to: 'release' } });
      stage.rehearsal.executed(proposal, { before: null, after: 'release' });
    }
    await stage.pass(1);
    for (const coil of ['C1', 'C2', 'C3']) await stage.show({ 'lab/report': { coil, verdict: 'critical' } });
    expect(stage.rehearsal.changes()).toMatchObject([{ from: 'autonomous', to: 'approve' }]);
    const [change] = stage.rehearsal.changes();
    expect(change && say(change.why, 'en')).toContain('The laboratory says critical.');
    expect((await stage.propose({ 'camera/report': { coil: 'C4', to: 'release' } })).verdict.kind).toBe(
      'await-approval',
    );
  });

  it('of an agent that is let loose stay, whatever comes of it', async () => {
    const stage = new Stage({ kind: 'let-loose', of: () => 'autonomous' });
    for (let index = 0; index < 30; index += 1) await stage.coil(`C${index}`, 'critical');
    expect(stage.rehearsal.changes()).toEqual([]);
    expect(stage.level('dispose')).toBe('autonomous');
  });

  it('that are fixed are never raised', async () => {
    const stage = new Stage(at('advise'));
    for (let index = 0; index < 60; index += 1) await stage.coil(`C${index}`, 'achieved');
    expect(stage.rehearsal.changes()).toEqual([]);
    expect(isAtLeast(stage.level('dispose') ?? 'off', 'approve')).toBe(false);
  });
});
