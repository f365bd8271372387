import type { OutcomePlan, RecordPort } from '@andon/core';
import { describe, expect, it } from 'vitest';
import { at, claim, intend, line, minuteMs, proposal, propose, run, settle, verdict } from '../test/builders.ts';
import { useDatabase } from '../test/database.ts';

const database = useDatabase();

const sampled: OutcomePlan = {
  tag: 'surface/inspection',
  material: 'slab-1',
  dueMs: at(5_000).plantMs,
  horizonMs: at(minuteMs).plantMs,
};
const timed: OutcomePlan = { ...sampled, tag: null, material: null };

/** An effect that is verified, and its outcome open. */
async function open(record: RecordPort, id: string, plan: OutcomePlan): Promise<void> {
  await intend(record, id);
  await record.lanes.hold(line, 'gateway-1', 60_000);
  const claimed = await record.effects.claim(claim(`eff_${id}`));
  const fence = claimed.kind === 'claimed' ? claimed.effect.fence : -1;
  await record.effects.settle(settle(`eff_${id}`, { fence, outcome: plan }));
}

function sample(over: { tag?: string; material?: string | null; plantMs?: number } = {}) {
  return { tag: sampled.tag ?? '', material: sampled.material, sample: { value: 1 }, plantMs: sampled.dueMs, ...over };
}

describe('an outcome', () => {
  it('takes the sample of its tag and material that is not too early, once', async () => {
    const record = await database.openCrowded();
    await open(record, 'p1', sampled);
    await open(record, 'p2', { ...sampled, material: null });
    await open(record, 'p3', timed);
    expect(await record.outcomes.offer(sample({ plantMs: sampled.dueMs - 1 }))).toStrictEqual([]);
    expect(await record.outcomes.offer(sample({ tag: 'other' }))).toStrictEqual([]);
    // Without a material of its own it takes any.
    expect(await record.outcomes.offer(sample({ material: 'slab-2' }))).toMatchObject([{ effectId: 'eff_p2' }]);
    const offers = await Promise.all(Array.from({ length: 10 }, () => record.outcomes.offer(sample())));
    expect(offers.flat().map(({ effectId }) => effectId)).toStrictEqual(['eff_p1']);
    expect(await record.outcomes.count()).toStrictEqual({ open: 1, offered: 2 });
    expect(await record.outcomes.wake(1)).toMatchObject([{ effectId: 'eff_p1', wake: 1 }]);
    expect((await record.outcomes.latest(2)).map(({ effectId }) => effectId)).toStrictEqual(['eff_p3', 'eff_p2']);
  });

  it('is due by its time, or past its horizon', async () => {
    const record = await database.open();
    await open(record, 'p1', sampled);
    await open(record, 'p2', timed);
    expect(await record.outcomes.takeDue(timed.dueMs - 1)).toStrictEqual([]);
    expect(await record.outcomes.takeDue(timed.dueMs)).toMatchObject([{ effectId: 'eff_p2', sample: null }]);
    expect(await record.outcomes.takeDue(sampled.horizonMs)).toStrictEqual([]);
    expect(await record.outcomes.takeDue(sampled.horizonMs + 1)).toMatchObject([{ effectId: 'eff_p1' }]);
    expect(await record.outcomes.takeDue(sampled.horizonMs + 1)).toStrictEqual([]);
  });

  it('is judged once; told the same again it answers, told otherwise it does not', async () => {
    const record = await database.openCrowded();
    await open(record, 'p1', sampled);
    const judge = (state: 'achieved' | 'missed' | 'open', finding = {}) =>
      record.outcomes.judge('eff_p1', { state, finding }, at(6_000));
    expect(await judge('achieved')).toBeNull();
    await record.outcomes.offer(sample());
    expect(await judge('open', { seen: 1 })).toMatchObject({ state: 'open', sample: null, judgedMs: null });
    await record.outcomes.offer(sample());
    const answers = await Promise.all([judge('achieved'), judge('missed'), judge('achieved'), judge('missed')]);
    const { state } = (await record.outcomes.get('eff_p1')) ?? {};
    expect(answers.filter((answer) => answer !== null)).toHaveLength(2);
    expect(answers.filter((answer) => answer?.state === state)).toHaveLength(2);
    await record.audit.seal();
    const events = (await record.audit.list(0, 100)).filter(({ type }) => type === 'outcome.judged');
    expect(events).toMatchObject([{ data: { state, sample: { value: 1 } } }]);
    expect(await record.outcomes.get('eff_none')).toBeNull();
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
      { proposal: approval, effect: null },
      { proposal: window, effect: null },
    ]);
    expect(await agendaAt(0)).toStrictEqual([0, 1_001]);
    expect(await agendaAt(1_000)).toStrictEqual([0, 1_001]);
    expect(await agendaAt(1_001)).toStrictEqual([1, 2_000]);
    expect(await agendaAt(2_000)).toStrictEqual([2, null]);
    await record.proposals.expireDue(at(2_000));
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
    await record.outcomes.judge('eff_p3', { state: 'unjudged', finding: {} }, at(5_000));
    expect(await agendaAt(0)).toStrictEqual([0, null]);
  });

  it('reads partial indexes, however long the history', async () => {
    const record = await database.open();
    await propose(record, 'run_1', [{ proposal: proposal('p0', 'run_1'), effect: null }]);
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
