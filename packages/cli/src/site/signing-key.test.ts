import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GrantTerms } from '@andon/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSigner, signingKeyFile } from './signing-key.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'andon-key-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const terms: GrantTerms = {
  id: 'grt_1',
  agentId: 'a@s',
  scope: 's',
  actionType: 'dispose',
  riskClass: 'reversible',
  level: 'approve',
  fingerprint: 'f',
  signedBy: [],
  reason: 'because',
  basis: { kind: 'commissioning' },
  notAfterMs: 1,
};

describe('the signing key of a home', () => {
  it('is made once, and only its owner reads it', () => {
    const first = openSigner(home);
    const grant = { ...terms, signature: first.sign(terms), revision: 1, lowered: null, demotions: 0 };
    expect(statSync(signingKeyFile(home)).mode & 0o777).toBe(0o600);
    expect(openSigner(home).holds(grant)).toBe(true);
    expect(first.holds({ ...grant, level: 'autonomous' })).toBe(false);
  });

  it('says what to do about a file that is none', () => {
    writeFileSync(signingKeyFile(home), 'not a key');
    expect(() => openSigner(home)).toThrow(expect.objectContaining({ code: 'config.invalid' }));
    expect(readFileSync(signingKeyFile(home), 'utf8')).toBe('not a key');
  });
});
