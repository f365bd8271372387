import type { Revision } from '@andon/core';
import { describe, expect, it } from 'vitest';
import {
  approve,
  at,
  decision,
  effectFor,
  engineer,
  minuteMs,
  operator,
  plan,
  proposal,
  propose,
  stamp,
  verdict,
} from '../test/builders.ts';
import { untilWaiting, useDatabase } from '../test/database.ts';
import type { OpenRecord } from './open.ts';

const database = useDatabase();

async function typesOf(record: OpenRecord): Promise<string[]> {
  await record.audit.seal();
  return (await record.audit.list(0, 1_000)).map(({ type }) => type);
}

function revision(over: Partial<Revision> = {}): Revision {
  return {
    revision: 2,
    revisionHash: 'p1#2',
    author: operator,
    params: { setpoint: 1_175 },
    command: proposal('p1', 'run_1').command,
    riskClass: 'reversible',
    decidedByRole: 'engineer',
    verdict: verdict('await-approval'),
    stopEpoch: 0,
    grantId: null,
    ...over,
  };
}

describe('decide', () => {
  it('has one winner among twenty people at once', async () => {
    const record = await database.openCrowded();
    const made = proposal('p1', 'run_1');
    await propose(record, 'run_1', [{ proposal: made, effect: null, outcome: null }]);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        record.proposals.decide(
          index % 2 === 0
            ? approve(`dec_${index}`, made)
            : {
                decision: decision(`dec_${index}`, made, { kind: 'reject' }),
                effect: null,
                revised: null,
                outcome: null,
              },
        ),
      ),
    );
    expect(answers.filter(({ kind }) => kind === 'decided')).toHaveLength(1);
    expect(answers.filter((answer) => answer.kind === 'refused' && answer.why === 'late')).toHaveLength(19);
    expect(await record.proposals.decisions('p1')).toHaveLength(1);
    const types = await typesOf(record);
    expect(types.filter((type) => type === 'decision.made')).toHaveLength(1);
    expect(types.filter((type) => type === 'decision.refused')).toHaveLength(19);
    const approved = (await record.proposals.get('p1'))?.state === 'authorised';
    expect(await record.effects.unsettled()).toHaveLength(approved ? 1 : 0);
  });

  it('waits for the decision before it, and then finds the proposal decided', async () => {
    const record = await database.open();
    const made = proposal('p1', 'run_1');
    await propose(record, 'run_1', [{ proposal: made, effect: null, outcome: null }]);
    const other = await record.pool.connect();
    await other.query('begin');
    await other.query(`update proposal set state = 'rejected'`);
    const deciding = record.proposals.decide(approve('dec_1', made));
    await untilWaiting(record);
    await other.query('commit');
    other.release();
    expect(await deciding).toMatchObject({ kind: 'refused', why: 'late', proposal: { state: 'rejected' } });
    expect(await record.effects.unsettled()).toStrictEqual([]);
  });

  it('answers one decision told twenty times at once as if it were told once', async () => {
    const record = await database.openCrowded();
    const made = proposal('p1', 'run_1');
    await propose(record, 'run_1', [{ proposal: made, effect: null, outcome: null }]);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => record.proposals.decide(approve('dec_1', made))),
    );
    for (const answer of answers) expect(answer).toStrictEqual(answers[0]);
    expect(answers[0]?.kind).toBe('decided');
    expect((await typesOf(record)).filter((type) => type.startsWith('decision'))).toStrictEqual(['decision.made']);
  });

  it('refuses what is late, stale or the author’s own, and records that', async () => {
    const record = await database.open();
    const made = proposal('p1', 'run_1', { author: operator });
    await propose(record, 'run_1', [{ proposal: made, effect: null, outcome: null }]);
    const why = async (id: string, over: Parameters<typeof decision>[2]) => {
      const answer = await record.proposals.decide(approve(id, made, over));
      return answer.kind === 'refused' ? answer.why : answer.kind;
    };
    expect(await why('dec_1', { at: at(5 * minuteMs + 1) })).toBe('late');
    expect(await why('dec_2', { by: engineer, revisionHash: 'another' })).toBe('stale');
    expect(await why('dec_3', {})).toBe('author');
    expect(await why('dec_4', { kind: 'veto', by: engineer })).toBe('late');
    expect(await record.proposals.get('p1')).toMatchObject({ state: 'awaiting-approval' });
    expect(await record.proposals.decisions('p1')).toStrictEqual([]);
    expect((await typesOf(record)).slice(-4)).toStrictEqual(Array.from({ length: 4 }, () => 'decision.refused'));
    expect(await why('dec_5', { by: engineer, at: at(5 * minuteMs) })).toBe('decided');
    // A refused decision told again is refused as it was.
    expect(await why('dec_2', { by: engineer, revisionHash: made.revisionHash })).toBe('stale');
    expect(await record.proposals.decide(approve('dec_6', proposal('none', 'run_1')))).toStrictEqual({
      kind: 'not-found',
    });
  });

  it('puts an edit in place of the revision, for another person to approve', async () => {
    const record = await database.open();
    const made = proposal('p1', 'run_1');
    await propose(record, 'run_1', [{ proposal: made, effect: null, outcome: null }]);
    const edit = {
      decision: decision('dec_1', made, { kind: 'edit' }),
      effect: null,
      revised: revision(),
      outcome: null,
    };
    const edited = await record.proposals.decide(edit);
    expect(edited).toStrictEqual({
      kind: 'decided',
      proposal: { ...made, ...revision(), state: 'awaiting-approval' },
    });
    expect(await record.proposals.decide(approve('dec_2', made))).toMatchObject({ why: 'stale' });
    const now = { ...made, revisionHash: 'p1#2' };
    expect(await record.proposals.decide(approve('dec_3', now))).toMatchObject({ why: 'author' });
    expect(await record.proposals.decide(approve('dec_4', now, { by: engineer }))).toMatchObject({ kind: 'decided' });
    expect((await record.proposals.decisions('p1')).map(({ kind }) => kind)).toStrictEqual(['edit', 'approve']);
  });

  it.each([
    ['refuse', 'refused'],
    ['shadow', 'shadowed'],
    ['advise', 'advised'],
    ['veto-window', 'awaiting-approval'],
    ['execute', 'awaiting-approval'],
  ] as const)('leads an edit whose verdict is %s to %s', async (kind, state) => {
    const record = await database.open();
    const made = proposal('p1', 'run_1');
    await propose(record, 'run_1', [{ proposal: made, effect: null, outcome: null }]);
    const revised = revision({ verdict: verdict(kind) });
    await record.proposals.decide({
      decision: decision('dec_1', made, { kind: 'edit' }),
      effect: null,
      revised,
      outcome: null,
    });
    expect(await record.proposals.get('p1')).toMatchObject({ state, revision: 2 });
  });
});

