/**
 * The demo and the machine it runs on: a disk that is full, a user that is not root, and the ways in which a terminal
 * ends what runs in it.
 */

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { type Backend, DemoHome } from '../src/demo-home.ts';
import { reach } from '../src/demo-moment.ts';
import { brokenPromises } from '../src/demo-promises.ts';
import { andonProgram, type User } from '../src/demo-run.ts';
import { requirePart } from '../src/require.ts';

const TIMEOUT_MS = 180_000;
const isRoot = process.getuid?.() === 0;
const nobody: User = { uid: 65_534, gid: 65_534 };

let home: DemoHome;
afterEach(async () => {
  await home.remove();
}, TIMEOUT_MS);

describe('a full disk', { timeout: TIMEOUT_MS }, () => {
  it.skipIf(!isRoot || !canMount())('is told, and nothing is left running', async () => {
    home = new DemoHome();
    mkdirSync(home.path, { mode: 0o700 });
    system('mount', '-t', 'tmpfs', '-o', 'size=8m,mode=700', 'andon-test', home.path);
    try {
      const ended = await home.demo({ coils: 3, compare: 0, exit: true }).ended;
      expect(ended).toMatchObject({ code: 3, stdout: '', stderr: expect.stringMatching(/^disk\.full: /) });
      expect(await home.empty()).toEqual([]);
    } finally {
      system('umount', home.path);
    }
  });
});

describe('an ordinary user', { timeout: TIMEOUT_MS }, () => {
  const backends: readonly { backend: Backend; there: boolean }[] = [
    { backend: 'redis', there: requirePart('redis') },
    { backend: 'postgres', there: true },
  ];

  it.skipIf(!isRoot || !canRead(nobody)).each(backends.filter(({ there }) => there))(
    'has the same demo, queue on $backend',
    async ({ backend }) => {
      const flags = { seed: 7, coils: 12, begin: 'approve', compare: 0 };
      const roots = await numbersOfRoot(backend, flags);
      home = new DemoHome({ backend, user: nobody });
      const json = home.file('numbers.json');
      const demo = home.demo({ ...flags, json });
      await demo.said(/^Andon stays up/);
      const numbers = readFileSync(json, 'utf8');
      expect(numbers).toBe(roots);
      expect(JSON.parse(numbers).effects.verified).toBeGreaterThan(0);
      expect(brokenPromises(await home.evidence())).toEqual([]);
      demo.interrupt();
      expect(await demo.ended).toMatchObject({ code: 0, stderr: '' });
      expect(home.logged('trouble', 'instant.unsettled')).toEqual([]);
      expect(await home.empty()).toEqual([]);
    },
  );
});

describe('an end', { timeout: TIMEOUT_MS }, () => {
  it.each([
    { by: 'SIGTERM', end: (demo: Running) => demo.kill('SIGTERM') },
    { by: 'a terminal that is closed', end: (demo: Running) => demo.kill('SIGHUP') },
    { by: 'a reader that has seen enough', end: (demo: Running) => demo.stopReading() },
  ])('by $by is in order', async ({ end }) => {
    home = new DemoHome();
    const demo = home.demo({ seed: 7, coils: 12, speed: 120 });
    await reach(home, demo, { after: 'proposal', nth: 1 });
    end(demo);
    expect(await demo.ended).toMatchObject({ code: 0, stderr: '' });
    expect(home.remains()).toEqual([]);
    expect(home.logged('trouble', 'instant.unsettled')).toEqual([]);
  });
});

type Running = ReturnType<DemoHome['demo']>;

async function numbersOfRoot(backend: Backend, flags: Parameters<DemoHome['demo']>[0]): Promise<string> {
  const own = new DemoHome({ backend });
  try {
    const json = own.file('numbers.json');
    expect(await own.demo({ ...flags, json, exit: true }).ended).toMatchObject({ code: 0, stderr: '' });
    return readFileSync(json, 'utf8');
  } finally {
    await own.remove();
  }
}

function system(program: string, ...args: string[]): void {
  execFileSync(program, args, { stdio: 'ignore' });
}

/** Containers may not let even root mount. */
function canMount(): boolean {
  try {
    system('unshare', '--mount', 'mount', '-t', 'tmpfs', 'andon-test', '/mnt');
    return true;
  } catch {
    return false;
  }
}

/** Whether the user may run this checkout at all. */
function canRead(user: User): boolean {
  try {
    execFileSync(process.execPath, [andonProgram, '--version'], { ...user, cwd: '/', stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
