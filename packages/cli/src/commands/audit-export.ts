/** The audit trail as lines: what `andon audit export` writes and `andon audit verify` reads. */

import { createReadStream } from 'node:fs';
import {
  AndonError,
  type AuditPort,
  checkpointLine,
  endLine,
  eventLine,
  headerLine,
  type NoteKey,
  type SignedCheckpoint,
  type TrailCheck,
} from '@andon/core';

const PAGE = 1_000;
const NEWLINE = 0x0a;

/** Up to where the trail is now, a page at a time. */
export async function* exportLines(audit: AuditPort, key: NoteKey): AsyncGenerator<string> {
  const head = await audit.head();
  yield headerLine(key.name, key.text);
  const signed = checkpointsOf(audit);
  let next = await signed.next();
  let checkpoints = 0;
  for (let seq = 0; seq < head; ) {
    const page = await audit.list(seq, Math.min(PAGE, head - seq));
    // A seal without its event is no event to list: the end then counts fewer than there should be.
    if (page.length === 0) break;
    for (const event of page) {
      ({ seq } = event);
      yield eventLine(event);
      for (; !next.done && next.value.size <= seq; next = await signed.next()) {
        yield checkpointLine(next.value.note);
        checkpoints += 1;
      }
    }
  }
  yield endLine(head, checkpoints);
}

export async function* checkpointsOf(audit: AuditPort): AsyncGenerator<SignedCheckpoint, undefined> {
  for (let size = 0; ; ) {
    const page = await audit.checkpoints(size, PAGE);
    yield* page;
    const last = page.at(-1);
    if (!last || page.length < PAGE) return;
    ({ size } = last);
  }
}

/** Several lines together, each with its newline: writing them one by one would take longer than making them. */
export async function* chunked(lines: AsyncIterable<string>): AsyncGenerator<string> {
  let chunk: string[] = [];
  for await (const line of lines) {
    chunk.push(`${line}\n`);
    if (chunk.length < PAGE) continue;
    yield chunk.join('');
    chunk = [];
  }
  if (chunk.length > 0) yield chunk.join('');
}

/**
 * Gives a file to a check, line by line. A last line without a newline was torn off, so it is none.
 *
 * @throws AndonError('audit.unreadable')
 */
export async function checkFile(file: string, check: TrailCheck): Promise<void> {
  let rest: Buffer = Buffer.alloc(0);
  try {
    for await (const read of createReadStream(file, { highWaterMark: 1 << 20 })) {
      const bytes = Buffer.concat([rest, read as Buffer]);
      let from = 0;
      for (let to = bytes.indexOf(NEWLINE); to >= 0; to = bytes.indexOf(NEWLINE, from)) {
        check.take(textOf(bytes.subarray(from, to)));
        if (check.isOver) return;
        from = to + 1;
      }
      rest = bytes.subarray(from);
    }
  } catch (error) {
    const problem = (error as Error).message;
    throw new AndonError('audit.unreadable', { file, problem, flag: '--export' }, { cause: error });
  }
  if (rest.length > 0) check.take(null);
}

/** Replacing what is not UTF-8 could make two different lines read the same. */
function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
