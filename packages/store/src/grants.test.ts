import type { Level } from '@andon/core';
import { describe, expect, it } from 'vitest';
import { agent, at, engineer, grant, operator, signed } from '../test/builders.ts';
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
  it('replaces the one for the same, and raises the agent’s revision', async () => {
    const record = await database.open();
    for (let index = 1; index <= 3; index += 1) {
      expect(await signed(record, `gnt_${index}`)).toMatchObject({ id: `gnt_${index}`, revision: index });
    }
    const [only, ...others] = await record.grants.list(agent.id);
    expect(others).toStrictEqual([]);
    expect(only).toMatchObject({ id: 'gnt_3' });
    const other = await signed(record, 'gnt_other', { riskClass: 'irreversible', level: 'approve' });
    expect(other.revision).toBe(4);
    expect(await record.grants.list()).toStrictEqual([only, other]);
    expect(await record.grants.list('agt_2')).toStrictEqual([]);
  });

  it('replaces only the one that its signers saw, as they saw it', async () => {
    const record = await database.open();
    const first = { grantId: 'gnt_1', revision: 1 };
    const sign = (id: string, replaces: typeof first | null) => record.grants.sign(grant(id), replaces, at(0));
    const overtaken = { kind: 'overtaken' };
    expect(await sign('gnt_1', first)).toStrictEqual(overtaken);
    expect(await sign('gnt_1', null)).toMatchObject({ kind: 'signed', grant: { revision: 1 } });
    expect(await sign('gnt_2', null)).toStrictEqual(overtaken);
    expect(await sign('gnt_2', { ...first, grantId: 'gnt_0' })).toStrictEqual(overtaken);
    await lower(record, 'gnt_1', 'shadow');
    expect(await sign('gnt_2', first)).toStrictEqual(overtaken);
    expect(await record.grants.list()).toMatchObject([{ id: 'gnt_1', lowered: { to: 'shadow' }, revision: 2 }]);
    const second = await sign('gnt_2', { ...first, revision: 2 });
    expect(second).toMatchObject({ kind: 'signed', grant: { revision: 3, demotions: 1 } });
    // Told again it answers as it did, whatever it was to replace.
    for (const replaces of [first, null]) expect(await sign('gnt_2', replaces)).toStrictEqual(second);
    await record.audit.seal();
    const told = await record.audit.list(0, 10);
    expect(told.map(({ type }) => type)).toStrictEqual(['grant.signed', 'grant.lowered', 'grant.signed']);
  });

  it('is signed by one of twenty who saw the same, and the nineteen look again', async () => {
    const record = await database.openCrowded();
    for (const replaces of [null, 'the first'] as const) {
      const [standing] = await record.grants.list();
      const seen = replaces && standing ? { grantId: standing.id, revision: standing.revision } : null;
      const asked = Array.from({ length: 20 }, (_, index) => grant(`gnt_${replaces}_${index}`));
      const answers = await Promise.all(asked.map((one) => record.grants.sign(one, seen, at(0))));
      expect(answers.filter(({ kind }) => kind === 'signed')).toHaveLength(1);
      expect(answers.filter(({ kind }) => kind === 'overtaken')).toHaveLength(19);
    }
    expect(await record.grants.list()).toMatchObject([{ revision: 2 }]);
    const same = { grantId: (await record.grants.list())[0]?.id ?? '', revision: 2 };
    const told = await Promise.all(
      Array.from({ length: 5 }, () => record.grants.sign(grant('gnt_same', { level: 'off' }), same, at(0))),
    );
    expect(told).toMatchObject(told.map(() => ({ kind: 'signed', grant: { id: 'gnt_same', revision: 3 } })));
  });

  it('never stands over a lowering that its signers did not see', async () => {
    const record = await database.openCrowded();
    for (let round = 0; round < 20; round += 1) {
      const { id: grantId, revision } = await signed(record, `gnt_${round}`);
      const [lowered, answer] = await Promise.all([
        lower(record, grantId, 'shadow'),
        record.grants.sign(grant(`gnt_over_${round}`), { grantId, revision }, at(0)),
      ]);
      // Whoever was first, the other found what it was about gone.
      expect(answer.kind).toBe(lowered ? 'overtaken' : 'signed');
      const [standing] = await record.grants.list();
      expect(standing?.lowered?.to ?? null).toBe(lowered ? 'shadow' : null);
    }
  });

  it('keeps what it rests on and its signature, and begins where it was signed', async () => {
    const record = await database.open();
    const basis = { kind: 'evidence', successes: 59, failures: 1, target: 0.95, alpha: 0.05 } as const;
    const kept = await signed(record, 'gnt_1', { basis });
    expect(kept).toStrictEqual({ ...grant('gnt_1', { basis }), revision: 1, lowered: null, demotions: 0 });
    await record.audit.seal();
    const [event] = await record.audit.list(0, 10);
    expect(event).toMatchObject({ data: { basis, signature: kept.signature, demotions: 0, replaces: null } });
  });
});

