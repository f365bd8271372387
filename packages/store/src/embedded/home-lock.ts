/**
 * One Andon at a time per home folder.
 *
 * A lock is a file made with O_EXCL that says who holds it. It is stale when that process is dead. When the holder is on
 * another machine or in another container nobody can ask, so the holder touches its lock every second, and a lock that
 * stays untouched for a while is stale too.
 */

import { randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, futimesSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AndonError } from '@andon/core';
import { fileProblem, prepareHome } from './home.ts';
import { fateOf, identifyProcess, type ProcessIdentity } from './process-identity.ts';

export interface HomeLock {
  readonly file: string;
  /** Idempotent. */
  release(): Promise<void>;
}

export interface HomeLockOptions {
  /** The lock's file name in the home; `andon.lock` guards the whole home. */
  readonly name?: string;
  /** How long a lock of another machine or container must stay untouched to count as stale. */
  readonly silenceMs?: number;
}

interface Holder extends ProcessIdentity {
  readonly token: string;
}

const defaults = { name: 'andon.lock', silenceMs: 5_000 };
const touchEveryMs = 1_000;
const pollMs = 50;
/** The time between a lock's creation and its content; an empty lock older than this was left by a power cut. */
const writingMs = 500;

/**
 * @throws AndonError('home.in-use') while another process, or this one, holds it
 * @throws AndonError('home.not-yours' | 'disk.full') when the lock cannot be written
 */
export async function acquireHomeLock(home: string, options: HomeLockOptions = {}): Promise<HomeLock> {
  const { name, silenceMs } = { ...defaults, ...options };
  await prepareHome(home);
  const file = join(home, name);
  for (;;) {
    const lock = tryCreate(file);
    if (lock !== null) return lock;
    const found = await readLock(file);
    if (found === null) continue;
    const holder = parseHolder(found);
    if (holder !== null && (await isHeld(file, holder, silenceMs))) {
      throw new AndonError('home.in-use', { home, pid: holder.pid, host: holder.host });
    }
    await removeStale(file, found);
  }
}

function tryCreate(file: string): HomeLock | null {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'wx', 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return null;
    throw fileProblem(error, dirname(file));
  }
  const content = JSON.stringify({ ...identifyProcess(), token: randomUUID() } satisfies Holder);
  try {
    writeSync(descriptor, content);
    fsyncSync(descriptor);
  } catch (error) {
    closeSync(descriptor);
    rmSync(file, { force: true });
    throw fileProblem(error, dirname(file));
  }
  return hold(file, descriptor, content);
}

/** The open descriptor is what gets touched: a lock that somebody took over in spite of us is then left alone. */
function hold(file: string, descriptor: number, content: string): HomeLock {
  const touching = setInterval(() => futimesSync(descriptor, new Date(), new Date()), touchEveryMs);
  touching.unref();
  let released = false;
  return {
    file,
    async release() {
      if (released) return;
      released = true;
      clearInterval(touching);
      closeSync(descriptor);
      if (readIfThere(file) === content) rmSync(file, { force: true });
    },
  };
}

/** The lock's content, or null when it is gone. Waits for a holder that is just writing it. */
async function readLock(file: string): Promise<string | null> {
  const giveUpAt = performance.now() + writingMs;
  for (;;) {
    const content = readIfThere(file);
    if (content === null || parseHolder(content) !== null || performance.now() > giveUpAt) return content;
    await delay(pollMs);
  }
}

async function isHeld(file: string, holder: Holder, silenceMs: number): Promise<boolean> {
  const fate = fateOf(holder);
  if (fate !== 'elsewhere') return fate === 'alive';
  // Compared with itself, never with our clock, which may differ from the one of the other machine.
  const firstTouch = touchedAt(file);
  const giveUpAt = performance.now() + silenceMs;
  while (performance.now() < giveUpAt) {
    await delay(pollMs);
    const touch = touchedAt(file);
    if (touch !== firstTouch) return touch !== null;
  }
  return false;
}

/**
 * Of several that found the same stale lock, one may remove it; a second would remove the lock that the first has just
 * made. So the right to remove goes through a marker of its own, and whoever has it looks at the lock once more.
 */
async function removeStale(file: string, stale: string): Promise<void> {
  const marker = `${file}.stale`;
  try {
    closeSync(openSync(marker, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    await waitWhileRemoving(marker);
    return;
  }
  if (readIfThere(file) === stale) rmSync(file, { force: true });
  rmSync(marker, { force: true });
}

/** Removing takes microseconds; a marker that stays was left by a process killed in between. */
async function waitWhileRemoving(marker: string): Promise<void> {
  const giveUpAt = performance.now() + writingMs;
  while (touchedAt(marker) !== null) {
    if (performance.now() > giveUpAt) rmSync(marker, { force: true });
    else await delay(pollMs);
  }
}

function parseHolder(content: string): Holder | null {
  try {
    const holder: Holder = JSON.parse(content);
    return typeof holder.pid === 'number' && typeof holder.token === 'string' ? holder : null;
  } catch {
    return null;
  }
}

function readIfThere(file: string): string | null {
  return orNullIfGone(() => readFileSync(file, 'utf8'));
}

function touchedAt(file: string): number | null {
  return orNullIfGone(() => statSync(file).mtimeMs);
}

function orNullIfGone<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
