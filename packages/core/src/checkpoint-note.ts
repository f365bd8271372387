/**
 * Signed notes (c2sp.org/signed-note): a text, a blank line, and a line for each signature,
 * `— <key name> <base64(4-byte key id ‖ signature)>`. Keys are Ed25519; a public one is told as
 * `<name>+<key id>+<base64(0x01 ‖ 32 bytes)>`, as Go's checksum database and the logs after it do.
 */

import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { AndonError } from './errors.ts';

export interface NoteKey {
  readonly name: string;
  /** Eight hex digits. */
  readonly id: string;
  /** `<name>+<key id>+<base64>`. */
  readonly text: string;
  readonly publicKey: KeyObject;
}

export type OpenedNote =
  | { readonly kind: 'signed'; readonly text: string }
  /** `malformed`: it is no signed note; `signature`: the key did not sign it. */
  | { readonly kind: 'refused'; readonly why: 'malformed' | 'signature' };

const ED25519 = 0x01;
const KEY_BYTES = 32;
/** What stands before the 32 bytes of an Ed25519 key in DER (RFC 8410). */
const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex');
/** A note is as short as a checkpoint; who sends more wants to keep us busy. */
const MOST_SIGNATURES = 16;

/** @throws AndonError('config.invalid') for a name that no note can carry, or a key that is not Ed25519 */
export function noteKey(name: string, key: KeyObject): NoteKey {
  const problem = nameProblem(name) ?? (key.asymmetricKeyType === 'ed25519' ? null : 'it must be an Ed25519 key');
  if (problem) throw new AndonError('config.invalid', { path: 'audit key', problem });
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  const bytes = Buffer.concat([
    Buffer.of(ED25519),
    publicKey.export({ type: 'spki', format: 'der' }).subarray(-KEY_BYTES),
  ]);
  const id = createHash('sha256').update(`${name}\n`).update(bytes).digest('hex').slice(0, 8);
  return { name, id, text: `${name}+${id}+${bytes.toString('base64')}`, publicKey };
}

/** `null` when it is no key of that form. */
export function parseNoteKey(text: string): NoteKey | null {
  const [, name, , encoded] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text) ?? [];
  const bytes = bytesOf(encoded);
  if (name === undefined || bytes?.length !== 1 + KEY_BYTES || bytes[0] !== ED25519 || nameProblem(name)) return null;
  const der = Buffer.concat([spkiPrefix, bytes.subarray(1)]);
  const key = noteKey(name, createPublicKey({ key: der, type: 'spki', format: 'der' }));
  return key.text === text ? key : null;
}

/** @param text ends with a newline */
export function signNote(text: string, name: string, privateKey: KeyObject): string {
  const signature = sign(null, Buffer.from(text), privateKey);
  const bytes = Buffer.concat([Buffer.from(noteKey(name, privateKey).id, 'hex'), signature]);
  return `${text}\n— ${name} ${bytes.toString('base64')}\n`;
}

/** Signatures of other keys are passed over; one of this key that does not hold refuses the note. */
export function openNote(note: string, key: NoteKey): OpenedNote {
  const end = note.lastIndexOf('\n\n');
  const text = note.slice(0, end + 1);
  const lines = note.slice(end + 2).split('\n');
  if (end < 0 || lines.pop() !== '' || lines.length === 0 || lines.length > MOST_SIGNATURES || hasControls(note)) {
    return { kind: 'refused', why: 'malformed' };
  }
  let isSigned = false;
  for (const line of lines) {
    const [, name, encoded] = /^— (\S+) (\S+)$/u.exec(line) ?? [];
    const bytes = bytesOf(encoded);
    if (name === undefined || !bytes || bytes.length < 5) return { kind: 'refused', why: 'malformed' };
    if (name !== key.name || bytes.subarray(0, 4).toString('hex') !== key.id) continue;
    isSigned = verify(null, Buffer.from(text), key.publicKey, bytes.subarray(4));
    if (!isSigned) break;
  }
  return isSigned ? { kind: 'signed', text } : { kind: 'refused', why: 'signature' };
}

/** Of base64 in its one canonical spelling: otherwise a changed letter could go unseen. */
export function bytesOf(encoded: string | undefined): Buffer | null {
  if (encoded === undefined) return null;
  const bytes = Buffer.from(encoded, 'base64');
  return bytes.toString('base64') === encoded ? bytes : null;
}

function nameProblem(name: string): string | null {
  return name !== '' && !/[\s+]/u.test(name) && !hasControls(name)
    ? null
    : `"${name}" must be a name without blanks and without "+"`;
}

function hasControls(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  return /[\u0000-\u0009\u000b-\u001f]/.test(text);
}
