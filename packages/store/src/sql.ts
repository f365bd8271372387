/**
 * SQL with named parameters: `@effect_id` in the text, its type told once beside it. Statements are made when a module
 * loads and are prepared on first use of each connection, so that a step costs one round trip and no planning.
 */

import { AndonError } from '@andon/core';

/** PostgreSQL's types that parameters have here, and what stands for them in TypeScript. */
interface ParameterTypes {
  text: string | null;
  bigint: number | null;
  int: number | null;
  boolean: boolean | null;
  /** Kept as it is written, character for character: what was recorded is what is read back and hashed. */
  json: unknown;
  jsonb: unknown;
  'text[]': readonly (string | null)[];
  'bigint[]': readonly (number | null)[];
  'boolean[]': readonly boolean[];
  'json[]': readonly unknown[];
}
type ParameterType = keyof ParameterTypes;

export type Parameters = Readonly<Record<string, ParameterType>>;
export type Values<P extends Parameters> = { readonly [K in keyof P]: ParameterTypes[P[K]] };

export interface Statement<P extends Parameters> {
  /** Of the prepared statement; one text has one name. */
  readonly name: string;
  readonly text: string;
  readonly parameters: P;
}

/** @throws AndonError('internal.defect') when text and parameters do not name the same */
export function statement<const P extends Parameters>(name: string, parameters: P, text: string): Statement<P> {
  const names = Object.keys(parameters);
  const unused = new Set(names);
  const numbered = text.replaceAll(/@([a-z_]+)/g, (_, wanted: string) => {
    const index = names.indexOf(wanted);
    if (index < 0) throw new AndonError('internal.defect', { what: `statement ${name} lacks @${wanted}` });
    unused.delete(wanted);
    return `$${index + 1}::${parameters[wanted]}`;
  });
  if (unused.size > 0) {
    throw new AndonError('internal.defect', { what: `statement ${name} does not use @${[...unused].join(', @')}` });
  }
  return { name, text: numbered, parameters };
}

/** In the order of the statement's parameters. */
export function encode<P extends Parameters>({ parameters }: Statement<P>, values: Values<P>): unknown[] {
  return Object.entries(parameters).map(([name, type]) => encodeOne(type, values[name as keyof P]));
}

function encodeOne(type: ParameterType, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (type === 'json' || type === 'jsonb') return JSON.stringify(value);
  if (type === 'json[]') return (value as unknown[]).map((item) => (item === null ? null : JSON.stringify(item)));
  return Array.isArray(value) ? value.map(withoutNul) : withoutNul(value);
}

/** PostgreSQL's text holds every character but NUL, and a barcode reader may well send one. */
function withoutNul(value: unknown): unknown {
  return typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '\uFFFD') : value;
}

/** `a.id, a.scope`: columns of a table under an alias. */
export function of(alias: string, columns: readonly string[]): string {
  return columns.map((column) => `${alias}.${column}`).join(', ');
}

/**
 * SQL: a page of `table`, the latest first, after the row with the id `@before`. `rows` selects from `table` as `t`, with
 * `n < start.n`. No row at all when there is no row `@before`; one without an id when the page is empty.
 */
export function pageOf(table: string, columns: readonly string[], rows: string): string {
  return `
  with start as materialized (
    select n from ${table} where id = @before
    union all
    select 9223372036854775807 where @before is null
  )
  select ${of('p', columns)}
  from start left join lateral (${rows}) p on true
  order by p.n desc`;
}
