import { describe, expect, it } from 'vitest';
import {
  agent,
  arrive,
  asset,
  at,
  claim,
  effectFor,
  intend,
  line,
  plan,
  proposal,
  propose,
  settle,
  settleInPlant,
  verdict,
} from '../test/builders.ts';
import { useDatabase } from '../test/database.ts';
import { recent } from './effect-recent.ts';
import type { OpenRecord } from './open.ts';
import { encode } from './sql.ts';

const database = useDatabase();

const timed = plan({ tag: null, material: null });

async function unverified(record: OpenRecord, exceptEffectId: string | null = null): Promise<number> {
  const query = { agentId: agent.id, actionType: 'set', asset, material: null, nowMs: at(5_000).plantMs };
  return (await record.effects.recent({ ...query, exceptEffectId })).unverified;
}

describe('what is unverified', () => {
  it('is in the plant and waits for its judgement, on whatever asset; the one that asks is not counted', async () => {
    const record = await database.open();
    await intend(record, 'p1');
    expect(await unverified(record)).toBe(0);
    await settleInPlant(record, 'p1', timed);
    await arrive(record, 'p2', timed, { command: { asset: `${asset}/zone-2`, target: 't', value: 1, material: null } });
    await arrive(record, 'p3', null);
    await arrive(record, 'p4', timed, { actionType: 'tilt' });
    expect(await unverified(record)).toBe(2);
    expect(await unverified(record, 'eff_p2')).toBe(1);
    const judge = (state: 'open' | 'missed') =>
      record.outcomes.judge('eff_p1', { state, finding: {} }, null, at(6_000));
    await record.outcomes.takeDue(timed.dueMs);
    expect(await unverified(record)).toBe(2);
    await judge('open');
    expect(await unverified(record)).toBe(2);
    await record.outcomes.takeDue(timed.dueMs);
    await judge('missed');
    expect(await unverified(record)).toBe(1);
  });

  it('may be in the plant: what nobody knows of is counted, until that is known', async () => {
    const record = await database.open();
    await intend(record, 'p1');
    await record.lanes.hold(line, 'gateway-1', 60_000);
    await record.effects.claim(claim('eff_p1'));
    expect(await unverified(record)).toBe(0);
    await record.effects.settle(settle('eff_p1', { event: 'lose-sight', needsPerson: true }));
    expect(await unverified(record)).toBe(1);
    expect(await unverified(record, 'eff_p1')).toBe(0);
    await record.effects.settle(settle('eff_p1', { event: 'expire' }));
    expect(await unverified(record)).toBe(0);
  });

  it('waits for the judgement of what was proposed too, and counts once', async () => {
    const record = await database.open();
    const [shadowed, executed] = [
      proposal('p1', 'run_1', { verdict: verdict('shadow') }),
      proposal('p2', 'run_1', { verdict: verdict('execute') }),
    ];
    await propose(record, 'run_1', [
      { proposal: shadowed, effect: null, outcome: timed },
      { proposal: executed, effect: effectFor(executed), outcome: timed },
    ]);
    expect(await unverified(record)).toBe(0);
    await settleInPlant(record, 'p2', timed);
    expect(await unverified(record)).toBe(1);
    await record.outcomes.takeDue(timed.dueMs);
    await record.outcomes.judge('eff_p2', { state: 'achieved', finding: {} }, null, at(5_000));
    expect(await unverified(record)).toBe(1);
    await record.outcomes.judge('p2', { state: 'achieved', finding: {} }, null, at(5_000));
    expect(await unverified(record)).toBe(0);
  });

  it('is found through indexes, however long the history', async () => {
    const record = await database.open();
    await propose(record, 'run_1', [{ proposal: proposal('p0', 'run_1'), effect: null, outcome: null }]);
    await record.pool.query(`
      insert into proposal (id, run_id, agent_id, revision, revision_hash, author, action_type, risk_class, params, command,
        reasons, evidence, expected, created_ms, not_after_ms, approval_until_ms, decided_by_role, verdict, state, stop_epoch)
      select 'h' || i, 'run_1', 'agt_1', 1, '', '{}', 'set', 'reversible', '{}', '{}', '[]', '{}', '{}', i, i, i, '', '{}',
        'authorised', 0 from generate_series(1, 20000) i`);
    await record.pool.query(`
      insert into effect (id, proposal_id, agent_id, action_type, risk_class, params, revision_hash, line, asset, target,
        grant_id, grant_revision, authorisation, intended_ms, not_after_ms, state, terminal, claimed_ms)
      select 'eff_h' || i, 'h' || i, 'agt_1', 'set', 'reversible', '{}', '', 'l', 'a' || i % 100, 't', 'g', 1, '{}', i, i,
        'verified', true, i from generate_series(1, 20000) i`);
    // Every tenth is judged by what was proposed; a few are not judged yet.
    await record.pool.query(`
      insert into outcome (id, proposal_id, effect_id, agent_id, due_ms, horizon_ms, state)
      select case when i % 10 = 0 then 'h' else 'eff_h' end || i, 'h' || i, case when i % 10 > 0 then 'eff_h' || i end,
        'agt_1', i, i, case when i > 19980 then 'open' else 'achieved' end from generate_series(1, 20000) i`);
    await record.pool.query('analyze');
    expect(await unverified(record)).toBe(20);
    const values = {
      agent_id: agent.id,
      action_type: 'set',
      asset: 'a1',
      material: null,
      since_ms: 19_000,
      except_id: '',
      not_counted: ['refused', 'expired'],
      arrived: ['verified'],
      unknown: 'unknown',
    };
    for (const plans of ['force_custom_plan', 'force_generic_plan']) {
      const client = await record.pool.connect();
      await client.query(`set plan_cache_mode = ${plans}`);
      const explained = { text: `explain ${recent.text}`, values: encode(recent, values) };
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(explained);
      const shown = rows.map((row) => row['QUERY PLAN']).join('\n');
      expect(shown).toMatch(/outcome_unjudged/);
      expect(shown).not.toMatch(/Seq Scan/);
      client.release(true);
    }
  });
});
