/**
 * The hash chain of the audit trail: each event is sealed with the hash of the one before, so that a change, an
 * insertion, a deletion or another order shows. Events are hashed in the JSON Canonicalization Scheme (RFC 8785).
 */

import { createHash } from 'node:crypto';
import type { AuditEvent, Json } from './record.ts';

/** What the first event is chained to. */
export const chainStart = '0'.repeat(64);

/** SHA-256 over the previous hash, the place and the event; lower-case hex. */
export function sealHash(previous: string, seq: number, event: AuditEvent): string {
  const { id, type, at, actor, scope, refs, data } = event;
  const body = canonicalJson({ id, type, at: { ...at }, actor: { ...actor }, scope, refs: { ...refs }, data } as Json);
  return createHash('sha256').update(previous).update('\n').update(String(seq)).update('\n').update(body).digest('hex');
}

/**
 * RFC 8785. Objects are sorted by UTF-16 code units of their keys, as JavaScript compares strings, and numbers are
 * written as ECMAScript does, so this is short here.
 */
export function canonicalJson(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item: Json) => canonicalJson(item)).join(',')}]`;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`;
}

/** Short stable digest of JSON: ids that must come out the same when told again, and revision hashes. */
export function digest(value: Json, length = 24): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, length);
}
