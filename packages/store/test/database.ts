/**
 * A PostgreSQL for the tests of one file, and a fresh schema for each test. `ANDON_TEST_DATABASE_URL` names a server to
 * use instead of the private one; its role must be a superuser, since tests tamper.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { startEmbeddedPostgres } from '../src/embedded/index.ts';
import { type OpenRecord, type OpenRecordOptions, openRecord } from '../src/open.ts';

export interface TestDatabase {
  readonly url: () => string;
  /** Opens the record in the test's own schema; closed and dropped after the test. */
  open(options?: Partial<OpenRecordOptions>): Promise<OpenRecord>;
  /** Of this test. */
  schema(): string;
}

let tests = 0;

export function useDatabase(): TestDatabase {
  let url = process.env.ANDON_TEST_DATABASE_URL ?? '';
  let stop = async () => {};
  let schema = newSchema();
  let opened: OpenRecord[] = [];

  beforeAll(async () => {
    if (url !== '') return;
    const home = await mkdtemp(join(tmpdir(), 'andon-store-test-'));
    const server = await startEmbeddedPostgres({ home });
    url = server.url;
    stop = async () => {
      await server.stop();
      await rm(home, { recursive: true, force: true });
    };
  });

  afterEach(async () => {
    await Promise.all(opened.map((record) => record.close()));
    opened = [];
    const client = new pg.Client(url);
    await client.connect();
    await client.query(`drop schema if exists "${schema}" cascade`);
    await client.end();
    schema = newSchema();
  });

  afterAll(() => stop());

  return {
    url: () => url,
    schema: () => schema,
    async open(options = {}) {
      const record = await openRecord({ url, schema, ...options });
      opened.push(record);
      return record;
    },
  };
}

function newSchema(): string {
  tests += 1;
  return `t${process.pid}_${Date.now().toString(36)}_${tests}`;
}
