/** Exported trails for tests, made with a key of their own, and what both verifiers say of them. */

import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  appendLeaf,
  chainStart,
  checkpointLine,
  checkpointSigner,
  emptyFrontier,
  endLine,
  eventBody,
  eventLine,
  frontierRoot,
  hashOfSeal,
  headerLine,
  leafHash,
  parseNoteKey,
  sealText,
  TrailCheck,
  type TrailReport,
} from '@andon/core';
import { checkFile } from '../src/commands/audit-export.ts';
import { readAnchorFile, readAuditKey } from '../src/commands/audit-files.ts';
import { verifyExport } from '../verify/verify-audit.mjs';

export const origin = 'acme/harbin/andon';

export function newKeyPem(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

export interface Trail {
  readonly lines: readonly string[];
  /** Of each checkpoint. */
  readonly notes: readonly string[];
  readonly keyText: string;
}

export interface TrailOptions {
  readonly events: number;
  /** Sizes of the checkpoints. */
  readonly signedAt: readonly number[];
  readonly pem?: string;
  /** Told in each event: another word makes other events. */
  readonly word?: string;
}

export function buildTrail({ events, signedAt, pem = newKeyPem(), word = '合格' }: TrailOptions): Trail {
  const signer = checkpointSigner(pem);
  const keyText = signer.keyFor(origin).text;
  const lines = [headerLine(origin, keyText)];
  const notes: string[] = [];
  let hash = chainStart;
  let tree = emptyFrontier;
  for (let seq = 1; seq <= events; seq += 1) {
    const event = {
      id: `evt_${seq}`,
      type: 'outcome.judged',
      at: { plantMs: seq * 1_000, wallMs: seq * 1_000 + 5 },
      actor: { id: 'li-wei', name: 'Li “Na” 李娜', roles: ['operator'], authenticatedBy: 'local' as const },
      scope: seq % 3 === 0 ? null : 'acme/harbin/hot-rolling/hot-strip-1',
      refs: { effectId: `eff_${seq}` },
      data: { word, odd: '\ufffd \ud800 \\ "', tiny: 5e-324, huge: 1e30, list: [seq, null, true] },
    };
    const text = sealText(hash, seq, eventBody(event));
    hash = hashOfSeal(text);
    tree = appendLeaf(tree, leafHash(text));
    lines.push(eventLine({ ...event, seq, hash }));
    if (!signedAt.includes(seq)) continue;
    const note = signer.sign({ origin, size: seq, root: frontierRoot(tree) });
    notes.push(note);
    lines.push(checkpointLine(note));
  }
  lines.push(endLine(events, notes.length));
  return { lines, notes, keyText };
}

export const bytesOf = (lines: readonly string[]): Buffer => Buffer.from(lines.map((line) => `${line}\n`).join(''));

/** What both say of a file, which must be the same. */
export class Verifiers {
  readonly #dir: string;
  readonly #files: { readonly key?: string; readonly anchors: string[] };

  /** @param anchors notes; none where it is `null` */
  constructor(dir: string, keyText: string | null, anchors: readonly string[] | null) {
    this.#dir = dir;
    const files = { key: join(dir, 'key.txt'), anchor: join(dir, 'anchors.txt') };
    if (keyText !== null) writeFileSync(files.key, `${keyText}\n`);
    if (anchors) writeFileSync(files.anchor, anchors.map((note) => `${note}\n`).join(''));
    this.#files = { ...(keyText === null ? {} : { key: files.key }), anchors: anchors ? [files.anchor] : [] };
  }

  /** @throws where they differ */
  async verify(bytes: Uint8Array): Promise<TrailReport> {
    const file = join(this.#dir, 'trail.jsonl');
    writeFileSync(file, bytes);
    const alone = verifyExport(file, this.#files);
    const { key, anchors } = this.#files;
    const check = new TrailCheck({
      key: key === undefined ? null : readAuditKey(key),
      anchors: anchors.flatMap(readAnchorFile),
    });
    await checkFile(file, check);
    const ours = check.report();
    if (JSON.stringify(alone) !== JSON.stringify(ours)) {
      throw new RangeError(`the verifiers differ:\n${JSON.stringify(alone)}\n${JSON.stringify(ours)}`);
    }
    if (ours.key !== null && parseNoteKey(ours.key) === null) throw new RangeError('no key');
    return ours;
  }
}