describe('a veto window', () => {
  it('closes once, not before its time, and lets its effect leave', async () => {
    const record = await database.openCrowded();
    const made = proposal('p1', 'run_1', { verdict: verdict('veto-window') });
    await propose(record, 'run_1', [{ proposal: made, effect: null, outcome: null }]);
    const effect = effectFor(made, {
      authorisation: { kind: 'window-closed', revisionHash: made.revisionHash, stopEpoch: 0 },
    });
    expect(await record.proposals.windowsDue(at(minuteMs - 1).plantMs)).toStrictEqual([]);
    expect(await record.proposals.closeWindow('p1', { effect }, at(minuteMs - 1))).toBe(false);
    expect(await record.proposals.windowsDue(at(minuteMs).plantMs)).toMatchObject([{ id: 'p1' }]);
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => record.proposals.closeWindow('p1', { effect }, at(minuteMs))),
    );
    expect(answers).toStrictEqual(answers.map(() => true));
    expect((await typesOf(record)).slice(-2)).toStrictEqual(['window.closed', 'effect.intended']);
    expect(await record.proposals.closeWindow('p1', { refused: verdict('refuse') }, at(minuteMs))).toBe(false);
  });

  it('is over when it was vetoed, and can end refused', async () => {
    const record = await database.open();
    const [vetoed, refused] = [
      proposal('p1', 'run_1', { verdict: verdict('veto-window') }),
      proposal('p2', 'run_1', { verdict: verdict('veto-window') }),
    ];
    await propose(record, 'run_1', [
      { proposal: vetoed, effect: null, outcome: null },
      { proposal: refused, effect: null, outcome: null },
    ]);
    const veto = { decision: decision('dec_1', vetoed, { kind: 'veto' }), effect: null, revised: null, outcome: null };
    expect(await record.proposals.decide(veto)).toMatchObject({ proposal: { state: 'vetoed' } });
    expect(await record.proposals.closeWindow('p1', { effect: effectFor(vetoed) }, at(minuteMs))).toBe(false);
    expect(await record.proposals.closeWindow('p2', { refused: verdict('refuse') }, at(minuteMs))).toBe(true);
    expect(await record.proposals.get('p2')).toMatchObject({ state: 'refused', verdict: { kind: 'refuse' } });
    expect(await record.effects.unsettled()).toStrictEqual([]);
  });
});

