/**
 * The server process. It ends with us, however we end: a small shell beside it waits for a pipe of ours to close, which
 * `kill -9` does too. It has its own session, so that Ctrl-C in a terminal reaches only us, and we stop it last.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';

export interface RedisChild {
  readonly pid: number;
  /** Resolves when it has ended, with its exit code or the signal's name. */
  readonly ended: Promise<number | NodeJS.Signals>;
  isRunning(): boolean;
  /** Writes what it holds and ends; SIGTERM is the SHUTDOWN command by another way. */
  stop(): Promise<void>;
  /** Whether waiting for it keeps this program alive. */
  keepAlive(alive: boolean): void;
}

export interface RedisChildOptions {
  readonly file: string;
  readonly config: string;
  readonly dataDir: string;
  /** Descriptor for its output. */
  readonly log: number;
}

const patienceSeconds = 10;

/** $$ is the pid that `exec` hands on to the server. A line on the pipe means that it has ended in order. */
const script = `
( (
  read -r _ <&3 && exit
  kill -TERM $$ || exit
  waited=0
  while [ $waited -lt ${patienceSeconds} ]; do sleep 1; kill -0 $$ || exit; waited=$((waited + 1)); done
  kill -KILL $$
) </dev/null >/dev/null 2>&1 & )
exec "$@" 3<&-
`;

export async function startRedisChild(options: RedisChildOptions): Promise<RedisChild> {
  const child = spawnSupervised(options);
  const lifeline = child.stdio[3] as Socket | null;
  // The child's ends of both pipes go when it exits; a late write is no news.
  lifeline?.on('error', () => {});
  lifeline?.unref();
  child.stdin?.on('error', () => {});
  child.stdin?.end(options.config);

  let running = true;
  const ended = new Promise<number | NodeJS.Signals>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      running = false;
      lifeline?.end('\n');
      resolve(code ?? signal ?? 1);
    });
  });
  // No pid: it could not be spawned, and `ended` rejects with the reason.
  const pid = child.pid ?? Number(await ended);
  return {
    pid,
    ended,
    isRunning: () => running,
    async stop() {
      if (!running) return;
      child.ref();
      child.kill('SIGTERM');
      const cutShort = setTimeout(() => child.kill('SIGKILL'), patienceSeconds * 1_000);
      await ended.finally(() => clearTimeout(cutShort));
    },
    keepAlive: (alive) => (alive ? child.ref() : child.unref()),
  };
}

function spawnSupervised({ file, dataDir, log }: RedisChildOptions): ChildProcess {
  const env = { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
  // `-`: the configuration comes through standard input.
  if (process.platform === 'win32') return spawn(file, ['-'], { cwd: dataDir, stdio: ['pipe', log, log] });
  return spawn('/bin/sh', ['-c', script, 'andon-watch', file, '-'], {
    detached: true,
    cwd: dataDir,
    env,
    stdio: ['pipe', log, log, 'pipe'],
  });
}
