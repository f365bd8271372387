/** `andon audit prove`: that one event is in the trail that a checkpoint signs, without showing any other. */

import {
  AndonError,
  type AuditPort,
  chainStart,
  claimedCheckpoint,
  eventBody,
  gatherProof,
  inclusionRanges,
  leafHash,
  type NoteKey,
  provesInclusion,
  type SealedEvent,
  sealText,
} from '@andon/core';

const PAGE = 1_000;

export interface EventProof {
  readonly format: 'andon-audit-proof';
  readonly version: 1;
  readonly event: Omit<SealedEvent, 'seq' | 'hash'>;
  readonly seq: number;
  readonly hash: string;
  /** Hash of the event before. */
  readonly previous: string;
  /** Hashes from the leaf up to the root, lower-case hex. */
  readonly proof: readonly string[];
  /** The signed note. */
  readonly checkpoint: string;
  readonly key: string;
}

/**
 * @param wanted id or place of a sealed event
 * @throws AndonError audit.unknown-event | audit.no-checkpoint, and audit.broken where the trail is not as it was signed
 */
export async function proveEvent(
  audit: AuditPort,
  wanted: string,
  keyFor: (origin: string) => NoteKey,
): Promise<EventProof> {
  const isPlace = /^[1-9]\d{0,15}$/.test(wanted);
  const found = isPlace ? (await audit.list(Number(wanted) - 1, 1))[0] : await audit.find(wanted);
  if (!found || (isPlace && found.seq !== Number(wanted))) {
    throw new AndonError('audit.unknown-event', { event: wanted });
  }
  const last = await audit.lastCheckpoint();
  const checkpoint = last && claimedCheckpoint(last.note);
  const { seq, hash, ...event } = found;
  if (!checkpoint || checkpoint.size < seq) throw new AndonError('audit.no-checkpoint');
  const { size, root, origin } = checkpoint;
  const { proof, previous, leaf } = await gather(audit, seq, size);
  if (!provesInclusion({ index: seq - 1, size, leaf, proof, root })) throw new AndonError('audit.broken', { seq });
  return {
    ...{ format: 'andon-audit-proof', version: 1, event, seq, hash, previous, proof },
    checkpoint: last.note,
    key: keyFor(origin).text,
  };
}

async function gather(audit: AuditPort, seq: number, size: number) {
  const gatherer = gatherProof(inclusionRanges(seq - 1, size));
  let hash = chainStart;
  let mine = { previous: chainStart, leaf: '' };
  for (let at = 0; at < size; ) {
    const page = await audit.list(at, Math.min(PAGE, size - at));
    if (page.length === 0) throw new AndonError('audit.broken', { seq: at + 1 });
    for (const event of page) {
      const leaf = leafHash(sealText(hash, event.seq, eventBody(event)));
      if (event.seq === seq) mine = { previous: hash, leaf };
      gatherer.take(leaf);
      ({ hash, seq: at } = event);
    }
  }
  return { ...mine, proof: gatherer.proof() };
}
