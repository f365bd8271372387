/**
 * Brings a record to the schema of this code: forward only, all pending migrations in one transaction, one process at
 * a time. A record that is newer than the code is left alone.
 */

import { createHash } from 'node:crypto';
import { AndonError } from '@andon/core';
import type pg from 'pg';
import { problemOf } from './database.ts';
import { migrations as all, type Migration } from './migrations/index.ts';

export interface MigrateOptions {
  readonly client: pg.ClientBase;
  /** Already on the connection's search path; made if it is not there. */
  readonly schema: string;
  /** `host:port/name`, for sentences. */
  readonly address: string;
  readonly migrations?: readonly Migration[];
}

/**
 * @returns how many migrations it ran
 * @throws AndonError('database.newer') when the record knows a migration that the code does not
 * @throws AndonError('database.migration') when one fails, or differs from the one that was run; nothing is changed
 */
export async function migrate({ client, schema, address, migrations = all }: MigrateOptions): Promise<number> {
  const pending = pendingAfter(await applied(client, schema), migrations, address);
  if (pending.length === 0) return 0;
  await client.query('begin');
  try {
    await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`andon.migrate:${schema}`]);
    await client.query(`create schema if not exists "${schema}"`);
    await client.query(`
      create table if not exists "${schema}".migration (
        version int primary key,
        name text not null,
        checksum text not null,
        at timestamptz not null default now()
      )`);
    // Another process may have been faster.
    const todo = pendingAfter(await applied(client, schema), migrations, address);
    for (const migration of todo) await run(client, schema, migration, address);
    await client.query('commit');
    return todo.length;
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

interface Applied {
  readonly version: number;
  readonly checksum: string;
}

async function applied(client: pg.ClientBase, schema: string): Promise<Applied[]> {
  const table = await client.query(`select to_regclass($1) is not null as there`, [`"${schema}".migration`]);
  if (!table.rows[0].there) return [];
  const { rows } = await client.query<Applied>(`select version, checksum from "${schema}".migration order by version`);
  return rows;
}

function pendingAfter(done: readonly Applied[], migrations: readonly Migration[], address: string): Migration[] {
  const known = new Map(migrations.map((migration) => [migration.version, migration]));
  for (const { version, checksum } of done) {
    const migration = known.get(version);
    if (migration === undefined) {
      throw new AndonError('database.newer', {
        database: address,
        found: version,
        known: Math.max(0, ...known.keys()),
      });
    }
    if (checksumOf(migration) !== checksum) {
      const problem = 'it is not the one that this record was made with';
      throw new AndonError('database.migration', { database: address, version, name: migration.name, problem });
    }
  }
  const ran = new Set(done.map(({ version }) => version));
  return migrations.filter(({ version }) => !ran.has(version));
}

async function run(client: pg.ClientBase, schema: string, migration: Migration, address: string): Promise<void> {
  const { version, name, sql } = migration;
  try {
    await client.query(sql);
    await client.query(`insert into "${schema}".migration (version, name, checksum) values ($1, $2, $3)`, [
      version,
      name,
      checksumOf(migration),
    ]);
  } catch (error) {
    const problem = problemOf(error);
    throw new AndonError('database.migration', { database: address, version, name, problem }, { cause: error });
  }
}

function checksumOf({ sql }: Migration): string {
  return createHash('sha256').update(sql).digest('hex');
}
