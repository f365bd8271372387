/**
 * Where the server listens, so that its owner can connect and no other local user: a socket in the data folder, which
 * has mode 700. The path must fit into the kernel's 107 bytes (103 on macOS), so a deep home gets a private folder in
 * the temporary one. Windows: loopback with a password.
 */

import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { RedisOptions } from 'ioredis';

export type Place = SocketPlace | LoopbackPlace;

export interface SocketPlace {
  readonly kind: 'socket';
  readonly path: string;
  /** The server works in the data folder, so a path from there has no length to mind. */
  readonly asServerSeesIt: string;
  /** Outside the data folder, to be removed with the server; null when the socket is inside. */
  readonly temporaryFolder: string | null;
}

export interface LoopbackPlace {
  readonly kind: 'loopback';
  readonly port: number;
  readonly password: string;
}

const socketName = 'redis.sock';
const temporaryPrefix = 'andon-redis-';
const longestSocketPath = process.platform === 'darwin' ? 103 : 107;

export async function choosePlace(dataDir: string): Promise<Place> {
  if (process.platform === 'win32') {
    return { kind: 'loopback', port: await findFreePort(), password: randomBytes(24).toString('base64url') };
  }
  const path = join(dataDir, socketName);
  if (fits(path)) return { kind: 'socket', path, asServerSeesIt: socketName, temporaryFolder: null };
  const parent = fits(join(tmpdir(), `${temporaryPrefix}XXXXXX`, socketName)) ? tmpdir() : '/tmp';
  // A new folder with mode 700, so nobody can have put a socket of theirs there.
  const folder = await mkdtemp(join(parent, temporaryPrefix));
  const short = join(folder, socketName);
  return { kind: 'socket', path: short, asServerSeesIt: short, temporaryFolder: folder };
}

/** Leaves alone what we have not named. */
export async function removeTemporaryFolder(folder: string): Promise<void> {
  const ours = basename(folder).startsWith(temporaryPrefix) && [tmpdir(), '/tmp'].includes(dirname(folder));
  if (ours) await rm(folder, { recursive: true, force: true });
}

export function connectionOptions(place: Place): RedisOptions {
  return place.kind === 'socket'
    ? { path: place.path }
    : { host: '127.0.0.1', port: place.port, password: place.password };
}

function fits(path: string): boolean {
  return Buffer.byteLength(path) <= longestSocketPath;
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
