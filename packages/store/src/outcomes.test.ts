import { describe, expect, it } from 'vitest';
import {
  agent,
  arrive,
  asset,
  at,
  claim,
  counting,
  decision,
  intend,
  line,
  minuteMs,
  plan,
  proposal,
  propose,
  run,
  settle,
  stamp,
  verdict,
} from '../test/builders.ts';
import { untilWaiting, useDatabase } from '../test/database.ts';

const database = useDatabase();

const sampled = plan();
const timed = plan({ tag: null, material: null });

function sample(over: { tag?: string; material?: string | null; plantMs?: number } = {}) {
  return { tag: sampled.tag ?? '', material: sampled.material, sample: { value: 1 }, plantMs: sampled.dueMs, ...over };
}

describe('an outcome', () => {
  it('takes the sample of its tag and material that is not too early, once', async () => {
    const record = await database.openCrowded();
    await arrive(record, 'p1', sampled);
    await arrive(record, 'p2', { ...sampled, material: null });
    await arrive(record, 'p3', timed);
    expect(await record.outcomes.offer(sample({ plantMs: sampled.dueMs - 1 }))).toStrictEqual([]);
    expect(await record.outcomes.offer(sample({ tag: 'other' }))).toStrictEqual([]);
    // Without a material of its own it takes any.
    expect(await record.outcomes.offer(sample({ material: 'slab-2' }))).toMatchObject([{ effectId: 'eff_p2' }]);
    const offers = await Promise.all(Array.from({ length: 10 }, () => record.outcomes.offer(sample())));
    expect(offers.flat().map(({ id }) => id)).toStrictEqual(['eff_p1']);
    expect(await record.outcomes.count()).toStrictEqual({ open: 1, offered: 2 });
    expect(await record.outcomes.wake(1)).toMatchObject([{ effectId: 'eff_p1', wake: 1 }]);
    expect((await record.outcomes.latest(2)).map(({ effectId }) => effectId)).toStrictEqual(['eff_p3', 'eff_p2']);
  });

  it('is due by its time, or past its horizon', async () => {
    const record = await database.open();
    await arrive(record, 'p1', sampled);
    await arrive(record, 'p2', timed);
    expect(await record.outcomes.takeDue(timed.dueMs - 1)).toStrictEqual([]);
    expect(await record.outcomes.takeDue(timed.dueMs)).toMatchObject([{ effectId: 'eff_p2', sample: null }]);
    expect(await record.outcomes.takeDue(sampled.horizonMs)).toStrictEqual([]);
    expect(await record.outcomes.takeDue(sampled.horizonMs + 1)).toMatchObject([{ effectId: 'eff_p1' }]);
    expect(await record.outcomes.takeDue(sampled.horizonMs + 1)).toStrictEqual([]);
  });

  it('is judged once; told the same again it answers, told otherwise it does not', async () => {
    const record = await database.openCrowded();
    await arrive(record, 'p1', sampled);
    const judge = (state: 'achieved' | 'missed' | 'open', finding = {}) =>
      record.outcomes.judge('eff_p1', { state, finding }, null, at(6_000));
    expect(await judge('achieved')).toStrictEqual({ kind: 'not-open' });
    await record.outcomes.offer(sample());
    expect(await judge('open', { seen: 1 })).toMatchObject({
      kind: 'judged',
      outcome: { state: 'open', sample: null, judgedMs: null },
    });
    await record.outcomes.offer(sample());
    const answers = await Promise.all([judge('achieved'), judge('missed'), judge('achieved'), judge('missed')]);
    const { state } = (await record.outcomes.get('eff_p1')) ?? {};
    expect(answers.map(({ kind }) => kind).toSorted()).toStrictEqual(['judged', 'not-open', 'not-open', 'told']);
    for (const answer of answers) if ('outcome' in answer) expect(answer.outcome.state).toBe(state);
    await record.audit.seal();
    const events = (await record.audit.list(0, 100)).filter(({ type }) => type === 'outcome.judged');
    expect(events).toMatchObject([{ data: { state, sample: { value: 1 }, evidence: null, evidenceRevision: null } }]);
    expect(await record.outcomes.get('eff_none')).toBeNull();
    const unknown = await record.outcomes.judge('eff_none', { state: 'missed', finding: {} }, counting(0), at(6_000));
    expect(unknown).toStrictEqual({ kind: 'not-open' });
    expect(await record.evidence.list()).toStrictEqual([]);
  });
});

