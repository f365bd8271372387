import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyPublished, restoreOriginal } from './pack.ts';

const original = JSON.stringify({
  name: '@andon/core',
  exports: { '.': './src/index.ts' },
  publishConfig: { access: 'public', exports: { '.': './dist/index.js' } },
  scripts: { postpack: 'restore' },
  dependencies: { zod: '4.0.0' },
});

const published = {
  name: '@andon/core',
  exports: { '.': './dist/index.js' },
  scripts: { postpack: 'restore' },
  dependencies: { zod: '4.0.0' },
  publishConfig: { access: 'public' },
};

describe('packing', () => {
  let folder: string;
  const read = (): string => readFileSync(join(folder, 'package.json'), 'utf8');

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'andon-pack-'));
    writeFileSync(join(folder, 'package.json'), original);
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('points the manifest at what was built, then restores it to the byte', () => {
    applyPublished(folder);
    expect(JSON.parse(read())).toEqual(published);
    restoreOriginal(folder);
    expect(read()).toBe(original);
    expect(readdirSync(folder)).toEqual(['package.json']);
  });

  it('recovers when the last packing was cut off', () => {
    applyPublished(folder);
    applyPublished(folder);
    expect(JSON.parse(read())).toEqual(published);
    restoreOriginal(folder);
    expect(read()).toBe(original);
  });

  it('leaves a manifest alone that was never applied', () => {
    restoreOriginal(folder);
    expect(read()).toBe(original);
  });
});
