/** An event of the trail as server-sent events carry it. */

import type { SealedEvent } from '@andon/core';

export interface Frame {
  readonly seq: number;
  readonly text: string;
}

export function toFrame(event: SealedEvent): Frame {
  // JSON has no line breaks of its own, so it is one line of data.
  return { seq: event.seq, text: `id: ${event.seq}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n` };
}

/**
 * What a stream begins with. An id without data is no event, yet a client keeps it: one that is cut off before its first
 * event goes on from where it began.
 */
export function opening(after: number, retryMs: number): string {
  return `retry: ${retryMs}\nid: ${after}\n\n`;
}

export const heartbeat = ': nothing new\n\n';
export const farewell = ': the API closes\n\n';