describe('an outcome of what was proposed', () => {
  it('is opened with the proposal, whatever its verdict, and says so', async () => {
    const record = await database.open();
    const shadowed = proposal('p1', 'run_1', { verdict: verdict('shadow'), grantId: null });
    const other = proposal('p2', 'run_1');
    const planned = plan({ evidence: stamp() });
    await propose(record, 'run_1', [
      { proposal: shadowed, effect: null, outcome: planned },
      { proposal: other, effect: null, outcome: null },
    ]);
    expect(await record.outcomes.latest(10)).toStrictEqual([
      {
        ...planned,
        id: 'p1',
        proposalId: 'p1',
        effectId: null,
        agentId: agent.id,
        state: 'open',
        sample: null,
        finding: null,
        judgedMs: null,
        wake: 0,
      },
    ]);
    await record.outcomes.offer(sample());
    await record.outcomes.judge('p1', { state: 'achieved', finding: {} }, counting(0), at(6_000));
    await record.audit.seal();
    const events = await record.audit.list(0, 100);
    expect(events.filter(({ type }) => type === 'proposal.made').map(({ data }) => data.outcome)).toStrictEqual([
      planned,
      null,
    ]);
    const judged = events.find(({ type }) => type === 'outcome.judged');
    expect(judged?.refs).toStrictEqual({ proposalId: 'p1', agentId: agent.id });
    expect(judged).toMatchObject({ scope: asset, data: { evidence: stamp(), evidenceRevision: 1 } });
  });

  it('is opened by a decision that counts, unless there is one', async () => {
    const record = await database.open();
    const [kept, planned] = [proposal('p1', 'run_1'), proposal('p2', 'run_1')];
    await propose(record, 'run_1', [
      { proposal: kept, effect: null, outcome: null },
      { proposal: planned, effect: null, outcome: sampled },
    ]);
    const reject = (id: string, of: typeof kept, revisionHash = of.revisionHash) =>
      record.proposals.decide({
        decision: decision(id, { id: of.id, revisionHash }, { kind: 'reject' }),
        effect: null,
        revised: null,
        outcome: timed,
      });
    expect(await reject('dec_1', kept, 'another')).toMatchObject({ why: 'stale' });
    expect(await record.outcomes.get('p1')).toBeNull();
    expect(await reject('dec_2', kept)).toMatchObject({ kind: 'decided' });
    expect(await record.outcomes.get('p1')).toMatchObject({
      ...timed,
      proposalId: 'p1',
      effectId: null,
      state: 'open',
    });
    expect(await reject('dec_3', planned)).toMatchObject({ kind: 'decided' });
    expect(await record.outcomes.get('p2')).toMatchObject(sampled);
    await record.audit.seal();
    const told = (await record.audit.list(0, 100)).filter(({ type }) => type.startsWith('decision'));
    expect(told.map(({ data }) => data.outcome)).toStrictEqual([null, timed, null]);
  });
});

