import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isOnPath, pathWithout } from './path.ts';

describe.skipIf(process.platform === 'win32')('a PATH without a program', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'andon-path-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('still has everything else', () => {
    const [tools, servers] = ['tools', 'servers'].map((name) => join(folder, name)) as [string, string];
    for (const one of [tools, servers]) mkdirSync(one);
    for (const file of [join(tools, 'git'), join(servers, 'redis-server'), join(servers, 'node')])
      writeFileSync(file, '');
    const path = pathWithout(['redis-server'], [tools, servers].join(delimiter), join(folder, 'below'));
    expect(path.split(delimiter)[0]).toBe(tools);
    expect(['git', 'node', 'redis-server'].map((name) => isOnPath(name, path))).toEqual([true, true, false]);
  });
});
