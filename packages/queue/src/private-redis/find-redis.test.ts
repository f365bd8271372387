import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findRedisServer, surveyRedisServers } from './find-redis.ts';

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'andon-redis-test-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe('the search for a server program', () => {
  const program = (name: string, answer: string) => {
    const folder = mkdtempSync(join(home, 'path-'));
    writeFileSync(join(folder, name), `#!/bin/sh\necho '${answer}'\n`, { mode: 0o755 });
    return folder;
  };

  it('finds none where there is none', async () => {
    expect(await findRedisServer(home)).toBeNull();
  });

  it.skipIf(process.platform === 'win32')('takes Valkey first, and knows it under the name of Redis', async () => {
    const redis = program('redis-server', 'Redis server v=7.2.4 sha=00000000:0');
    const valkey = program('valkey-server', 'Valkey server v=8.1.0 sha=00000000:0');
    const renamed = program('redis-server', 'Valkey server v=8.0.2 sha=00000000:0');
    const { usable } = await surveyRedisServers([redis, valkey, renamed].join(delimiter));
    expect(usable.map(({ kind, version }) => [kind, version])).toEqual([
      ['valkey', '8.1.0'],
      ['redis', '7.2.4'],
      ['valkey', '8.0.2'],
    ]);
  });

  it.skipIf(process.platform === 'win32')('says why one will not do', async () => {
    const old = program('redis-server', 'Redis server v=5.0.14 sha=00000000:0');
    const mute = program('redis-server', 'hello');
    const path = [old, mute].join(delimiter);
    const { unusable } = await surveyRedisServers(path);
    expect(unusable.map(({ because }) => because)).toEqual([
      'it is 5.0.14, and 6.2 or newer is needed',
      'it does not tell its version: hello',
    ]);
    expect(await findRedisServer(path)).toBeNull();
  });
});
