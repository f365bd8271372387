/** Moments of the protocol, and how to be there when one comes. */

import { existsSync, readFileSync, watch } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { DemoHome } from './demo-home.ts';
import type { AndonProcess } from './demo-run.ts';

const POLL_MS = 15;
/** A level is earned late in a demo, on a busy machine minutes after its start. */
const LEVEL_MS = 420_000;
/** A line of the plain view that says so of a level. */
export const levelChanged = /^\S+ {2}level .*(?:, signed by| by itself: )/;

/** A moment of the protocol at which a process may die. */
export type Moment =
  /** Right after it said the n-th line with this label. */
  | { readonly after: 'proposal' | 'decision' | 'effect' | 'stop' | 'outcome' | 'note'; readonly nth: number }
  /** Right after it said for the n-th time that a level was signed or lowered; that it stands is said all the time. */
  | { readonly after: 'level'; readonly nth: number }
  /** When the n-th command from now on is in the plant's log, and most likely not settled yet. */
  | { readonly after: 'arrival'; readonly nth: number }
  /** When a file of the home is there: in the middle of starting. */
  | { readonly after: 'file'; readonly name: string };

/**
 * Resolves as near to the moment as this process can tell.
 *
 * @throws when andon ended before
 */
export async function reach(home: DemoHome, andon: AndonProcess, moment: Moment): Promise<void> {
  const over = andon.ended.then(({ code, stdout, stderr }) => {
    throw new Error(`andon ended (${code}) before ${JSON.stringify(moment)}.\n${stdout}\n${stderr}`);
  });
  await Promise.race([arrive(home, andon, moment), over]);
}

function arrive(home: DemoHome, andon: AndonProcess, moment: Moment): Promise<unknown> {
  switch (moment.after) {
    case 'arrival':
      return grown(join(home.path, 'line', 'commands.jsonl'), moment.nth);
    case 'file':
      return there(join(home.path, moment.name), andon);
    case 'level':
      return andon.said(levelChanged, moment.nth, LEVEL_MS);
    default:
      return andon.said(new RegExp(`^\\S+ {2}${moment.after} `), moment.nth);
  }
}

async function there(file: string, andon: AndonProcess): Promise<void> {
  let over = false;
  void andon.ended.then(() => {
    over = true;
  });
  while (!over && !existsSync(file)) await new Promise((resolve) => setImmediate(resolve));
}

/** Told by the kernel, so within a millisecond or so of the write. */
async function grown(file: string, by: number): Promise<void> {
  while (!existsSync(file)) await delay(POLL_MS);
  const count = () => readFileSync(file, 'latin1').split('\n').length - 1;
  const before = count();
  await new Promise<void>((resolve) => {
    const watcher = watch(file, () => {
      if (count() < before + by) return;
      watcher.close();
      resolve();
    });
    watcher.unref();
  });
}
