import { generateKeyPairSync } from 'node:crypto';
import { checkpointSigner, claimedCheckpoint, openCheckpoint } from '@andon/core';
import pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { at, operator } from '../test/builders.ts';
import { useDatabase } from '../test/database.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations/index.ts';
import { type OpenRecord, openRecord } from './open.ts';

const database = useDatabase();
const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const { sign, keyFor } = checkpointSigner(pem);
const origin = 'acme/harbin/andon';
const making = { origin, sign, wallMs: 7 };

async function notes(record: OpenRecord, from: number, to: number): Promise<void> {
  for (let index = from; index <= to; index += 1) {
    await record.audit.note({
      ...{ id: `evt_${index}`, type: 'x.noted', at: at(0), actor: operator, scope: null, refs: {} },
      data: { index, text: 'Walzgut €😀' },
    });
  }
}

const events = (from: number, to: number) => `
  insert into audit_event (id, type, plant_ms, wall_ms, actor, scope, refs, data)
  select 'evt_' || i, 'x.noted', i, i, '{"id":"a","name":"a","roles":[],"authenticatedBy":"system"}', null, '{}',
    json_build_object('i', i) from generate_series(${from}, ${to}) i`;

/** Changes the trail as somebody could who owns the database. */
async function tamper(record: OpenRecord, ...statements: string[]): Promise<void> {
  const client = await record.pool.connect();
  await client.query('set session_replication_role = replica');
  for (const statement of statements) await client.query(statement);
  client.release(true);
}

describe('a checkpoint', () => {
  it('signs what is sealed, once, and is kept', async () => {
    const record = await database.open();
    expect(await record.audit.checkpoint(making)).toBeNull();
    expect(await record.audit.lastCheckpoint()).toBeNull();
    await notes(record, 1, 5);
    expect(await record.audit.checkpoint(making)).toBeNull();
    await record.audit.seal(3);
    const first = await record.audit.checkpoint(making);
    expect(await record.audit.checkpoint(making)).toBeNull();
    await record.audit.seal();
    const second = await record.audit.checkpoint({ ...making, origin: 'another', wallMs: 8 });
    expect([first, second]).toMatchObject([
      { size: 3, wallMs: 7 },
      { size: 5, wallMs: 8 },
    ]);
    expect(openCheckpoint(second?.note ?? '', keyFor(origin))).toMatchObject({ kind: 'checkpoint' });
    expect(await record.audit.checkpoints(0, 10)).toStrictEqual([first, second]);
    expect(await record.audit.checkpoints(3, 10)).toStrictEqual([second]);
    expect(await record.audit.lastCheckpoint()).toStrictEqual(second);
    expect(await record.audit.verify()).toStrictEqual({ events: 5, sealed: 5, verified: true, firstBad: null });
  });

  it('is one when twenty are asked for at once', async () => {
    const record = await database.openCrowded();
    await notes(record, 1, 10);
    await record.audit.seal();
    const made = await Promise.all(Array.from({ length: 20 }, () => record.audit.checkpoint(making)));
    expect(made.filter((one) => one !== null)).toHaveLength(1);
  });

  it('is of the same root whether the tree grew with the seals or was grown later', async () => {
    const record = await database.open();
    await record.pool.query(events(1, 4_500));
    await record.audit.seal();
    const { rows } = await record.pool.query('select tree_size, tree_nodes from sealer_state');
    await tamper(record, `update sealer_state set tree_size = 0, tree_nodes = '{}'`);
    const made = await record.audit.checkpoint(making);
    expect(made?.size).toBe(4_500);
    expect((await record.pool.query('select tree_size, tree_nodes from sealer_state')).rows).toStrictEqual(rows);
    expect(await record.audit.verify()).toMatchObject({ verified: true });
  });

  it('is not made of a trail that does not hold', async () => {
    const record = await database.open();
    await notes(record, 1, 5);
    await record.audit.seal();
    const begins = `update sealer_state set tree_size = 0, tree_nodes = '{}'`;
    await tamper(record, begins, `update audit_event set wall_ms = wall_ms + 1 where id = 'evt_4'`);
    await expect(record.audit.checkpoint(making)).rejects.toMatchObject({ code: 'audit.broken', details: { seq: 4 } });
    await tamper(record, `delete from audit_seal where seq = 2`);
    await expect(record.audit.checkpoint(making)).rejects.toMatchObject({ code: 'audit.broken', details: { seq: 2 } });
    expect(await record.audit.lastCheckpoint()).toBeNull();
  });

  it('finds an event by its id, once it is sealed', async () => {
    const record = await database.open();
    await notes(record, 1, 2);
    expect(await record.audit.find('evt_2')).toBeNull();
    await record.audit.seal();
    expect(await record.audit.find('evt_2')).toMatchObject({ seq: 2, id: 'evt_2' });
    expect(await record.audit.find('evt_3')).toBeNull();
  });
});

