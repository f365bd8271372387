/** The server's log file: a pipe to us would break with us, just when the log gets interesting. */

import { closeSync, fstatSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';

export interface ServerLog {
  readonly descriptor: number;
  /** What was written since this log was opened. */
  sinceOpened(): string;
  close(): void;
}

/** Only warnings and errors are written, so this is years of a healthy server. One older file is kept. */
const rotateBytes = 4 * 1024 * 1024;

export function openServerLog(file: string): ServerLog {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > rotateBytes) renameSync(file, `${file}.1`);
  const descriptor = openSync(file, 'a', 0o600);
  const start = fstatSync(descriptor).size;
  let open = true;
  return {
    descriptor,
    sinceOpened: () => readFileSync(file).subarray(start).toString('utf8'),
    close() {
      if (open) closeSync(descriptor);
      open = false;
    },
  };
}
