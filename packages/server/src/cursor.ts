/** Where a page of jobs goes on: opaque to clients, and of use only for the same question. */

import { AndonError } from '@andon/core';
import type { JobPlace, JobState } from '@andon/queue';
import { z } from 'zod';

/** What the pages are of. */
export interface JobsAsked {
  /** `null`: all queues. */
  readonly queue: string | null;
  readonly state: JobState;
}

const Cursor = z.tuple([z.string().nullable(), z.string(), z.number(), z.string()]);

export function writeCursor({ queue, state }: JobsAsked, { atMs, id }: JobPlace): string {
  return Buffer.from(JSON.stringify([queue, state, atMs, id] satisfies z.input<typeof Cursor>)).toString('base64url');
}

/** @throws AndonError('request.cursor') where it is none, or of another question */
export function readCursor(asked: JobsAsked, cursor: string): JobPlace {
  const parsed = Cursor.safeParse(fromJson(Buffer.from(cursor, 'base64url').toString()));
  if (parsed.success) {
    const [queue, state, atMs, id] = parsed.data;
    if (queue === asked.queue && state === asked.state) return { atMs, id };
  }
  throw new AndonError('request.cursor', { cursor, path: 'after' });
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