describe('an approval', () => {
  it('expires after its time, once', async () => {
    const record = await database.open();
    const submissions = ['p1', 'p2', 'p3'].map((id, index) => ({
      proposal: proposal(id, 'run_1', { approvalUntilMs: at(index * minuteMs).plantMs }),
      effect: null,
      outcome: null,
    }));
    await propose(record, 'run_1', submissions);
    const dueAt = async (ms: number) => (await record.proposals.approvalsDue(at(ms).plantMs)).map(({ id }) => id);
    const expire = (id: string, ms = minuteMs + 1) => record.proposals.expire(id, null, at(ms));
    expect(await dueAt(0)).toStrictEqual([]);
    expect(await expire('p1', 0)).toBe(false);
    expect(await dueAt(minuteMs + 1)).toStrictEqual(['p1', 'p2']);
    for (const id of ['p1', 'p2', 'p2']) expect(await expire(id)).toBe(true);
    expect(await expire('p3')).toBe(false);
    expect(await expire('p-none')).toBe(false);
    expect(await dueAt(minuteMs + 1)).toStrictEqual([]);
    expect((await record.proposals.open()).map(({ id }) => id)).toStrictEqual(['p3']);
    expect((await record.proposals.latest(2)).map(({ id }) => id)).toStrictEqual(['p3', 'p2']);
    expect((await typesOf(record)).slice(-2)).toStrictEqual(['proposal.expired', 'proposal.expired']);
  });

  it('opens what it counts as with the expiry, once, whoever expires it at once', async () => {
    const record = await database.openCrowded();
    await propose(record, 'run_1', [
      { proposal: proposal('p1', 'run_1', { made: stamp({ level: 'approve' }) }), effect: null, outcome: null },
    ]);
    expect(await record.proposals.get('p1')).toMatchObject({ made: stamp({ level: 'approve' }) });
    const planned = plan({ tag: null, material: null, evidence: stamp({ level: 'approve' }) });
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => record.proposals.expire('p1', planned, at(6 * minuteMs))),
    );
    expect(new Set(answers)).toStrictEqual(new Set([true]));
    expect(await record.outcomes.latest(5)).toMatchObject([{ id: 'p1', effectId: null, state: 'open', ...planned }]);
    await record.audit.seal();
    const told = (await record.audit.list(0, 100)).filter(({ type }) => type === 'proposal.expired');
    expect(told).toMatchObject([{ refs: { proposalId: 'p1' }, data: { outcome: planned } }]);
  });

  it('is not expired once somebody decided, nor decided on once it expired', async () => {
    const record = await database.openCrowded();
    const ids = Array.from({ length: 10 }, (_, index) => `p${index}`);
    const made = ids.map((id) => proposal(id, 'run_1'));
    await propose(
      record,
      'run_1',
      made.map((one) => ({ proposal: one, effect: null, outcome: null })),
    );
    const planned = plan({ tag: null, material: null, evidence: stamp() });
    for (const one of made) {
      const saying = {
        decision: decision(`dec_${one.id}`, one, { kind: 'reject' }),
        effect: null,
        revised: null,
      } as const;
      const [decided, expired] = await Promise.all([
        record.proposals.decide({ ...saying, outcome: planned }),
        record.proposals.expire(one.id, planned, at(6 * minuteMs)),
      ]);
      expect([decided.kind === 'decided', expired]).toContain(true);
      expect(decided.kind === 'decided').not.toBe(expired);
    }
    expect(await record.outcomes.latest(20)).toHaveLength(10);
  });
});
