import type { Level } from '@andon/core';
import { describe, expect, it } from 'vitest';
import { agent, at, engineer, grant, operator } from '../test/builders.ts';
import { untilWaiting, useDatabase } from '../test/database.ts';
import type { OpenRecord } from './open.ts';

const database = useDatabase();

const because = {
  code: 'demoted.person',
  values: { by: 'Zhao Lei', level: 'shadow', reason: 'odd \u0000 typing' },
} as const;

function lower(record: OpenRecord, grantId: string, to: Level) {
  return record.grants.lower({ grantId, to, because, by: engineer }, at(1_000));
}

describe('a grant', () => {
  it('replaces the one for the same, and raises the agent’s revision, whoever signs at once', async () => {
    const record = await database.openCrowded();
    await Promise.all(Array.from({ length: 20 }, (_, index) => record.grants.sign(grant(`gnt_${index}`), at(0))));
    const [only, ...others] = await record.grants.list(agent.id);
    expect(others).toStrictEqual([]);
    expect(only?.revision).toBe(20);
    const other = await record.grants.sign(grant('gnt_other', { riskClass: 'irreversible', level: 'approve' }), at(0));
    expect(other.revision).toBe(21);
    expect(await record.grants.list()).toStrictEqual([only, other]);
    expect(await record.grants.list('agt_2')).toStrictEqual([]);
    await Promise.all(Array.from({ length: 5 }, () => record.grants.sign(grant('gnt_same', { level: 'off' }), at(0))));
    expect((await record.grants.list()).map(({ revision }) => revision)).toStrictEqual([21, 22]);
  });

  it('keeps what it rests on and its signature, and begins where it was signed', async () => {
    const record = await database.open();
    const basis = { kind: 'evidence', successes: 59, failures: 1, target: 0.95, alpha: 0.05 } as const;
    const signed = await record.grants.sign(grant('gnt_1', { basis }), at(0));
    expect(signed).toStrictEqual({ ...grant('gnt_1', { basis }), revision: 1, lowered: null, demotions: 0 });
    await record.audit.seal();
    const [event] = await record.audit.list(0, 10);
    expect(event).toMatchObject({ data: { basis, signature: signed.signature, demotions: 0, replaces: null } });
  });
});

describe('a grant that is lowered', () => {
  it('stands lower until another is signed, and everybody sees it', async () => {
    const record = await database.open();
    const signed = await record.grants.sign(grant('gnt_1'), at(0));
    const lowered = await lower(record, 'gnt_1', 'approve');
    expect(lowered).toStrictEqual({
      ...signed,
      revision: 2,
      lowered: { to: 'approve', because, by: engineer, atMs: at(1_000).plantMs },
      demotions: 1,
    });
    expect(await record.grants.list()).toStrictEqual([lowered]);
    expect((await record.authority.renew('a', 60_000)).grants).toStrictEqual([lowered]);
    // Told again after it was lowered, a signature raises nothing.
    expect(await record.grants.sign(grant('gnt_1'), at(2_000))).toStrictEqual(lowered);

    for (const to of ['approve', 'veto', 'autonomous'] as const) expect(await lower(record, 'gnt_1', to)).toBeNull();
    expect(await lower(record, 'gnt_none', 'off')).toBeNull();
    expect(await record.grants.list()).toStrictEqual([lowered]);
    expect(await lower(record, 'gnt_1', 'shadow')).toMatchObject({ level: 'autonomous', demotions: 2, revision: 3 });

    await record.audit.seal();
    const told = (await record.audit.list(0, 10)).filter(({ type }) => type === 'grant.lowered');
    const data = { actionType: 'set', riskClass: 'reversible', because };
    expect(told.map((event) => event.data)).toStrictEqual([
      { ...data, from: 'autonomous', to: 'approve', demotions: 1, revision: 2 },
      { ...data, from: 'approve', to: 'shadow', demotions: 2, revision: 3 },
    ]);
    expect(told[0]).toMatchObject({ actor: engineer, scope: signed.scope });
    expect(told[0]?.refs).toStrictEqual({ grantId: 'gnt_1', agentId: agent.id });
  });

  it('hands its demotions on at the same fingerprint, also past another one', async () => {
    const record = await database.open();
    const sign = (id: string, fingerprint: string) => record.grants.sign(grant(id, { fingerprint }), at(0));
    await sign('gnt_1', 'f1');
    await lower(record, 'gnt_1', 'shadow');
    expect(await sign('gnt_2', 'f1')).toMatchObject({ lowered: null, demotions: 1 });
    expect(await lower(record, 'gnt_1', 'off')).toBeNull();
    await lower(record, 'gnt_2', 'off');
    expect(await sign('gnt_3', 'f2')).toMatchObject({ demotions: 0 });
    expect(await sign('gnt_4', 'f1')).toMatchObject({ demotions: 2 });
    const other = grant('gnt_5', { riskClass: 'irreversible' });
    expect(await record.grants.sign(other, at(0))).toMatchObject({ demotions: 0 });
  });

  it('is lowered once by twenty at once', async () => {
    const record = await database.openCrowded();
    await record.grants.sign(grant('gnt_1'), at(0));
    const answers = await Promise.all(Array.from({ length: 20 }, () => lower(record, 'gnt_1', 'shadow')));
    expect(answers.filter((answer) => answer !== null)).toMatchObject([{ demotions: 1, revision: 2 }]);
  });

  it('is counted whole, whoever lowers and signs at once', async () => {
    const record = await database.openCrowded();
    await record.grants.sign(grant('gnt_0'), at(0));
    const levels = ['veto', 'approve', 'advise', 'shadow', 'off'] as const;
    await Promise.all([
      ...levels.map((to) => lower(record, 'gnt_0', to)),
      ...Array.from({ length: 5 }, (_, index) =>
        record.grants.sign(grant(`gnt_other_${index}`, { actionType: 'tilt', signedBy: [operator] }), at(0)),
      ),
    ]);
    await record.audit.seal();
    const told = await record.audit.list(0, 100);
    const demotions = told.filter(({ type }) => type === 'grant.lowered').map(({ data }) => data.demotions);
    expect(demotions).toStrictEqual(demotions.map((_, index) => index + 1));
    const revisions = told.map(({ data }) => data.revision as number);
    expect(revisions.toSorted((a, b) => a - b)).toStrictEqual(revisions.map((_, index) => index + 1));
    const lowered = (await record.grants.list()).find(({ id }) => id === 'gnt_0');
    expect(lowered).toMatchObject({ lowered: { to: 'off' }, demotions: demotions.length });
  });

  it('is not lowered any more when another one is being signed in its place', async () => {
    const record = await database.open();
    await record.grants.sign(grant('gnt_1'), at(0));
    const other = await record.pool.connect();
    await other.query('begin');
    await other.query('update grant_counter set revision = 2');
    await other.query(`insert into signed_grant select 'gnt_2', agent_id, scope, action_type, risk_class, level,
      fingerprint, 2, signed_by, reason, not_after_ms, basis, signature from signed_grant`);
    await other.query(`update current_grant set grant_id = 'gnt_2', revision = 2`);
    const lowering = lower(record, 'gnt_1', 'off');
    await untilWaiting(record);
    await other.query('commit');
    other.release();
    expect(await lowering).toBeNull();
    expect(await record.grants.list()).toMatchObject([{ id: 'gnt_2', lowered: null, demotions: 0 }]);
  });
});
