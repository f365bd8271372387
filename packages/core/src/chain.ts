/**
 * The hash chain of the audit trail: each event is sealed with the hash of the one before, so that a change, an
 * insertion, a deletion or another order shows. Events are hashed in the JSON Canonicalization Scheme (RFC 8785).
 */

import { createHash, hash } from 'node:crypto';
import type { AuditEvent, Json } from './record.ts';

/** What the first event is chained to. */
export const chainStart = '0'.repeat(64);

/** SHA-256 over the previous hash, the place and the event; lower-case hex. */
export function sealHash(previous: string, seq: number, event: AuditEvent): string {
  return hashOfSeal(sealText(previous, seq, eventBody(event)));
}

/** The event as it is hashed: what is part of one, and nothing that a later version adds beside it. */
export function eventBody({ id, type, at, actor, scope, refs, data }: AuditEvent): string {
  return canonicalJson({ id, type, at: { ...at }, actor: { ...actor }, scope, refs: { ...refs }, data } as Json);
}

/** What the chain hashes of an event, and what is a leaf of the tree (`merkle.ts`). */
export function sealText(previous: string, seq: number, body: string): string {
  return `${previous}\n${seq}\n${body}`;
}

export function hashOfSeal(text: string): string {
  return hash('sha256', text);
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
