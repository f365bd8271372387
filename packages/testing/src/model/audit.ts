/** The audit trail in the memory record, sealed with core's chain. */

import { type AuditPort, chainStart, sealHash } from '@andon/core';
import { asStored, type State } from './state.ts';

export function auditOf(state: State): AuditPort {
  return {
    async seal() {
      const waiting = state.events.slice(state.sealed.length);
      for (const event of waiting) {
        const seq = state.sealed.length + 1;
        const previous = state.sealed.at(-1)?.hash ?? chainStart;
        state.sealed.push({ ...event, seq, hash: sealHash(previous, seq, event) });
      }
      return waiting.length;
    },
    async verify() {
      const firstBad = firstBroken(state);
      const [events, sealed] = [state.events.length, state.sealed.length];
      return { events, sealed, verified: firstBad === null && sealed === events, firstBad };
    },
    async list(afterSeq, limit) {
      return state.sealed.filter((event) => event.seq > afterSeq).slice(0, limit);
    },
    async head() {
      return state.sealed.length;
    },
    async note(event) {
      if (!state.events.some((other) => other.id === event.id)) state.events.push(asStored(event));
    },
  };
}

function firstBroken(state: State): number | null {
  let previous = chainStart;
  for (const [index, event] of state.sealed.entries()) {
    if (event.seq !== index + 1 || event.hash !== sealHash(previous, event.seq, event)) return index + 1;
    previous = event.hash;
  }
  return null;
}
