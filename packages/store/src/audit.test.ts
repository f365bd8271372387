import type { Actor } from '@andon/core';
import { describe, expect, it } from 'vitest';
import { at, operator } from '../test/builders.ts';
import { useDatabase } from '../test/database.ts';
import type { OpenRecord } from './open.ts';

const database = useDatabase();

async function note(record: OpenRecord, id: string, data = {}): Promise<void> {
  const odd: Actor = { ...operator, name: 'Li “Na” 李娜' };
  await record.audit.note({ id, type: 'x.noted', at: at(0), actor: odd, scope: null, refs: { id }, data });
}

async function notes(record: OpenRecord, many: number): Promise<void> {
  for (let index = 1; index <= many; index += 1) await note(record, `evt_${index}`, { index, half: index / 2 });
}

/** Changes the trail as somebody could who owns the database. */
async function tamper(record: OpenRecord, ...statements: string[]): Promise<void> {
  const client = await record.pool.connect();
  await client.query('set session_replication_role = replica');
  for (const statement of statements) await client.query(statement);
  client.release(true);
}

describe('seal', () => {
  it('chains everything in the order in which it was written, and verify finds it whole', async () => {
    const record = await database.open();
    expect(await record.audit.seal()).toBe(0);
    expect(await record.audit.verify()).toStrictEqual({ events: 0, sealed: 0, verified: true, firstBad: null });
    await notes(record, 5);
    expect(await record.audit.verify()).toStrictEqual({ events: 5, sealed: 0, verified: false, firstBad: null });
    expect(await record.audit.seal()).toBe(5);
    expect(await record.audit.seal()).toBe(0);
    await note(record, 'evt_6', { text: '\u0000 \ud800', tiny: 5e-324, huge: 1e308, minus: -0.1 });
    expect(await record.audit.seal()).toBe(1);
    expect(await record.audit.verify()).toStrictEqual({ events: 6, sealed: 6, verified: true, firstBad: null });
    expect((await record.audit.list(2, 3)).map(({ seq, id }) => [seq, id])).toStrictEqual([
      [3, 'evt_3'],
      [4, 'evt_4'],
      [5, 'evt_5'],
    ]);
  });

  it('gives one place each when twenty seal at once', async () => {
    const record = await database.openCrowded();
    await notes(record, 50);
    const answers = await Promise.all(Array.from({ length: 20 }, () => record.audit.seal()));
    expect(answers.reduce((sum, many) => sum + many, 0)).toBe(50);
    expect(await record.audit.verify()).toMatchObject({ sealed: 50, verified: true });
  });

  it('takes more than a batch', async () => {
    const record = await database.open();
    await record.pool.query(`
      insert into audit_event (id, type, plant_ms, wall_ms, actor, scope, refs, data)
      select 'evt_' || i, 'x.noted', i, i, '{"id":"a","name":"a","roles":[],"authenticatedBy":"system"}', null, '{}',
        json_build_object('i', i) from generate_series(1, 2500) i`);
    expect(await record.audit.seal()).toBe(2_500);
    expect(await record.audit.verify()).toStrictEqual({ events: 2_500, sealed: 2_500, verified: true, firstBad: null });
  });

  it('does not overlook what commits late, nor wait for it', async () => {
    const record = await database.open();
    const late = await record.pool.connect();
    await late.query('begin');
    await late.query(
      `insert into audit_event (id, type, plant_ms, wall_ms, actor, scope, refs, data)
       values ('evt_late', 'x.noted', 0, 0, '{}', null, '{}', '{}')`,
    );
    await notes(record, 3);
    expect(await record.audit.seal()).toBe(3);
    for (let round = 4; round < 8; round += 1) {
      await note(record, `evt_${round}`);
      expect(await record.audit.seal()).toBe(1);
    }
    await late.query('commit');
    late.release();
    expect(await record.audit.seal()).toBe(1);
    expect((await record.audit.list(0, 100)).at(-1)).toMatchObject({ id: 'evt_late', seq: 8 });
    expect(await record.audit.verify()).toMatchObject({ events: 8, sealed: 8, verified: true });
  });

  it('looks no further back than it must', async () => {
    const record = await database.open();
    await notes(record, 3);
    await record.audit.seal();
    await note(record, 'evt_4');
    const { rows } = await record.pool.query(`
      select count(*) as many from audit_event where xid >= (select horizon from sealer_state)`);
    expect(rows).toStrictEqual([{ many: 1 }]);
  });

  it('finds everything in a record that was moved to a server with younger transactions', async () => {
    const record = await database.open();
    await notes(record, 3);
    await record.audit.seal();
    await record.pool.query(`update sealer_state set horizon = '9000000000', system_identifier = 'another'`);
    await note(record, 'evt_4');
    expect(await record.audit.seal()).toBe(1);
    await note(record, 'evt_5');
    expect(await record.audit.seal()).toBe(1);
    expect(await record.audit.verify()).toMatchObject({ events: 5, sealed: 5, verified: true });
  });

  it('tells of each write that made events, and of no other', async () => {
    let writes = 0;
    const record = await database.open({ onWrite: () => (writes += 1) });
    await note(record, 'evt_1');
    await note(record, 'evt_1');
    await record.audit.seal();
    await record.lanes.hold('a/b/c/d', 'holder', 1);
    expect(writes).toBe(1);
  });
});

