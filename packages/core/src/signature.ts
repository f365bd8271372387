/**
 * Signatures of grants: Ed25519 (RFC 8032) over the canonical JSON (RFC 8785) of what was granted. Whoever can write to
 * the database but does not hold the site's key cannot write a grant that nobody signed: the gate takes one whose
 * signature does not hold for none. What lowered a grant is not signed; taking that away shows in the audit trail.
 */

import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { canonicalJson } from './chain.ts';
import { AndonError } from './errors.ts';
import type { Grant, GrantSignature, Json } from './record.ts';

/** What is signed: everything that a grant says, and nothing that the record adds. */
export type GrantTerms = Omit<Grant, 'signature' | 'revision' | 'lowered' | 'demotions'>;

export interface GrantSigner {
  sign(terms: GrantTerms): GrantSignature;
  holds(grant: Grant): boolean;
}

/**
 * @param privateKeyPem PKCS #8, Ed25519
 * @throws AndonError('config.invalid') when it is no such key
 */
export function grantSigner(privateKeyPem: string): GrantSigner {
  const privateKey = readSigningKey(privateKeyPem);
  const publicKey = createPublicKey(privateKey);
  const keyId = keyIdOf(publicKey);
  return {
    sign: (terms) => ({ keyId, value: sign(null, payloadOf(terms), privateKey).toString('base64') }),
    holds: (grant) =>
      grant.signature.keyId === keyId &&
      verify(null, payloadOf(grant), publicKey, Buffer.from(grant.signature.value, 'base64')),
  };
}

/**
 * @param pem PKCS #8, Ed25519
 * @throws AndonError('config.invalid') when it is no such key
 */
export function readSigningKey(pem: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch (error) {
    const problem = `it is no private key in PEM: ${(error as Error).message}`;
    throw new AndonError('config.invalid', { path: 'signing key', problem }, { cause: error });
  }
  const kind = key.asymmetricKeyType;
  if (kind === 'ed25519') return key;
  throw new AndonError('config.invalid', { path: 'signing key', problem: `it is ${kind}, and must be ed25519` });
}

/** First 16 hex digits of the SHA-256 of the public key in DER. */
function keyIdOf(publicKey: KeyObject): string {
  const der = publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(der).digest('hex').slice(0, 16);
}

function payloadOf(terms: GrantTerms): Buffer {
  const { id, agentId, scope, actionType, riskClass, level, fingerprint, signedBy, reason, basis, notAfterMs } = terms;
  const people = signedBy.map((actor) => ({ ...actor }));
  const said = { id, agentId, scope, actionType, riskClass, level, fingerprint, reason, notAfterMs };
  return Buffer.from(canonicalJson({ ...said, basis: { ...basis }, signedBy: people } as unknown as Json));
}
