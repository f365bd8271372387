/**
 * Checkpoints of the audit trail (c2sp.org/tlog-checkpoint): a signed note that says which log it is, how many events it
 * has and what their Merkle root is. Whoever keeps a copy can later show that the trail still begins with these events.
 */

import type { KeyObject } from 'node:crypto';
import { bytesOf, type NoteKey, noteKey, openNote, signNote } from './checkpoint-note.ts';
import { AndonError } from './errors.ts';
import { readSigningKey } from './signature.ts';

export interface Checkpoint {
  /** Which log: `acme/harbin/andon`. It is the name of the key too. */
  readonly origin: string;
  /** Events. */
  readonly size: number;
  /** Lower-case hex. */
  readonly root: string;
  /** Further lines, none of them empty; signed, and otherwise nobody's concern here. */
  readonly extensions?: readonly string[];
}

export interface CheckpointSigner {
  /** A signed note, under the name of the origin. */
  sign(checkpoint: Checkpoint): string;
  /** What verifies it. */
  keyFor(origin: string): NoteKey;
}

export type OpenedCheckpoint =
  | { readonly kind: 'checkpoint'; readonly checkpoint: Checkpoint }
  /** `malformed`: it is no signed checkpoint; `signature`: the key did not sign it. */
  | { readonly kind: 'refused'; readonly why: 'malformed' | 'signature' };

/**
 * @param privateKeyPem PKCS #8, Ed25519: the key of the site
 * @throws AndonError('config.invalid') when it is no such key
 */
export function checkpointSigner(privateKeyPem: string): CheckpointSigner {
  const privateKey: KeyObject = readSigningKey(privateKeyPem);
  return {
    sign: (checkpoint) => signNote(checkpointText(checkpoint), checkpoint.origin, privateKey),
    keyFor: (origin) => noteKey(origin, privateKey),
  };
}

/** @throws AndonError('config.invalid') for an origin or an extension that would be read as something else */
export function checkpointText({ origin, size, root, extensions = [] }: Checkpoint): string {
  const lines = [origin, String(size), Buffer.from(root, 'hex').toString('base64'), ...extensions];
  if (lines.every((line) => line !== '' && !line.includes('\n'))) return `${lines.join('\n')}\n`;
  throw new AndonError('config.invalid', { path: 'audit origin', problem: 'it must be one line that is not empty' });
}

/** `null` when it is no text of a checkpoint. */
export function parseCheckpoint(text: string): Checkpoint | null {
  const [origin, size, encoded, ...rest] = text.split('\n');
  const root = bytesOf(encoded);
  const extensions = rest.slice(0, -1);
  const isWhole = rest.at(-1) === '' && !extensions.includes('');
  if (!origin || !isWhole || root?.length !== 32 || !/^(?:0|[1-9]\d{0,15})$/.test(size ?? '')) return null;
  if (!Number.isSafeInteger(Number(size))) return null;
  const checkpoint = { origin, size: Number(size), root: root.toString('hex') };
  return extensions.length === 0 ? checkpoint : { ...checkpoint, extensions };
}

export function openCheckpoint(note: string, key: NoteKey): OpenedCheckpoint {
  const opened = openNote(note, key);
  if (opened.kind === 'refused') return opened;
  const checkpoint = parseCheckpoint(opened.text);
  return checkpoint ? { kind: 'checkpoint', checkpoint } : { kind: 'refused', why: 'malformed' };
}

/** What a note says of itself, signed or not: to find out which key to ask for. `null` when it is no checkpoint. */
export function claimedCheckpoint(note: string): Checkpoint | null {
  return parseCheckpoint(note.slice(0, note.lastIndexOf('\n\n') + 1));
}

/**
 * The notes in a file of anchors, in order: each ends with a blank line. What is no note stays in the list, to be
 * refused where it is opened.
 */
export function notesIn(text: string): readonly string[] {
  // What was torn off may leave more newlines than two.
  const blocks = text.split(/\n{2,}/).filter((block) => block.trim() !== '');
  const notes: string[] = [];
  for (const block of blocks) {
    const previous = notes.at(-1);
    // Signatures stand in a block of their own, after the text that they are of.
    if (block.startsWith('— ') && previous !== undefined && !previous.includes('\n\n')) {
      notes[notes.length - 1] = `${previous}\n\n${block.endsWith('\n') ? block : `${block}\n`}`;
    } else notes.push(block);
  }
  return notes;
}
