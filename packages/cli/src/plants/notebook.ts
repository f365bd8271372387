/**
 * What the inspectors saw, kept beside the line: a crew does not forget a coil because Andon was killed.
 */

import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { VisualCheck } from '@andon/sim-line';
import { z } from 'zod';

export interface Notebook {
  look(coil: string): VisualCheck['class'] | null;
  /** Noted again, as when a batch is delivered again, it changes nothing. */
  note(look: VisualCheck): void;
}

const Entry = z.object({ session: z.string(), coil: z.string(), class: VisualCheck.shape.class });

/** @param dir of the line; notes of another session of it are not read */
export function openNotebook(dir: string, session: string): Notebook {
  const file = join(dir, 'looks.jsonl');
  const looks = new Map(readEntries(file, session).map((entry) => [entry.coil, entry.class]));
  return {
    look: (coil) => looks.get(coil) ?? null,
    note({ coil, class: seen }) {
      if (looks.has(coil)) return;
      looks.set(coil, seen);
      // On a line of its own, whatever a killed process left torn before it.
      appendFileSync(file, `\n${JSON.stringify({ session, coil, class: seen })}`);
    },
  };
}

function readEntries(file: string, session: string): z.infer<typeof Entry>[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return text.split('\n').flatMap((line) => {
    const entry = Entry.safeParse(parse(line));
    return entry.success && entry.data.session === session ? [entry.data] : [];
  });
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null; // torn: the batch that told of it comes again
  }
}
