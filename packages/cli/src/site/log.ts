/** The log file in the home: pino, one event a line. The terminal is for people. */

import { openSync } from 'node:fs';
import { join } from 'node:path';
import { type Logger, pino } from 'pino';

export function openLog(home: string): { readonly log: Logger; readonly file: string; close(): void } {
  const file = join(home, 'andon.log');
  // Opened here and now, so that it can be closed at once when the next step fails.
  const destination = pino.destination({ dest: openSync(file, 'a', 0o600), sync: false, minLength: 0 });
  const log = pino({ level: process.env.ANDON_LOG_LEVEL ?? 'info', base: { pid: process.pid } }, destination);
  return {
    log,
    file,
    close() {
      // What is told after the end is told to nobody, instead of breaking the end.
      log.level = 'silent';
      destination.flushSync();
      destination.end();
    },
  };
}
