/**
 * The site's signer with a memory: the gate asks of the same grants again and again, and a signature that held for these
 * very terms holds for ever.
 */

import type { Grant, GrantSignature, GrantSigner, GrantTerms } from '@andon/core';

export class RememberingSigner implements GrantSigner {
  readonly #signer: GrantSigner;
  /** By the grant's id: the terms and signature that were asked of, and the answer. */
  readonly #known = new Map<string, { readonly asked: string; readonly holds: boolean }>();

  constructor(signer: GrantSigner) {
    this.#signer = signer;
  }

  sign(terms: GrantTerms): GrantSignature {
    return this.#signer.sign(terms);
  }

  holds(grant: Grant): boolean {
    // What the record adds after the signature says nothing of it.
    const { revision: _, lowered: _lowered, demotions: _demotions, ...signed } = grant;
    const asked = JSON.stringify(signed);
    const known = this.#known.get(grant.id);
    if (known?.asked === asked) return known.holds;
    const holds = this.#signer.holds(grant);
    this.#known.set(grant.id, { asked, holds });
    return holds;
  }
}
