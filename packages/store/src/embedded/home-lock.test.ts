import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acquireHomeLock } from './home-lock.ts';
import { identifyProcess, type ProcessIdentity } from './process-identity.ts';

let home: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'andon-lock-'));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(home, { recursive: true, force: true });
});

const lockFile = () => join(home, 'andon.lock');
const writeLock = (holder: ProcessIdentity) => writeFileSync(lockFile(), JSON.stringify({ ...holder, token: 'test' }));
const onLinux = process.platform === 'linux';

describe('the lock of a home', () => {
  it('refuses a second holder and names the first', async () => {
    const lock = await acquireHomeLock(home);
    await expect(acquireHomeLock(home)).rejects.toMatchObject({
      code: 'home.in-use',
      details: { home, pid: process.pid },
    });
    await lock.release();
  });

  it('can be taken again after its release, which may come twice', async () => {
    const first = await acquireHomeLock(home);
    await first.release();
    const second = await acquireHomeLock(home);
    await first.release();
    expect(readFileSync(second.file, 'utf8')).toContain(`"pid":${process.pid}`);
    await second.release();
    expect(readdirSync(home)).toEqual([]);
  });

  it('does not outlive a process that died', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    writeLock({ ...identifyProcess(), pid });
    await (await acquireHomeLock(home)).release();
  });

  it.runIf(onLinux)('does not take another process under the same pid for its holder', async () => {
    writeLock({ ...identifyProcess(), startedAt: '1' });
    await (await acquireHomeLock(home)).release();
  });

  it.runIf(onLinux)('does not outlive a power cut', async () => {
    writeLock({ ...identifyProcess(), boot: 'an earlier boot' });
    await (await acquireHomeLock(home)).release();
  });

  it('takes over an empty lock, as a power cut leaves it', async () => {
    writeFileSync(lockFile(), '');
    await (await acquireHomeLock(home)).release();
  });

  it('holds for another container as long as that one touches it, and no longer', async () => {
    writeLock({ ...identifyProcess(), host: 'elsewhere', boot: 'elsewhere', pidSpace: 'elsewhere' });
    let second = 0;
    const touch = () => {
      second += 1;
      utimesSync(lockFile(), 1_000, second);
    };
    const touching = setInterval(touch, 10);
    await expect(acquireHomeLock(home, { silenceMs: 2_000 })).rejects.toMatchObject({ code: 'home.in-use' });
    clearInterval(touching);
    await (await acquireHomeLock(home, { silenceMs: 100 })).release();
  });

  it('goes to exactly one of many that find it stale at once', { timeout: 60_000 }, async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    writeLock({ ...identifyProcess(), pid });
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => tryInChild()));
    expect(outcomes.filter((outcome) => outcome === 'taken')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'home.in-use')).toHaveLength(7);
  });
});

/** A process that tries to take the lock, says how that went, and keeps what it got. */
function tryInChild(): Promise<string> {
  const program = `
    import { acquireHomeLock } from ${JSON.stringify(new URL('./home-lock.ts', import.meta.url).href)};
    setInterval(() => {}, 1000);
    console.log(await acquireHomeLock(${JSON.stringify(home)}).then(() => 'taken', (error) => error.code));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  return new Promise((resolve) => child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim())));
}
