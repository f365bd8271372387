/** A process of the crash loop that is to be up: started again whenever it is gone, whoever ended it. */

import { setTimeout as delay } from 'node:timers/promises';
import { AndonError } from '@andon/core';
import type { AndonProcess } from '../demo-run.ts';

/** A start that fails is tried again, for as long as what it needs may be away. */
const AGAIN_MS = 250;
const GIVE_UP_MS = 60_000;

export class Kept {
  /** Ends that nobody here caused, in the words of the process. */
  readonly fell: string[] = [];
  readonly #name: string;
  readonly #start: () => Promise<AndonProcess>;
  #process: AndonProcess | null = null;
  #up: Promise<void> | null = null;
  #isWanted = true;

  /** @param start answers when it is up, and rejects when it ended before */
  constructor(name: string, start: () => Promise<AndonProcess>) {
    this.#name = name;
    this.#start = start;
  }

  /** Resolves when it is up, be it for the first time or again. */
  async up(): Promise<void> {
    if (this.#up === null) this.#startAgain();
    let waited: Promise<void> | null;
    // It may have been struck again meanwhile.
    do {
      waited = this.#up;
      await waited;
    } while (waited !== this.#up);
  }

  /** Sends a signal in this very tick; after a deadly one it is started again at once. */
  signal(signal: NodeJS.Signals): void {
    const struck = this.#process;
    if (struck === null) return;
    if (signal === 'SIGKILL') this.#process = null;
    struck.kill(signal);
    if (signal === 'SIGKILL') this.#startAgain(struck.ended);
  }

  /** Ends it in order. Answers what it ended with. */
  async end(): Promise<number | null> {
    this.#isWanted = false;
    await this.#up?.catch(() => {});
    const last = this.#process;
    if (last === null) return null;
    last.kill('SIGCONT');
    last.interrupt();
    return (await last.ended).code;
  }

  #startAgain(after: Promise<unknown> = Promise.resolve()): void {
    this.#up = after.then(() => this.#bringUp());
    this.#up.catch(() => {}); // told to whoever waits for it
  }

  async #bringUp(): Promise<void> {
    const giveUpAt = performance.now() + GIVE_UP_MS;
    for (;;) {
      try {
        const started = await this.#start();
        this.#process = started;
        void started.ended.then(({ stderr }) => this.#ended(started, stderr));
        return;
      } catch (error) {
        if (performance.now() > giveUpAt || !this.#isWanted) throw asWords(this.#name, error);
        await delay(AGAIN_MS);
      }
    }
  }

  #ended(gone: AndonProcess, stderr: string): void {
    if (this.#process !== gone || !this.#isWanted) return;
    this.#process = null;
    this.fell.push(`${this.#name}: ${stderr.trim() || 'it said nothing'}`);
    this.#startAgain();
  }
}

function asWords(name: string, error: unknown): AndonError {
  const what = `${name} does not start: ${error instanceof Error ? error.message : String(error)}`;
  return new AndonError('internal.defect', { what }, { cause: error });
}