describe('the trail', () => {
  it('refuses to be changed, shortened or emptied', async () => {
    const record = await database.open();
    await notes(record, 2);
    await record.audit.seal();
    for (const table of ['audit_event', 'audit_seal']) {
      for (const statement of [`delete from ${table}`, `truncate ${table}`]) {
        await expect(record.pool.query(statement)).rejects.toThrow(/only grows/);
      }
    }
    await expect(record.pool.query(`update audit_event set type = 'y'`)).rejects.toThrow(/only grows/);
    await expect(record.pool.query(`update audit_seal set hash = ''`)).rejects.toThrow(/only grows/);
    expect(await record.audit.verify()).toMatchObject({ verified: true });
  });

  it.each([
    ['the data of an event', 3, [`update audit_event set data = '{"index":3,"half":1.6}' where id = 'evt_3'`]],
    ['the actor', 2, [`update audit_event set actor = jsonb_set(actor, '{id}', '"wang"') where id = 'evt_2'`]],
    ['a time', 4, [`update audit_event set wall_ms = wall_ms + 1 where id = 'evt_4'`]],
    ['a hash', 5, [`update audit_seal set hash = reverse(hash) where seq = 5`]],
    ['an event that is gone', 3, [`delete from audit_event where id = 'evt_3'`]],
    ['a seal that is gone', 3, ['delete from audit_seal where seq = 3']],
    [
      'an event and its seal that are gone, the rest moved up',
      3,
      [
        `delete from audit_event where id = 'evt_3'`,
        'delete from audit_seal where seq = 3',
        'update audit_seal set seq = seq - 100 where seq > 3',
        'update audit_seal set seq = seq + 99 where seq < 0',
      ],
    ],
    [
      'two that changed places',
      2,
      [
        `update audit_seal set event_id = 'x' where seq = 2`,
        `update audit_seal set event_id = 'evt_2' where seq = 4`,
        `update audit_seal set event_id = 'evt_4' where seq = 2`,
      ],
    ],
    [
      'an end that is cut off',
      9,
      [`delete from audit_event where id in ('evt_9', 'evt_10')`, 'delete from audit_seal where seq > 8'],
    ],
  ])('shows %s', async (_what, firstBad, statements) => {
    const record = await database.open();
    await notes(record, 10);
    await record.audit.seal();
    expect(await record.audit.verify()).toMatchObject({ verified: true });
    await tamper(record, ...statements);
    expect(await record.audit.verify()).toMatchObject({ verified: false, firstBad });
  });
});
