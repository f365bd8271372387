/**
 * A line inside this process, behind the same protocol: for tests and small programs that need no plant that outlives
 * them.
 */

import { duplexPair } from 'node:stream';
import type { CommandLog } from './command-log.ts';
import { memoryCommandLog } from './command-log.ts';
import type { LineLink, LineLinkOptions } from './line-link.ts';
import { openLineLink } from './line-link.ts';
import { createLineServer } from './line-server.ts';
import type { WorldOptions } from './plant.ts';

export interface LocalLineOptions extends WorldOptions {
  /** Plant time over real time; 0, the default, is flat out. */
  readonly speed?: number;
  /** Where arrivals are logged. Default: in memory. */
  readonly log?: CommandLog;
  readonly session?: string;
}

export interface LocalLine {
  connect(options?: LineLinkOptions): Promise<LineLink>;
  close(): void;
}

/** @throws AndonError('scenario.unknown') */
export function startLocalLine({
  speed = 0,
  log = memoryCommandLog(),
  session = 'local',
  ...world
}: LocalLineOptions): LocalLine {
  const server = createLineServer({ ...world, session, log, speed, monotonicMs: () => performance.now() });
  return {
    connect(options) {
      const [near, far] = duplexPair();
      server.accept(far);
      return openLineLink(near, options);
    },
    close: () => server.close(),
  };
}
