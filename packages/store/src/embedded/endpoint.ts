/**
 * Where the server listens, so that its owner can connect and no other local user.
 *
 * A socket in the data folder, which PostgreSQL keeps at mode 700. The server calls that folder `.`; the clients' path
 * to it must fit into the kernel's 107 bytes (103 on macOS), so a deep home gets a private folder in the temporary one.
 * Windows: loopback with a password.
 */

import { randomBytes } from 'node:crypto';
import { chown, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Ids } from './account.ts';
import type { Settings } from './settings.ts';

export interface Endpoint {
  readonly settings: Settings;
  url(database: string): string;
  /** Removes what was made for it outside the data folder. */
  close(): Promise<void>;
}

export const superuser = 'andon';
const port = '5432';
const socketName = `.s.PGSQL.${port}`;
export const socketFiles: readonly string[] = [socketName, `${socketName}.lock`];
const temporaryPrefix = 'andon-pg-';
const longestSocketPath = process.platform === 'darwin' ? 103 : 107;

/** @param passwordFile for Windows; made by {@link makePassword} before initdb */
export async function openEndpoint(dataDir: string, passwordFile: string, ids: Ids | null): Promise<Endpoint> {
  if (process.platform === 'win32') return loopback(await readFile(passwordFile, 'utf8'));
  if (fits(dataDir)) return socketIn(dataDir, '.', async () => {});
  const folder = await shortFolder();
  if (ids !== null) await chown(folder, ids.uid, ids.gid);
  return socketIn(folder, folder, () => removeTemporarySocketFolder(folder));
}

export function fits(folder: string): boolean {
  return Buffer.byteLength(join(folder, socketName)) <= longestSocketPath;
}

/** Removes the folder of a server that could not do so itself; leaves alone what we have not named. */
export async function removeTemporarySocketFolder(folder: string): Promise<void> {
  const ours = basename(folder).startsWith(temporaryPrefix) && [tmpdir(), '/tmp'].includes(dirname(folder));
  if (ours) await rm(folder, { recursive: true, force: true });
}

export async function makePassword(passwordFile: string): Promise<void> {
  await writeFile(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
}

/** mkdtemp gives a new folder with mode 700, so nobody can have put a socket of theirs there. */
function shortFolder(): Promise<string> {
  const parent = fits(join(tmpdir(), `${temporaryPrefix}XXXXXX`)) ? tmpdir() : '/tmp';
  return mkdtemp(join(parent, temporaryPrefix));
}

function socketIn(folder: string, asServerSeesIt: string, close: () => Promise<void>): Endpoint {
  return {
    settings: {
      listen_addresses: '',
      port,
      unix_socket_directories: asServerSeesIt,
      unix_socket_permissions: '0700',
    },
    url: (database) => `postgresql://${superuser}@localhost/${database}?host=${encodeURIComponent(folder)}`,
    close,
  };
}

async function loopback(password: string): Promise<Endpoint> {
  const freePort = await findFreePort();
  return {
    settings: { listen_addresses: '127.0.0.1', port: String(freePort) },
    url: (database) => `postgresql://${superuser}:${password}@127.0.0.1:${freePort}/${database}`,
    async close() {},
  };
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject).listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
