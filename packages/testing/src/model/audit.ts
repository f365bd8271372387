/** The audit trail in the memory record, sealed with core's chain and signed over core's tree. */

import {
  type AuditPort,
  appendLeaf,
  chainStart,
  claimedCheckpoint,
  emptyFrontier,
  eventBody,
  frontierRoot,
  leafHash,
  type SealedEvent,
  sealHash,
  sealText,
} from '@andon/core';
import { asStored, type State } from './state.ts';

export function auditOf(state: State): AuditPort {
  return {
    async seal(most = Number.POSITIVE_INFINITY) {
      const from = state.sealed.length;
      const waiting = state.events.slice(from, from + most);
      for (const event of waiting) {
        const seq = state.sealed.length + 1;
        const previous = state.sealed.at(-1)?.hash ?? chainStart;
        state.sealed.push({ ...event, seq, hash: sealHash(previous, seq, event) });
      }
      return waiting.length;
    },
    async checkpoint({ origin, sign, wallMs }) {
      const last = state.checkpoints.at(-1);
      const size = state.sealed.length;
      if (size === (last?.size ?? 0)) return null;
      const kept = last ? claimedCheckpoint(last.note)?.origin : undefined;
      const note = sign({ origin: kept ?? origin, size, root: rootOf(state.sealed) });
      state.checkpoints.push({ size, note, wallMs });
      return { size, note, wallMs };
    },
    async checkpoints(afterSize, limit) {
      return state.checkpoints.filter(({ size }) => size > afterSize).slice(0, limit);
    },
    async lastCheckpoint() {
      return state.checkpoints.at(-1) ?? null;
    },
    async verify() {
      const firstBad = firstBroken(state);
      const [events, sealed] = [state.events.length, state.sealed.length];
      return { events, sealed, verified: firstBad === null && sealed === events, firstBad };
    },
    async list(afterSeq, limit) {
      return state.sealed.filter((event) => event.seq > afterSeq).slice(0, limit);
    },
    async find(id) {
      return state.sealed.find((event) => event.id === id) ?? null;
    },
    async head() {
      return state.sealed.length;
    },
    async note(event) {
      if (!state.events.some((other) => other.id === event.id)) state.events.push(asStored(event));
    },
  };
}

function rootOf(sealed: readonly SealedEvent[]): string {
  const leaves = sealed.map((event, index) =>
    leafHash(sealText(sealed[index - 1]?.hash ?? chainStart, event.seq, eventBody(event))),
  );
  return frontierRoot(leaves.reduce(appendLeaf, emptyFrontier));
}

function firstBroken(state: State): number | null {
  let previous = chainStart;
  for (const [index, event] of state.sealed.entries()) {
    if (event.seq !== index + 1 || event.hash !== sealHash(previous, event.seq, event)) return index + 1;
    previous = event.hash;
  }
  const wrong = state.checkpoints.find(
    ({ size, note }) => claimedCheckpoint(note)?.root !== rootOf(state.sealed.slice(0, size)),
  );
  return wrong?.size ?? null;
}
