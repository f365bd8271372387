import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, linkSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Binaries, binariesIn, findBinaries } from './binaries.ts';
import { binariesFor } from './reachable-binaries.ts';
import { linkElsewhere, makeLinks, missingLinks, provideLibraries } from './shared-libraries.ts';

const onLinux = process.platform === 'linux';
const ids = { uid: 47_018, gid: 47_018 };
let folder: string;
let unlinked: Binaries;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'andon-libraries-'));
  unlinked = asUnpacked(findBinaries(), join(folder, 'native'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const versionOf = ({ postgres }: Binaries, env: Record<string, string> = {}) =>
  spawnSync(postgres, ['--version'], { env, encoding: 'utf8' }).stdout;

describe.runIf(onLinux)('the libraries of a package whose install script did not run', () => {
  it('are not found', () => {
    expect(missingLinks(unlinked)).not.toEqual([]);
    expect(versionOf(unlinked)).toBe('');
  });

  it('are found through links beside them', async () => {
    expect(await provideLibraries(unlinked, join(folder, 'links'))).toEqual({});
    expect(versionOf(unlinked)).toContain('(PostgreSQL) 18.');
  });

  it('are found through links elsewhere when node_modules belongs to another', async () => {
    const path = await linkElsewhere(unlinked, join(folder, 'links'));
    expect(missingLinks(unlinked)).not.toEqual([]);
    expect(versionOf(unlinked, { ...path })).toContain('(PostgreSQL) 18.');
  });

  it.runIf(process.getuid?.() !== 0)('are linked elsewhere by themselves when their folder is read-only', async () => {
    chmodSync(join(unlinked.root, 'lib'), 0o500);
    const path = await provideLibraries(unlinked, join(folder, 'links'));
    chmodSync(join(unlinked.root, 'lib'), 0o700);
    expect(Object.keys(path)).toEqual(['LD_LIBRARY_PATH']);
  });

  it('may be linked by two processes at once', async () => {
    const links = missingLinks(unlinked);
    expect(await Promise.all([makeLinks(links), makeLinks(links)])).toEqual([true, true]);
  });
});

describe.runIf(onLinux && process.getuid?.() === 0)('programs for another uid', () => {
  it('are copied to where it can run them, once, when it cannot reach them', { timeout: 60_000 }, async () => {
    chmodSync(folder, 0o711);
    mkdirSync(join(folder, 'cache'), { mode: 0o755 });
    chmodSync(unlinked.root, 0o700);
    const first = await binariesFor(ids, unlinked, [join(folder, 'cache')]);
    expect(first.root.startsWith(join(folder, 'cache'))).toBe(true);
    const { stdout } = spawnSync(first.postgres, ['--version'], { ...ids, env: {}, encoding: 'utf8' });
    expect(stdout).toContain('(PostgreSQL) 18.');
    expect(await binariesFor(ids, unlinked, [join(folder, 'cache')])).toEqual(first);
    expect(readdirSync(join(folder, 'cache'))).toHaveLength(1);
  });

  it('are never put where others may write', async () => {
    chmodSync(unlinked.root, 0o700);
    mkdirSync(join(folder, 'open'));
    chmodSync(join(folder, 'open'), 0o777);
    await expect(binariesFor(ids, unlinked, [join(folder, 'open')])).rejects.toMatchObject({
      code: 'postgres.account',
    });
    expect(readdirSync(join(folder, 'open'))).toEqual([]);
  });

  it('are used where they are when it can reach them', async () => {
    chmodSync(folder, 0o711);
    expect(await binariesFor(ids, unlinked, [])).toBe(unlinked);
  });
});

describe('the programs of a platform', () => {
  it('are missed with a sentence that says what to do', () => {
    expect(() => findBinaries('sunos', 'sparc')).toThrow(/for sunos-sparc.*ANDON_DATABASE_URL/);
  });
});

/** The package as npm unpacks it: without links. Hard links where the disk allows, since it holds 60 MB. */
function asUnpacked(binaries: Binaries, root: string): Binaries {
  mkdirSync(root);
  const listed = new Set(
    readdirSync(join(binaries.root, 'lib'), { withFileTypes: true })
      .filter((e) => e.isSymbolicLink())
      .map((e) => e.name),
  );
  for (const part of ['bin', 'lib', 'share', 'pg-symlinks.json']) {
    cpSync(join(binaries.root, part), join(root, part), {
      recursive: true,
      filter: (from, to) => {
        if (part === 'lib' && listed.has(from.slice(from.lastIndexOf('/') + 1))) return false;
        try {
          linkSync(from, to);
          return false;
        } catch {
          return true;
        }
      },
    });
  }
  return binariesIn(root, binaries.packageVersion);
}
