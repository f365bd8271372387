/**
 * Under which account the server runs. PostgreSQL refuses to run as root, so a root caller hands it to a uid of its own
 * that no other service shares: one that shares it could read the data and connect.
 */

import { lchown, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AndonError } from '@andon/core';
import { notYours } from './home.ts';
import { type PasswdEntry, readPasswd } from './passwd.ts';

export interface Ids {
  readonly uid: number;
  readonly gid: number;
}

export interface Account {
  /** For spawn: null when the caller's own account serves. */
  readonly server: Ids | null;
  /** As `server`, for initdb, which refuses a uid without a passwd entry; the server itself does not mind. */
  readonly initdb: Ids | null;
}

/** Nobody's in any distribution; below 65 536, so that it exists in a container with a small uid map. */
const privateUid = 47_018;

/**
 * @param dataDir whose owner, if the folder is there already, must be who runs the server
 * @throws AndonError('home.not-yours') when the data belong to another ordinary user
 * @throws AndonError('postgres.account') for root on a system other than Linux, or without any other account
 */
export async function chooseAccount(dataDir: string): Promise<Account> {
  const self = process.getuid?.();
  if (self === undefined) return { server: null, initdb: null };
  const owner = await ownerOf(dataDir);
  if (self !== 0) {
    if (owner !== null && owner.uid !== self) throw notYours(dataDir, owner.uid);
    return { server: null, initdb: null };
  }
  if (process.platform !== 'linux') {
    throw new AndonError('postgres.account', { user: 'root', problem: 'it refuses to run as root' });
  }
  const accounts = readPasswd();
  const server = owner !== null && owner.uid !== 0 ? owner : freeIds(accounts);
  return { server, initdb: initdbIds(accounts) };
}

/** Gives a folder and all in it to `ids`; what is in the way of root's data after a copy or a restore. */
export async function giveTo(ids: Ids, folder: string): Promise<void> {
  await lchown(folder, ids.uid, ids.gid);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    await lchown(join(entry.parentPath, entry.name), ids.uid, ids.gid);
  }
}

async function ownerOf(path: string): Promise<Ids | null> {
  try {
    const { uid, gid } = await stat(path);
    return { uid, gid };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function freeIds(accounts: readonly PasswdEntry[]): Ids {
  let uid = privateUid;
  while (accounts.some((account) => account.uid === uid)) uid += 1;
  return { uid, gid: uid };
}

function initdbIds(accounts: readonly PasswdEntry[]): Ids {
  const account = accounts.find(({ name }) => name === 'nobody') ?? accounts.find(({ uid }) => uid !== 0);
  if (account !== undefined) return account;
  throw new AndonError('postgres.account', { user: 'root', problem: '/etc/passwd lists no other account' });
}
