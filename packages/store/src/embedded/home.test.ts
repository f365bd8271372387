import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { prepareHome } from './home.ts';
import { acquireHomeLock } from './home-lock.ts';
import { startProblem } from './problems.ts';

const isRoot = process.getuid?.() === 0;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'andon-home-'));
});
afterEach(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true, force: true });
});

describe('a home', () => {
  it('is made with the folders above it', async () => {
    await prepareHome(join(folder, 'plant', '.andon'));
    expect(readdirSync(join(folder, 'plant'))).toEqual(['.andon']);
  });

  it('is refused when it is a file, or below one', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    await expect(prepareHome(file)).rejects.toMatchObject({ code: 'config.invalid' });
    await expect(prepareHome(join(file, '.andon'))).rejects.toMatchObject({ code: 'config.invalid' });
  });

  it.runIf(isRoot)('of somebody else is refused to root, with the name of its owner', async () => {
    chownSync(folder, 65_534, 65_534);
    await expect(startEmbeddedPostgres({ home: folder })).rejects.toMatchObject({
      code: 'home.not-yours',
      details: { path: folder, owner: 'nobody' },
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  it.runIf(process.getuid !== undefined && !isRoot)('that cannot be written to is refused', async () => {
    await expect(prepareHome('/andon-home-of-root')).rejects.toMatchObject({
      code: 'home.not-yours',
      details: { path: '/', owner: 'root' },
    });
    chmodSync(folder, 0o500);
    await expect(acquireHomeLock(folder)).rejects.toMatchObject({ code: 'home.not-yours' });
    await expect(startEmbeddedPostgres({ home: folder })).rejects.toMatchObject({ code: 'home.not-yours' });
  });
});

describe('a full disk', { timeout: 60_000 }, () => {
  it.each([
    'FATAL:  could not write to file "pg_wal/xlogtemp.1": No space left on device',
    'initdb: error: could not create directory "x": Disk quota exceeded',
  ])('is read from the last words: %s', (words) => {
    expect(startProblem(`first\n${words}\n`, '/data')).toMatchObject({ code: 'disk.full', details: { path: '/data' } });
  });

  it('is told apart from an account that the system does not list', () => {
    const words = 'initdb: could not look up effective user ID 12345: user does not exist';
    expect(startProblem(words, '/data')).toMatchObject({ code: 'postgres.account' });
  });

  it.skipIf(!canMount())('is reported as one, and nothing half made is left on it', async () => {
    const disk = join(folder, 'disk');
    mkdirSync(disk);
    const mounted = spawnSync('env', ['mount', '-t', 'tmpfs', '-o', 'size=12m,mode=700', 'tmpfs', disk]);
    expect(mounted.status).toBe(0);
    try {
      await expect(startEmbeddedPostgres({ home: join(disk, 'home') })).rejects.toMatchObject({ code: 'disk.full' });
      expect(readdirSync(join(disk, 'home'))).toEqual([]);
    } finally {
      spawnSync('env', ['umount', disk]);
    }
  });
});

/** Root in a container often may not. */
function canMount(): boolean {
  const probe = mkdtempSync(join(tmpdir(), 'andon-mount-'));
  const may = spawnSync('env', ['mount', '-t', 'tmpfs', 'tmpfs', probe]).status === 0;
  if (may) spawnSync('env', ['umount', probe]);
  rmSync(probe, { recursive: true });
  return may;
}
