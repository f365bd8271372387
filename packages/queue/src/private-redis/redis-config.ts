/**
 * What the private server runs with, as the text of a configuration file. It goes through the server's standard input:
 * on a command line every local user could read a password.
 *
 * `everysec`: a power cut may take up to a second of jobs that were acknowledged. That is enough, because no job is the
 * record of anything: the sweeper derives each one again from PostgreSQL. `always` would cost 0.1–0.6 of the throughput.
 */

import { totalmem } from 'node:os';
import type { Place } from './place.ts';

export function redisConfig(place: Place): string {
  const listen =
    place.kind === 'socket'
      ? [
          ['port', '0'],
          ['unixsocket', place.asServerSeesIt],
          ['unixsocketperm', '700'],
        ]
      : [
          ['bind', '127.0.0.1'],
          ['port', String(place.port)],
          ['requirepass', place.password],
        ];
  return [...listen, ...settings()].map(([name, value]) => `${name} ${quoted(value ?? '')}\n`).join('');
}

function settings(): string[][] {
  return [
    ['daemonize', 'no'],
    ['pidfile', 'redis.pid'],
    ['loglevel', 'warning'],
    ['appendonly', 'yes'],
    ['appendfsync', 'everysec'],
    // The append-only file is enough; snapshots would fork a large process now and then.
    ['save', ''],
    // Any other policy empties jobs unseen when memory is full.
    ['maxmemory-policy', 'noeviction'],
    ['maxmemory', String(memoryCap())],
    ['maxclients', '1000'],
  ];
}

const largestCap = 1024 ** 3;

/** A quarter of what this machine or container has; at 1 KB a job, 1 GB holds half a million. */
function memoryCap(): number {
  const limit = process.constrainedMemory();
  const available = limit > 0 ? Math.min(limit, totalmem()) : totalmem();
  return Math.min(Math.floor(available / 4), largestCap);
}

function quoted(value: string): string {
  return `"${value.replace(/["\\]/g, '\\$&')}"`;
}