describe('a grant that is lowered', () => {
  it('stands lower until another is signed, and everybody sees it', async () => {
    const record = await database.open();
    const asSigned = await signed(record, 'gnt_1');
    const lowered = await lower(record, 'gnt_1', 'approve');
    expect(lowered).toStrictEqual({
      ...asSigned,
      revision: 2,
      lowered: { to: 'approve', because, by: engineer, atMs: at(1_000).plantMs },
      demotions: 1,
    });
    expect(await record.grants.list()).toStrictEqual([lowered]);
    expect((await record.authority.renew('a', 60_000)).grants).toStrictEqual([lowered]);
    // Told again after it was lowered, a signature raises nothing.
    expect(await record.grants.sign(grant('gnt_1'), null, at(2_000))).toStrictEqual({ kind: 'signed', grant: lowered });

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
    expect(told[0]).toMatchObject({ actor: engineer, scope: asSigned.scope });
    expect(told[0]?.refs).toStrictEqual({ grantId: 'gnt_1', agentId: agent.id });
  });

  it('hands its demotions on at the same fingerprint, also past another one', async () => {
    const record = await database.open();
    const sign = (id: string, fingerprint: string) => signed(record, id, { fingerprint });
    await sign('gnt_1', 'f1');
    await lower(record, 'gnt_1', 'shadow');
    expect(await sign('gnt_2', 'f1')).toMatchObject({ lowered: null, demotions: 1 });
    expect(await lower(record, 'gnt_1', 'off')).toBeNull();
    await lower(record, 'gnt_2', 'off');
    expect(await sign('gnt_3', 'f2')).toMatchObject({ demotions: 0 });
    expect(await sign('gnt_4', 'f1')).toMatchObject({ demotions: 2 });
    expect(await signed(record, 'gnt_5', { riskClass: 'irreversible' })).toMatchObject({ demotions: 0 });
    const like = { agentId: agent.id, actionType: 'set', riskClass: 'reversible' } as const;
    expect(await record.grants.demotions({ ...like, fingerprint: 'f1' })).toBe(2);
    expect(await record.grants.demotions({ ...like, fingerprint: 'f2' })).toBe(0);
    expect(await record.grants.demotions({ ...like, fingerprint: 'f3' })).toBe(0);
  });

  it('is lowered once by twenty at once', async () => {
    const record = await database.openCrowded();
    await signed(record, 'gnt_1');
    const answers = await Promise.all(Array.from({ length: 20 }, () => lower(record, 'gnt_1', 'shadow')));
    expect(answers.filter((answer) => answer !== null)).toMatchObject([{ demotions: 1, revision: 2 }]);
  });

  it('is counted whole, whoever lowers and signs at once', async () => {
    const record = await database.openCrowded();
    await signed(record, 'gnt_0');
    const levels = ['veto', 'approve', 'advise', 'shadow', 'off'] as const;
    await Promise.all([
      ...levels.map((to) => lower(record, 'gnt_0', to)),
      ...Array.from({ length: 5 }, (_, index) =>
        record.grants.sign(
          grant(`gnt_other_${index}`, { actionType: `tilt_${index}`, signedBy: [operator] }),
          null,
          at(0),
        ),
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
    await signed(record, 'gnt_1');
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