describe('evidence', () => {
  it('is counted with the judgement, once, from what the judge saw', async () => {
    const record = await database.open();
    const subject = counting(0).subject;
    for (const id of ['p1', 'p2', 'p3']) await arrive(record, id, plan({ tag: null, evidence: stamp() }));
    await record.outcomes.takeDue(timed.dueMs);
    const judge = (id: string, revision: number) =>
      record.outcomes.judge(`eff_${id}`, { state: 'achieved', finding: {} }, counting(revision), at(6_000));
    expect(await record.evidence.get(subject)).toBeNull();
    // Made from evidence that never was.
    expect(await judge('p1', 1)).toStrictEqual({ kind: 'overtaken' });
    expect(await judge('p1', 0)).toMatchObject({ kind: 'judged' });
    expect(await judge('p1', 0)).toMatchObject({ kind: 'told' });
    expect(await judge('p1', 1)).toMatchObject({ kind: 'told' });
    expect(await judge('p2', 0)).toStrictEqual({ kind: 'overtaken' });
    expect(await record.outcomes.get('eff_p2')).toMatchObject({ state: 'offered', finding: null, judgedMs: null });
    const { state } = counting(0);
    expect(await record.evidence.list()).toStrictEqual([{ ...subject, revision: 1, state }]);
    expect(await judge('p2', 1)).toMatchObject({ kind: 'judged' });
    // What cannot be told yet counts nothing.
    const open = { state: 'open', finding: {} } as const;
    expect(await record.outcomes.judge('eff_p3', open, counting(2), at(6_000))).toMatchObject({ kind: 'judged' });
    expect(await record.evidence.get(subject)).toStrictEqual({ ...subject, revision: 2, state: counting(1).state });
    await record.audit.seal();
    const told = (await record.audit.list(0, 100)).filter(({ type }) => type === 'outcome.judged');
    expect(told.map(({ data }) => [data.evidence, data.evidenceRevision])).toStrictEqual([
      [stamp(), 1],
      [stamp(), 2],
    ]);
  });

  it('counts each of twenty that are judged at once, and none twice', async () => {
    const record = await database.openCrowded();
    const ids = Array.from({ length: 20 }, (_, index) => `p${index}`);
    for (const id of ids) await arrive(record, id, plan({ tag: null, evidence: stamp() }));
    await record.outcomes.takeDue(timed.dueMs);
    const { subject } = counting(0);
    let overtaken = 0;
    const judge = async (id: string): Promise<void> => {
      for (;;) {
        const seen = (await record.evidence.get(subject))?.revision ?? 0;
        const found = { state: 'achieved', finding: {} } as const;
        const { kind } = await record.outcomes.judge(`eff_${id}`, found, counting(seen), at(6_000));
        if (kind !== 'overtaken') return;
        overtaken += 1;
      }
    };
    // Each twice, as after an answer that was lost.
    await Promise.all([...ids, ...ids].map(judge));
    expect(overtaken).toBeGreaterThan(0);
    expect(await record.evidence.get(subject)).toStrictEqual({ ...subject, revision: 20, state: counting(19).state });
    expect(await record.outcomes.count()).toStrictEqual({ achieved: 20 });
    await record.audit.seal();
    const told = (await record.audit.list(0, 1_000)).filter(({ type }) => type === 'outcome.judged');
    const revisions = told.map(({ data }) => data.evidenceRevision as number);
    expect(revisions.toSorted((a, b) => a - b)).toStrictEqual(ids.map((_, index) => index + 1));
  });

  it('waits for whoever is counting, and then is overtaken', async () => {
    const record = await database.open();
    for (const id of ['p1', 'p2']) await arrive(record, id, plan({ tag: null, evidence: stamp() }));
    await record.outcomes.takeDue(timed.dueMs);
    const judge = (id: string, revision: number) =>
      record.outcomes.judge(`eff_${id}`, { state: 'achieved', finding: {} }, counting(revision), at(6_000));
    await judge('p1', 0);
    const other = await record.pool.connect();
    await other.query('begin');
    await other.query('update evidence set revision = revision + 1');
    const judging = judge('p2', 1);
    await untilWaiting(record);
    await other.query('commit');
    other.release();
    expect(await judging).toStrictEqual({ kind: 'overtaken' });
    expect(await record.outcomes.get('eff_p2')).toMatchObject({ state: 'offered' });
  });

  it('is kept per trial, and listed in order', async () => {
    const record = await database.open();
    const stamps = [stamp({ demotions: 10 }), stamp({ demotions: 2 }), stamp({ fingerprint: 'F2' }), stamp()];
    for (const [index, evidence] of stamps.entries()) {
      await arrive(record, `p${index}`, plan({ tag: null, evidence }));
      await record.outcomes.takeDue(timed.dueMs);
      await record.outcomes.judge(`eff_p${index}`, { state: 'missed', finding: {} }, counting(0, evidence), at(6_000));
    }
    const listed = (await record.evidence.list(agent.id)).map(({ fingerprint, demotions }) => [fingerprint, demotions]);
    expect(listed).toStrictEqual([
      ['F2', 0],
      ['f1', 0],
      ['f1', 2],
      ['f1', 10],
    ]);
    expect(await record.evidence.list('agt_2')).toStrictEqual([]);
  });
});

