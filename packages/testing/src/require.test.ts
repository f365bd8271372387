import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirePart } from './require.ts';

describe('requirePart', () => {
  let empty: string;
  let withValkey: string;

  beforeAll(() => {
    empty = mkdtempSync(join(tmpdir(), 'andon-parts-'));
    withValkey = mkdtempSync(join(tmpdir(), 'andon-parts-'));
    writeFileSync(join(withValkey, 'valkey-server'), '#!/bin/sh\n', { mode: 0o755 });
  });

  afterAll(() => {
    for (const folder of [empty, withValkey]) rmSync(folder, { recursive: true, force: true });
  });

  it('finds a part by any of its programs', () => {
    expect(requirePart('redis', { PATH: [empty, withValkey].join(delimiter) })).toBe(true);
  });

  it('reports an absent part that nobody requires', () => {
    expect(requirePart('redis', { PATH: empty })).toBe(false);
    expect(requirePart('redis', { PATH: empty, ANDON_REQUIRE: 'mosquitto' })).toBe(false);
    expect(requirePart('redis', {})).toBe(false);
  });

  it('refuses to go on without a part that is required', () => {
    const env = { PATH: empty, ANDON_REQUIRE: 'mosquitto, redis' };
    expect(() => requirePart('redis', env)).toThrow(/ANDON_REQUIRE asks for redis/);
  });

  it('refuses a required part that it does not know, so that a typing error cannot skip tests', () => {
    expect(() => requirePart('redis', { PATH: withValkey, ANDON_REQUIRE: 'reddis' })).toThrow(/"reddis"/);
  });
});
