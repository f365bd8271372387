/** The pool, and the only way to it: statements in, rows out, errors from the catalogue. */

import { AndonError } from '@andon/core';
import type pg from 'pg';
import { encode, type Parameters, type Statement, type Values } from './sql.ts';

export type Row = Record<string, unknown>;

export interface DatabaseOptions {
  readonly pool: pg.Pool;
  /** `host:port/name`, for sentences. */
  readonly address: string;
  readonly onWrite: () => void;
}

export class Database {
  readonly pool: pg.Pool;
  readonly #address: string;
  readonly #onWrite: () => void;

  constructor({ pool, address, onWrite }: DatabaseOptions) {
    this.pool = pool;
    this.#address = address;
    this.#onWrite = onWrite;
  }

  /** Runs one statement in a transaction of its own. */
  async rows<P extends Parameters>(statement: Statement<P>, values: Values<P>): Promise<Row[]> {
    return await this.guard(() => rowsFrom(this.pool, statement, values));
  }

  async row<P extends Parameters>(statement: Statement<P>, values: Values<P>): Promise<Row | undefined> {
    return (await this.rows(statement, values))[0];
  }

  /** Several statements as one transaction. */
  async transaction<T>(begin: string, work: (connection: Connection) => Promise<T>): Promise<T> {
    return await this.guard(async () => {
      const client = await this.pool.connect();
      let broken = false;
      try {
        await client.query(begin);
        const result = await work({ rows: (statement, values) => rowsFrom(client, statement, values) });
        await client.query('commit');
        return result;
      } catch (error) {
        await client.query('rollback').catch(() => {
          broken = true;
        });
        throw error;
      } finally {
        client.release(broken);
      }
    });
  }

  /** Tells that audit events were written. */
  wrote(): void {
    this.#onWrite();
  }

  async guard<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw asRecordError(error, this.#address);
    }
  }
}

export interface Connection {
  rows<P extends Parameters>(statement: Statement<P>, values: Values<P>): Promise<Row[]>;
}

async function rowsFrom<P extends Parameters>(
  on: Pick<pg.Pool, 'query'> | Pick<pg.PoolClient, 'query'>,
  statement: Statement<P>,
  values: Values<P>,
): Promise<Row[]> {
  const { name, text } = statement;
  const result = await on.query<Row>({ name, text, values: encode(statement, values) });
  return result.rows;
}

/** Nothing of the driver's crosses the border: a lost or refused connection is `database.unreachable`. */
export function asRecordError(error: unknown, address: string): AndonError {
  if (error instanceof AndonError) return error;
  if (isConnectionProblem(error)) {
    return new AndonError('database.unreachable', { database: address, problem: problemOf(error) });
  }
  return new AndonError('internal.defect', { what: `the record said: ${problemOf(error)}` }, { cause: error });
}

/** SQLSTATE classes: 08 connection, 28 who may connect, 3D no such database, 53 no resources, 57P shutting down. */
const connectionStates = /^(08|28|3D|53|57P)/;
const connectionWords = /connection|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|ENOENT|EAI_|timeout exceeded|Cannot use a pool/i;

function isConnectionProblem(error: unknown): boolean {
  const code = codeOf(error);
  if (code !== undefined && /^[0-9A-Z]{5}$/.test(code) && !/^E[A-Z]{4}$/.test(code)) return connectionStates.test(code);
  return connectionWords.test(`${code ?? ''} ${problemOf(error)}`);
}

export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

export function problemOf(error: unknown): string {
  // Several addresses of one name, each refused.
  if (error instanceof AggregateError && error.errors.length > 0) return problemOf(error.errors[0]);
  return error instanceof Error && error.message !== '' ? error.message : String(error);
}
