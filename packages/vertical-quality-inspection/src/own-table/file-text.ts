/** The text of a table's file, or why it cannot be had. */

import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { AndonError } from '@andon/sdk';

export interface FileText {
  readonly text: string;
  readonly byteOrderMark: boolean;
  /** Of the file's bytes. */
  readonly sha256: string;
}

/** The whole table is kept in memory, several times over. */
const mostMegabytes = 200;

/** @throws AndonError('table.unreadable' | 'table.too-big' | 'table.encoding') */
export function readFileText(file: string): FileText {
  const bytes = bytesOf(file);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const byteOrderMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), byteOrderMark, sha256 };
  } catch (cause) {
    throw new AndonError('table.encoding', { file }, { cause });
  }
}

function bytesOf(file: string): Buffer {
  let megabytes: number;
  try {
    megabytes = Math.ceil(statSync(file).size / 1e6);
    if (megabytes <= mostMegabytes) return readFileSync(file);
  } catch (cause) {
    const problem = (cause as NodeJS.ErrnoException).code ?? String(cause);
    throw new AndonError('table.unreadable', { file, problem }, { cause });
  }
  throw new AndonError('table.too-big', { file, megabytes, most: mostMegabytes });
}
