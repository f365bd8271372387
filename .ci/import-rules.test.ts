import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findViolations, whyNot } from './import-rules.ts';

describe('the table of packages', () => {
  it.each([
    ['runtime', '@andon/store'],
    ['vertical-quality-inspection', '@andon/sdk'],
    ['cli', '@andon/sim-line'],
    ['testing', '@andon/sim-line'],
    ['examples', '@andon/sim-line'],
    ['console', '@andon/client'],
    ['bench', '@andon/testing'],
    ['core', 'zod'],
    ['core', '@andon/core'],
  ])('lets %s import %s', (from, specifier) => {
    expect(whyNot(from, specifier)).toBeNull();
  });

  it.each([
    ['core', '@andon/sdk'],
    ['store', '@andon/queue'],
    ['vertical-scheduling', '@andon/core'],
    ['vertical-scheduling', '@andon/vertical-quality-inspection'],
    ['brain-langchain', '@andon/runtime'],
    ['runtime', '@andon/brain-langchain'],
    ['server', '@andon/client'],
    ['server', '@andon/console'],
    ['console', '@andon/runtime/insides'],
    ['create-vertical', '@andon/sim-line'],
    ['bench', '@andon/sim-line'],
    ['cli', '@andon/testing'],
    ['examples', '@andon/testing'],
    ['cli', '@andon/nobody-knows'],
  ])('does not let %s import %s', (from, specifier) => {
    expect(whyNot(from, specifier)).toMatch(specifier);
  });
});

describe('findViolations', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'andon-rules-'));
  });

  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  const write = (files: Record<string, string>): void => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
  };

  const violations = (): string[] => findViolations(root).map(({ file, problem }) => `${file} ${problem}`);

  it('sees dependencies and devDependencies in package.json', () => {
    write({
      'packages/store/package.json': JSON.stringify({
        dependencies: { '@andon/queue': '0.1.0' },
        devDependencies: { '@andon/testing': '0.1.0' },
      }),
    });
    expect(violations()).toEqual([
      expect.stringMatching(/^packages\/store\/package\.json imports @andon\/queue/),
      expect.stringMatching(/^packages\/store\/package\.json imports @andon\/testing/),
    ]);
  });

  it.each([
    "import { a } from '@andon/runtime';",
    "import type { A } from '@andon/runtime';",
    "import '@andon/runtime';",
    "export * from '@andon/runtime';",
    "export { a } from '@andon/runtime';",
    "export const a = () => import('@andon/runtime');",
    "export type A = import('@andon/runtime').A;",
  ])('sees a forbidden import written as %s', (text) => {
    write({ 'packages/sdk/package.json': '{}', 'packages/sdk/src/deep/a.test.ts': text });
    expect(violations()).toEqual([
      expect.stringMatching(/^packages\/sdk\/src\/deep\/a\.test\.ts imports @andon\/runtime/),
    ]);
  });

  it('is not deceived by comments and strings', () => {
    write({
      'packages/sdk/package.json': '{}',
      'packages/sdk/src/a.ts': "// import '@andon/runtime'\nexport const a = `import '@andon/runtime'`;",
    });
    expect(violations()).toEqual([]);
  });

  it('sees a relative import that leaves its package', () => {
    write({
      'packages/sdk/package.json': '{}',
      'packages/sdk/src/a.ts': "export * from './b.ts';\nexport * from '../../core/src/index.ts';",
    });
    expect(violations()).toEqual([
      expect.stringMatching(/a\.ts imports \.\.\/\.\.\/core\/src\/index\.ts, which leaves/),
    ]);
  });

  it('asks for a permitted package to be named in package.json', () => {
    write({ 'packages/sdk/package.json': '{}', 'packages/sdk/src/a.ts': "export * from '@andon/core';" });
    expect(violations()).toEqual([expect.stringMatching(/without naming @andon\/core/)]);
  });

  it('asks for a row for a package that has none', () => {
    write({ 'packages/stowaway/package.json': '{}' });
    expect(violations()).toEqual([expect.stringMatching(/^packages\/stowaway\/package\.json has no row/)]);
  });

  it.each([
    "import { readFileSync } from 'node:fs'; readFileSync('a');",
    "import { connect } from 'node:net'; connect(1);",
    "import { get } from 'node:http'; get('a');",
    "import { setTimeout as wait } from 'node:timers/promises'; wait(1);",
    "import { randomUUID } from 'node:crypto'; randomUUID();",
    'export const a = Date.now();',
    'export const a = new Date();',
    'export const a = Math.random();',
    'export const a = performance.now();',
    'export const a = crypto.randomUUID();',
    'export const a = process.env.HOME;',
    'setTimeout(() => {}, 1);',
  ])('keeps core pure: %s', (text) => {
    write({ 'packages/core/package.json': '{}', 'packages/core/src/a.ts': text });
    expect(violations()).toHaveLength(1);
  });

  it('lets core compute', () => {
    write({
      'packages/core/package.json': '{}',
      'packages/core/src/a.ts':
        "import { createHash } from 'node:crypto';\nexport const a = [createHash, new Date(0), Math.max(1, 2)];",
    });
    expect(violations()).toEqual([]);
  });

  it('finds none in this repository', () => {
    expect(findViolations(fileURLToPath(new URL('..', import.meta.url)))).toEqual([]);
  });
});