describe('the agenda', () => {
  it('counts what is unsettled, and tells when the next is due', async () => {
    const record = await database.open();
    const agendaAt = async (ms: number) => {
      const next = await record.agenda.nextDue(at(ms).plantMs);
      return [await record.agenda.unsettled(at(ms).plantMs), next === null ? null : next - at(0).plantMs];
    };
    expect(await agendaAt(0)).toStrictEqual([0, null]);

    await record.runs.open(run('run_0'), at(0));
    expect(await agendaAt(0)).toStrictEqual([1, null]);
    await record.runs.lease('run_0', 'worker', 60_000);
    expect(await agendaAt(0)).toStrictEqual([1, null]);
    await record.runs.finish('run_0', 1, [], at(0));

    const approval = proposal('p1', 'run_1', { approvalUntilMs: at(1_000).plantMs });
    const window = proposal('p2', 'run_1', { verdict: verdict('veto-window', at(2_000).plantMs) });
    await propose(record, 'run_1', [
      { proposal: approval, effect: null, outcome: null },
      { proposal: window, effect: null, outcome: null },
    ]);
    expect(await agendaAt(0)).toStrictEqual([0, 1_001]);
    expect(await agendaAt(1_000)).toStrictEqual([0, 1_001]);
    expect(await agendaAt(1_001)).toStrictEqual([1, 2_000]);
    expect(await agendaAt(2_000)).toStrictEqual([2, null]);
    await record.proposals.expire('p1', null, at(2_000));
    await record.proposals.closeWindow('p2', { refused: verdict('refuse') }, at(2_000));
    expect(await agendaAt(2_000)).toStrictEqual([0, null]);

    await intend(record, 'p3', { notAfterMs: at(3_000).plantMs });
    expect(await agendaAt(2_000)).toStrictEqual([1, 3_001]);
    await record.lanes.hold(line, 'gateway-1', 60_000);
    await record.effects.claim(claim('eff_p3'));
    await record.effects.settle(settle('eff_p3', { event: 'lose-sight' }));
    expect(await agendaAt(2_000)).toStrictEqual([1, 3_001]);
    await record.effects.settle(settle('eff_p3', { event: 'lose-sight', needsPerson: true }));
    expect(await agendaAt(2_000)).toStrictEqual([0, null]);
    await record.effects.settle(settle('eff_p3', { outcome: timed }));

    expect(await agendaAt(2_000)).toStrictEqual([0, 5_000]);
    expect(await agendaAt(5_000)).toStrictEqual([1, minuteMs + 1]);
    await record.outcomes.takeDue(at(5_000).plantMs);
    expect(await agendaAt(0)).toStrictEqual([1, null]);
    await record.outcomes.judge('eff_p3', { state: 'unjudged', finding: {} }, null, at(5_000));
    expect(await agendaAt(0)).toStrictEqual([0, null]);
  });

  it('reads partial indexes, however long the history', async () => {
    const record = await database.open();
    await propose(record, 'run_1', [{ proposal: proposal('p0', 'run_1'), effect: null, outcome: null }]);
    await record.pool.query(`
      insert into effect (id, proposal_id, agent_id, action_type, risk_class, params, revision_hash, line, asset, target,
        grant_id, grant_revision, authorisation, intended_ms, not_after_ms, state, terminal, claimed_ms)
      select 'h' || i, 'p0', 'agt_1', 'set', 'reversible', '{}', '', 'l', 'a', 't', 'g', 1, '{}', i, i, 'verified', true, i
      from generate_series(1, 20000) i`);
    await record.pool.query('analyze');
    const client = await record.pool.connect();
    await client.query('set enable_seqscan = on');
    for (const query of [
      'select min(not_after_ms) + 1 from effect where not terminal and not needs_person and not_after_ms >= 5',
      'select count(*) from effect where not terminal and not needs_person',
      'select id from effect where not terminal order by seq',
      `select max(claimed_ms) from effect where agent_id = 'agt_1' and action_type = 'set' and asset = 'a'
         and material_key = '' and id <> '' and state <> all ('{refused,expired}')`,
    ]) {
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain ${query}`);
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      expect(plan).toMatch(/Index/);
      expect(plan).not.toMatch(/Seq Scan/);
    }
    client.release();
  });
});