describe('a record of before', () => {
  it('gets a tree over what it has sealed, while it goes on', async () => {
    const schema = database.freshName();
    const client = new pg.Client(database.url());
    await client.connect();
    onTestFinished(async () => {
      await client.query(`drop schema "${schema}" cascade`);
      await client.end();
    });
    await client.query(`set search_path = "${schema}"`);
    await migrate({ client, schema, address: 'here', migrations: migrations.slice(0, 4) });
    await client.query(events(1, 3));
    const now = await openRecord({ url: database.url(), schema });
    onTestFinished(() => now.close());
    await now.audit.seal();
    // What was sealed before there were trees.
    await tamper(now, `update sealer_state set tree_size = 0, tree_nodes = '{}'`);
    await now.pool.query(events(4, 6));
    expect(await now.audit.seal()).toBe(3);
    expect(await now.audit.verify()).toMatchObject({ verified: true });
    const made = await now.audit.checkpoint(making);
    expect(claimedCheckpoint(made?.note ?? '')).toMatchObject({ size: 6 });
    await now.pool.query(events(7, 7));
    await now.audit.seal();
    expect(await now.audit.checkpoint(making)).toMatchObject({ size: 7 });
    expect(await now.audit.verify()).toMatchObject({ sealed: 7, verified: true });
  });
});

describe('a trail with checkpoints', () => {
  it('refuses to have them changed or taken away', async () => {
    const record = await database.open();
    for (const statement of [
      'delete from audit_checkpoint',
      'truncate audit_checkpoint',
      `update audit_checkpoint set note = ''`,
    ]) {
      await expect(record.pool.query(statement)).rejects.toThrow(/only grows/);
    }
  });

  it.each([
    [
      'a checkpoint of another root',
      4,
      [`update audit_checkpoint set note = regexp_replace(note, E'\\n4\\n....', E'\\n4\\nAAAA') where size = 4`],
    ],
    ['a checkpoint of another size', 5, ['update audit_checkpoint set size = 5 where size = 4']],
    ['a checkpoint of more than there is', 9, ['update audit_checkpoint set size = 12 where size = 8']],
    ['a checkpoint that is none', 8, [`update audit_checkpoint set note = 'nothing' where size = 8`]],
    ['a tree that is not of the events', 8, [`update sealer_state set tree_nodes = array[repeat('0', 64)]`]],
    ['a tree that is larger than the trail', 9, ['update sealer_state set tree_size = 9']],
    [
      'an end that is cut off, with what the sealer knows of it',
      7,
      [
        `delete from audit_event where id in ('evt_7', 'evt_8')`,
        'delete from audit_seal where seq > 6',
        `update sealer_state set last_seq = 6, last_hash = (select hash from audit_seal where seq = 6)`,
      ],
    ],
  ])('shows %s', async (_what, firstBad, statements) => {
    const record = await database.open();
    await notes(record, 1, 8);
    await record.audit.seal(4);
    await record.audit.checkpoint(making);
    await record.audit.seal();
    await record.audit.checkpoint(making);
    expect(await record.audit.verify()).toMatchObject({ verified: true });
    await tamper(record, ...statements);
    expect(await record.audit.verify()).toMatchObject({ verified: false, firstBad });
  });
});
