import { describe, expect, it, vi } from 'vitest';
import { agent, at, effectFor, engineer, proposal, run, verdict } from '../test/builders.ts';
import { useDatabase } from '../test/database.ts';

const database = useDatabase();

describe('a run', () => {
  it('is opened once for a trigger, and keeps every character of its observation', async () => {
    const record = await database.openCrowded();
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => record.runs.open(run(`run_${index}`, { triggerKey: 'same' }), at(0))),
    );
    expect(answers.filter(({ opened }) => opened)).toHaveLength(1);
    const [only] = await record.runs.wake(10);
    expect(only).toMatchObject({ observation: run('').observation, state: 'queued', attempts: 0, wake: 1 });
  });

  it('takes a trigger with a character that PostgreSQL has not', async () => {
    const record = await database.open();
    const odd = run('run_1', { triggerKey: 'code\0bar' });
    expect(await record.runs.open(odd, at(0))).toStrictEqual({ opened: true });
    expect(await record.runs.open({ ...odd, id: 'run_2' }, at(0))).toStrictEqual({ opened: false });
  });

  it('is leased by one of twenty at once', async () => {
    const record = await database.openCrowded();
    await record.runs.open(run('run_1'), at(0));
    const leases = await Promise.all(
      Array.from({ length: 20 }, (_, index) => record.runs.lease('run_1', `worker-${index}`, 60_000)),
    );
    expect(leases.filter((lease) => lease !== null)).toMatchObject([
      { token: 1, run: { state: 'leased', attempts: 1 } },
    ]);
    expect(await record.runs.wake(10)).toStrictEqual([]);
  });

  it('goes to the next when its lease ran out, and the first writes nothing any more', async () => {
    const record = await database.open();
    await record.runs.open(run('run_1'), at(0));
    expect(await record.runs.lease('run_1', 'slow', 1)).toMatchObject({ token: 1 });
    const next = await vi.waitUntil(() => record.runs.lease('run_1', 'next', 60_000), { interval: 5 });
    expect(next).toMatchObject({ token: 2, run: { attempts: 2 } });
    const made = proposal('p1', 'run_1', { verdict: verdict('execute') });
    const submissions = [{ proposal: made, effect: effectFor(made), outcome: null }];
    expect(await record.runs.finish('run_1', 1, submissions, at(0))).toBeNull();
    expect(await record.runs.fail('run_1', 1, { message: 'too slow' }, at(0))).toBe(false);
    expect(await record.effects.unsettled()).toStrictEqual([]);
    expect(await record.runs.finish('run_1', 2, submissions, at(0))).toMatchObject([{ id: 'p1', state: 'authorised' }]);
    expect(await record.runs.finish('run_1', 2, submissions, at(0))).toMatchObject([{ id: 'p1' }]);
    expect(await record.effects.unsettled()).toMatchObject([{ id: 'eff_p1', seq: 1 }]);
  });

  it('wakes the oldest first: queued, or leased by somebody who is gone', async () => {
    const record = await database.open();
    for (const id of ['run_3', 'run_1', 'run_2']) await record.runs.open(run(id), at(0));
    await record.runs.lease('run_3', 'gone', 1);
    await record.runs.lease('run_2', 'here', 60_000);
    const woken = await vi.waitUntil(
      async () => {
        const found = await record.runs.wake(10);
        return found.length === 2 ? found : null;
      },
      { interval: 5 },
    );
    expect(woken.map(({ id }) => id)).toStrictEqual(['run_3', 'run_1']);
  });

  it('ends as failed, with why', async () => {
    const record = await database.open();
    await record.agents.commission(agent, engineer, at(0));
    await record.runs.open(run('run_1'), at(0));
    await record.runs.lease('run_1', 'worker', 60_000);
    expect(await record.runs.fail('run_1', 1, { message: 'no model' }, at(0))).toBe(true);
    expect(await record.runs.fail('run_1', 1, { message: 'no model' }, at(0))).toBe(true);
    expect(await record.runs.get('run_1')).toMatchObject({ state: 'failed' });
    await record.audit.seal();
    const [last] = (await record.audit.list(0, 10)).slice(-1);
    expect(last).toMatchObject({
      type: 'run.failed',
      actor: { id: agent.id, authenticatedBy: 'system' },
      scope: agent.scope,
      refs: { runId: 'run_1', agentId: agent.id },
      data: { error: { message: 'no model' }, attempts: 1 },
    });
    expect(await record.runs.get('run_none')).toBeNull();
  });

  it('tells what it proposed in order, each proposal before its effect', async () => {
    const record = await database.open();
    await record.runs.open(run('run_1'), at(0));
    await record.runs.lease('run_1', 'worker', 60_000);
    const submissions = ['p2', 'p1', 'p3'].map((id) => {
      const made = proposal(id, 'run_1', { verdict: verdict(id === 'p1' ? 'advise' : 'execute') });
      return { proposal: made, effect: id === 'p1' ? null : effectFor(made), outcome: null };
    });
    const answer = await record.runs.finish('run_1', 1, submissions, at(0));
    expect(answer?.map(({ id, state }) => [id, state])).toStrictEqual([
      ['p2', 'authorised'],
      ['p1', 'advised'],
      ['p3', 'authorised'],
    ]);
    await record.audit.seal();
    const told = (await record.audit.list(0, 10)).map(({ type, refs }) => [type, refs.proposalId]);
    expect(told).toStrictEqual([
      ['run.opened', undefined],
      ['run.finished', undefined],
      ['proposal.made', 'p2'],
      ['effect.intended', 'p2'],
      ['proposal.made', 'p1'],
      ['proposal.made', 'p3'],
      ['effect.intended', 'p3'],
    ]);
  });
});

describe('an agent', () => {
  it('tells of itself when it is commissioned and when it changes', async () => {
    const record = await database.openCrowded();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => record.agents.commission(agent, engineer, at(0))),
    );
    expect(answers).toStrictEqual(answers.map(() => agent));
    const newer = { ...agent, version: '1.1.0', fingerprint: 'f2' };
    await record.agents.commission(newer, engineer, at(1));
    await record.agents.commission(newer, engineer, at(1));
    await record.agents.commission(agent, engineer, at(2));
    expect(await record.agents.list()).toStrictEqual([agent]);
    await record.audit.seal();
    expect(await record.audit.list(0, 10)).toMatchObject([
      { type: 'agent.commissioned', data: { fingerprint: 'f1', before: null } },
      { type: 'agent.changed', data: { fingerprint: 'f2', before: { fingerprint: 'f1' } } },
      { type: 'agent.changed', data: { fingerprint: 'f1', before: { fingerprint: 'f2' } } },
    ]);
  });
});
