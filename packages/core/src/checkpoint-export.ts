/**
 * The lines of an exported trail: a header, every sealed event, each checkpoint after the event that it ends with, and a
 * line that counts them. Each line is canonical JSON (RFC 8785) to the byte, so that what is hashed of an event stands in
 * the line as it is, and no byte can change without a change of what it says.
 */

import { canonicalJson, eventBody } from './chain.ts';
import type { SealedEvent } from './record.ts';

export const exportFormat = 'andon-audit-export';
export const exportVersion = 1;

/** @param key the public key, as `NoteKey.text` */
export function headerLine(origin: string, key: string): string {
  return canonicalJson({ format: exportFormat, key, origin, version: exportVersion });
}

export function eventLine({ seq, hash, ...event }: SealedEvent): string {
  return bodyLine(eventBody(event), hash, seq);
}

/** @param body canonical */
export function bodyLine(body: string, hash: string, seq: number): string {
  return `{"event":${body},"hash":"${hash}","seq":${seq}}`;
}

export function checkpointLine(note: string): string {
  return canonicalJson({ checkpoint: note });
}

export function endLine(events: number, checkpoints: number): string {
  return canonicalJson({ end: { checkpoints, events } });
}
