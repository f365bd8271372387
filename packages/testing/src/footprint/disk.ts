/** Space that a folder takes on disk, as `du` counts it: blocks, and a file with two names once. */

import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const BLOCK_BYTES = 512;

/** @returns bytes; 0 when the folder is not there */
export function spaceOf(folder: string, seen: Set<number> = new Set()): number {
  let bytes = 0;
  for (const entry of listIn(folder)) {
    const file = join(folder, entry.name);
    const { ino, blocks } = lstatSync(file);
    if (seen.has(ino)) continue;
    seen.add(ino);
    bytes += blocks * BLOCK_BYTES;
    if (entry.isDirectory()) bytes += spaceOf(file, seen);
  }
  return bytes;
}

function listIn(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
