import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { because } from './because.ts';
import type { Grant } from './record.ts';
import { type GrantTerms, grantSigner } from './signature.ts';

const person = { id: 'li-wei', name: 'Li Wei', roles: ['shift-lead'], authenticatedBy: 'local' } as const;
const other = { id: 'chen-hua', name: 'Chen Hua', roles: ['process-owner'], authenticatedBy: 'local' } as const;

const terms: GrantTerms = {
  id: 'grt_1',
  agentId: 'agt_1',
  scope: 'acme/harbin/hot-rolling/hot-strip-1',
  actionType: 'dispose',
  riskClass: 'reversible',
  level: 'approve',
  fingerprint: 'fp-1',
  signedBy: [person],
  reason: 'the evidence is there',
  basis: { kind: 'evidence', successes: 42, failures: 1, target: 0.95, alpha: 0.05 },
  notAfterMs: 1_000,
};

const newSigner = () =>
  grantSigner(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());

const signer = newSigner();

function signed(): Grant {
  return { ...terms, signature: signer.sign(terms), revision: 1, lowered: null, demotions: 0 };
}

describe('the signature of a grant', () => {
  it('holds for what was signed', () => {
    expect(signer.holds(signed())).toBe(true);
  });

  it.each<Partial<GrantTerms>>([
    { id: 'grt_2' },
    { agentId: 'agt_2' },
    { scope: 'acme/harbin' },
    { actionType: 'scrap' },
    { riskClass: 'irreversible' },
    { level: 'autonomous' },
    { fingerprint: 'fp-2' },
    { signedBy: [] },
    { signedBy: [other] },
    { signedBy: [person, other] },
    { signedBy: [{ ...person, roles: ['process-owner'] }] },
    { reason: 'another' },
    { basis: { kind: 'commissioning' } },
    { basis: { kind: 'evidence', successes: 43, failures: 0, target: 0.95, alpha: 0.05 } },
    { notAfterMs: 1_001 },
  ])('is broken by %o', (change) => {
    expect(signer.holds({ ...signed(), ...change })).toBe(false);
  });

  it('covers every term that a grant has', () => {
    for (const term of Object.keys(terms) as (keyof GrantTerms)[]) {
      const { [term]: _, ...rest } = signed();
      expect(signer.holds({ ...rest, [term]: [{ another: 'thing' }] } as unknown as Grant), term).toBe(false);
    }
  });

  it('still holds when the record lowers the grant or numbers it anew', () => {
    const lowered = { to: 'advise', because: because('fingerprint.changed'), by: person, atMs: 5 } as const;
    expect(signer.holds({ ...signed(), revision: 7, lowered, demotions: 1 })).toBe(true);
  });

  it('does not hold under another key, even when the grant names it', () => {
    const stranger = newSigner();
    const grant = signed();
    expect(stranger.holds(grant)).toBe(false);
    const forged = { ...grant, signature: { ...stranger.sign(terms), keyId: grant.signature.keyId } };
    expect(signer.holds(forged)).toBe(false);
  });

  it('does not hold without a signature', () => {
    const grant = signed();
    expect(signer.holds({ ...grant, signature: { ...grant.signature, value: '' } })).toBe(false);
  });
});
