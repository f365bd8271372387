/**
 * The site's signing key: an Ed25519 key in the home that only its owner reads, made at the first start. Grants are
 * signed with it, and checkpoints of the audit trail; who can write to the database but does not hold it cannot raise a
 * level, nor pass another trail for this one.
 */

import { generateKeyPairSync } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  AndonError,
  type CheckpointSigner,
  checkpointSigner,
  type GrantSigner,
  grantSigner,
  isAndonError,
} from '@andon/core';

export const signingKeyFile = (home: string): string => join(home, 'signing-key.pem');

/** @throws AndonError('config.invalid') when the file holds no Ed25519 key */
export function openSigner(home: string): GrantSigner {
  return withKey(home, grantSigner);
}

/** @throws AndonError('config.invalid') when the file holds no Ed25519 key */
export function openCheckpointSigner(home: string): CheckpointSigner {
  return withKey(home, checkpointSigner);
}

function withKey<T>(home: string, use: (pem: string) => T): T {
  const file = signingKeyFile(home);
  const pem = read(file) ?? make(file);
  try {
    return use(pem);
  } catch (error) {
    const why = isAndonError(error) ? error.details.problem : error;
    const problem = `${why}. Put back the key it held: under another one every grant has to be signed again`;
    throw new AndonError('config.invalid', { path: file, problem }, { cause: error });
  }
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Written whole under another name first: whoever looks meanwhile sees no half a key, and of two makers one wins. */
function make(file: string): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, pem, { mode: 0o600 });
  try {
    linkSync(draft, file);
    return pem;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return readFileSync(file, 'utf8');
  } finally {
    rmSync(draft, { force: true });
  }
}
