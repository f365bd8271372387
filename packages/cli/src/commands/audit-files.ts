/** The files that `andon audit verify` is given beside the trail. */

import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { AndonError, type NoteKey, noteKey, notesIn, parseNoteKey } from '@andon/core';

/**
 * A public key that is trusted: PEM, or a line as the header of an export has it.
 *
 * @throws AndonError('audit.unreadable')
 */
export function readAuditKey(file: string): (origin: string) => NoteKey {
  const text = read(file, '--key').trim();
  const told = parseNoteKey(text);
  if (told) return () => told;
  try {
    const publicKey = createPublicKey(text);
    noteKey('a', publicKey);
    return (origin) => noteKey(origin, publicKey);
  } catch (error) {
    const problem = 'it holds no Ed25519 key, neither as PEM nor as name+id+base64';
    throw new AndonError('audit.unreadable', { file, problem, flag: '--key' }, { cause: error });
  }
}

/** @throws AndonError('audit.unreadable') */
export function readAnchorFile(file: string): readonly string[] {
  const notes = notesIn(read(file, '--anchor'));
  if (notes.length > 0) return notes;
  throw new AndonError('audit.unreadable', { file, problem: 'it holds no checkpoint', flag: '--anchor' });
}

function read(file: string, flag: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new AndonError('audit.unreadable', { file, problem: (error as Error).message, flag }, { cause: error });
  }
}
