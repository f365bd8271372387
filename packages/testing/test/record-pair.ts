/**
 * The model and PostgreSQL side by side: every call goes to both, and both must answer the same.
 *
 * PostgreSQL is asked through several connections, each of a record of its own on the same schema. A step names the
 * connection, and each answer is awaited before the next call: two calls never overlap, because what the model should
 * answer to overlapping calls is not known. So this shows that no connection keeps anything to itself and that every
 * answer is right; that overlapping calls are serialised is what the store's own race tests show.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import {
  canonicalJson,
  claimedCheckpoint,
  isAndonError,
  type Json,
  type RecordPort,
  type SealedEvent,
  type SignedCheckpoint,
} from '@andon/core';
import { type OpenRecord, openRecord, startEmbeddedPostgres } from '@andon/store';
import { expect } from 'vitest';
import { createMemoryRecord } from '../src/model/memory-record.ts';
import type { Call } from './record-calls/call.ts';
import { finalQuestions } from './record-calls/final-questions.ts';
import { allRuns } from './record-calls/runs.ts';
import { callOf, type Step } from './record-calls/steps.ts';
import { World } from './record-calls/world.ts';

export class RecordPair {
  readonly #connections: readonly OpenRecord[];
  readonly #seeds: readonly Seed[];
  readonly #close: () => Promise<void>;

  private constructor(connections: readonly OpenRecord[], seeds: readonly Seed[], close: () => Promise<void>) {
    this.#connections = connections;
    this.#seeds = seeds;
    this.#close = close;
  }

  static async open(connections: number): Promise<RecordPair> {
    const home = await mkdtemp(join(tmpdir(), 'andon-equality-'));
    const server = await startEmbeddedPostgres({ home });
    const records: OpenRecord[] = [];
    const close = async () => {
      await Promise.all(records.map((record) => record.close()));
      await server.stop();
      await rm(home, { recursive: true, force: true });
    };
    try {
      while (records.length < connections) records.push(await openRecord({ url: hasty(server.url), poolSize: 1 }));
      return new RecordPair(records, await readSeeds(connectionOf(records, 0)), close);
    } catch (error) {
      await close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#close();
  }

  /** Runs a sequence on empty records, and throws at the first answer that differs. */
  async run(steps: readonly Step[]): Promise<void> {
    await empty(connectionOf(this.#connections, 0), this.#seeds);
    // Leases are longer than any test or over at once, so this clock may stand still.
    const world = new World(createMemoryRecord({ processMs: () => 0 }));
    const trail: string[] = [];
    for (const step of steps) {
      const call = await callOf(step, world);
      if (call) await this.#compare(call, world, step.through, trail);
    }
    const runIds = (await allRuns(world)).map(({ id }) => id);
    for (const question of finalQuestions(world.nowMs, runIds)) await this.#compare(question, world, 0, trail);
  }

  async #compare(call: Call, world: World, through: number, trail: string[]): Promise<void> {
    trail.push(`${call.port}.${call.method}(${call.args.map((arg) => JSON.stringify(arg)).join(', ')})`);
    const expected = comparable(call, await ask(world.model, call));
    const actual = comparable(call, await ask(connectionOf(this.#connections, through), call));
    world.learn(call, expected);
    if (isDeepStrictEqual(actual, expected)) return;
    const message = `PostgreSQL answers otherwise than the model. The calls were:\n${trail.join('\n')}\n`;
    expect(actual, message).toStrictEqual(expected);
  }
}

type Method = (...args: readonly unknown[]) => Promise<unknown>;

/** The answer, as JSON would carry it; an error is an answer too. */
async function ask(record: RecordPort, { port, method, args }: Call): Promise<unknown> {
  const methods = record[port] as unknown as Readonly<Record<string, Method>>;
  try {
    const answer = await methods[method]?.(...args);
    return answer === undefined ? null : JSON.parse(JSON.stringify(answer));
  } catch (error) {
    if (!isAndonError(error)) throw error;
    return { threw: error.code };
  }
}

/**
 * The record gives its own events their ids, and the chain hashes ids, so neither can be compared, nor a root over them;
 * of noted events the caller gave the id. Proposals that expire in one call are told in any order: which they were is compared where the
 * whole trail was asked for.
 */
function comparable({ port, method, args }: Call, answer: unknown): unknown {
  if (port !== 'audit') return answer;
  if (method.toLowerCase().includes('checkpoint')) return [answer].flat().map(withoutRoot);
  if (method === 'find') return { ...(answer as object), hash: null };
  if (method !== 'list') return answer;
  const expired: string[] = [];
  const events = (answer as SealedEvent[]).map(({ id, hash: _, ...event }) => {
    if (event.type === 'proposal.expired') {
      const { type, at, actor, seq, ...which } = event;
      expired.push(canonicalJson(which as unknown as Json));
      return { type, at, actor, seq };
    }
    return { ...event, id: id.startsWith('evt_note_') ? id : null };
  });
  const [afterSeq, limit] = args as [number, number];
  const isWhole = afterSeq === 0 && limit > events.length;
  return { events, expired: isWhole ? expired.sort() : null };
}

function withoutRoot(answer: unknown): unknown {
  const signed = answer as SignedCheckpoint | null;
  return signed && { ...signed, note: { ...claimedCheckpoint(signed.note), root: null } };
}

function connectionOf(connections: readonly OpenRecord[], index: number): OpenRecord {
  const connection = connections[index % connections.length];
  if (!connection) throw new RangeError('there is no connection');
  return connection;
}

/** Nothing here is about power cuts, so a commit need not wait for the disk. */
function hasty(url: string): string {
  const parsed = new URL(url);
  parsed.searchParams.set('options', '-c synchronous_commit=off');
  return parsed.href;
}

/** A table, and the rows that it is born with. */
interface Seed {
  readonly table: string;
  readonly rows: string;
}

async function readSeeds({ pool }: OpenRecord): Promise<Seed[]> {
  const tables = await pool.query<{ name: string }>(
    `select quote_ident(tablename) as name from pg_tables where schemaname = current_schema`,
  );
  const seeds: Seed[] = [];
  for (const { name } of tables.rows) {
    const rows = await pool.query<{ rows: string }>(`select coalesce(json_agg(t), '[]')::text as rows from ${name} t`);
    seeds.push({ table: name, rows: rows.rows[0]?.rows ?? '[]' });
  }
  return seeds;
}

/**
 * Back to how the schema was born, much faster than making another. The trail refuses to be deleted, so its guards are
 * off for the moment, which takes a superuser.
 */
async function empty({ pool }: OpenRecord, seeds: readonly Seed[]): Promise<void> {
  const statements = seeds.flatMap(({ table, rows }) => [
    `delete from ${table}`,
    ...(rows === '[]'
      ? []
      : [
          `insert into ${table} select * from json_populate_recordset(null::${table}, '${rows.replaceAll("'", "''")}')`,
        ]),
  ]);
  await pool.query(
    [
      'begin',
      'set local session_replication_role = replica',
      ...statements,
      `select setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false)
       from pg_sequences where schemaname = current_schema`,
      'commit',
    ].join(';\n'),
  );
}
