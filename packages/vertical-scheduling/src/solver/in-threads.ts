/**
 * Searches on threads that exchange their best plans. A thread goes into a round with what the others had found at the end of
 * the round before the last: so who is faster waits only when it is a whole round ahead, and what each gets depends on
 * iterations alone. Rounds count in their order, and threads in theirs: with a limit of iterations the plan is the same
 * however the machine shares out its time.
 */

import { Worker } from 'node:worker_threads';
import { AndonError } from '@andon/sdk';
import type { Candidate } from './candidate.ts';
import type { Instance } from './instance.ts';
import type { RoundEnd } from './rounds.ts';
import type { Go, ThreadData, Told } from './search-thread.ts';

/** The published package holds compiled files beside this one; here they are the sources. */
const program = new URL(import.meta.url.endsWith('.ts') ? './search-thread.ts' : './search-thread.js', import.meta.url);

/** What a stopped thread gets to hand in its plan; then the last that it told of counts. */
const graceMs = 25;

export interface ThreadsOptions {
  readonly instance: Instance;
  readonly seed: number;
  /** How many, ≥ 1. */
  readonly threads: number;
  /** For each thread; `null` for no limit, and then only the signal and the bound end it. */
  readonly iterations: number | null;
  readonly lowerBound: number;
  readonly signal: AbortSignal;
  /** With each better plan, of whichever thread. */
  readonly onBetter: (best: Candidate) => void;
}

export interface Searched {
  /** `null` when it was stopped before any thread had one. */
  readonly best: Candidate | null;
  /** Of all threads together. */
  readonly iterations: number;
}

/** @throws AndonError('internal.defect') when a thread ends by an error */
export async function searchInThreads(options: ThreadsOptions): Promise<Searched> {
  const threads = new Threads(options);
  try {
    return await threads.done;
  } finally {
    threads.end();
  }
}

class Threads {
  readonly done: Promise<Searched>;
  readonly #options: ThreadsOptions;
  readonly #stop = new Int32Array(new SharedArrayBuffer(4));
  readonly #workers: Worker[];
  /** By thread, the end of each of its rounds. */
  readonly #rounds: RoundEnd[][];
  readonly #settle: PromiseWithResolvers<Searched> = Promise.withResolvers();
  readonly #abort = () => this.#stopAll();
  #merged = 0;
  #isStopped = false;
  #isOver = false;
  #best: Candidate | null = null;
  #lastTold: Candidate | null = null;
  #grace: NodeJS.Timeout | undefined;

  constructor(options: ThreadsOptions) {
    this.#options = options;
    this.done = this.#settle.promise;
    this.#rounds = Array.from({ length: options.threads }, () => []);
    this.#workers = options.signal.aborted ? [] : this.#rounds.map((_, thread) => this.#startThread(thread));
    if (options.signal.aborted) this.#finish(null);
    else options.signal.addEventListener('abort', this.#abort, { once: true });
  }

  /** A thread that is in the middle of something is gone a little later; nobody waits for that. */
  end(): void {
    clearTimeout(this.#grace);
    this.#options.signal.removeEventListener('abort', this.#abort);
    Atomics.store(this.#stop, 0, 1);
    for (const worker of this.#workers) void worker.terminate();
  }

  #startThread(thread: number): Worker {
    const { instance, seed, iterations, lowerBound } = this.#options;
    const data: ThreadData = {
      instance,
      seed,
      stream: thread + 1,
      iterations: iterations ?? Number.POSITIVE_INFINITY,
      lowerBound,
      stop: this.#stop,
    };
    const worker = new Worker(program, { workerData: data });
    worker.on('message', (told: Told) => {
      if (told.kind === 'better') this.#heard(told.best);
      else this.#ended(thread, told.end);
    });
    worker.once('error', (cause) => {
      this.#settle.reject(new AndonError('internal.defect', { what: `a search ended: ${String(cause)}` }, { cause }));
    });
    this.#send(worker, []);
    return worker;
  }

  #send(worker: Worker | undefined, offers: readonly Candidate[]): void {
    const go: Go = { offers };
    worker?.postMessage(go);
  }

  #heard(best: Candidate): void {
    if (this.#isOver || (this.#lastTold !== null && best.makespan >= this.#lastTold.makespan)) return;
    this.#lastTold = best;
    this.#options.onBetter(best);
    // Without a limit of iterations nothing is promised about which of several equal plans it is, so nobody need wait.
    if (best.makespan <= this.#options.lowerBound && this.#options.iterations === null) this.#stopAll();
  }

  #ended(thread: number, end: RoundEnd): void {
    this.#rounds[thread]?.push(end);
    this.#heard(end.best);
    if (this.#isStopped) {
      if (this.#rounds.every((rounds) => rounds.at(-1)?.isLast)) this.#finishStopped();
      return;
    }
    while (this.#rounds.every((rounds) => rounds.length > this.#merged)) {
      if (this.#mergeRound(this.#merged)) return;
      this.#merged += 1;
      // Who has ended the round after the one just merged has been waiting for it.
      for (const [waiting, rounds] of this.#rounds.entries()) {
        if (rounds.length === this.#merged + 1 && waiting !== thread) this.#goOn(waiting);
      }
    }
    // It may be one round ahead of the slowest.
    if ((this.#rounds[thread]?.length ?? 0) <= this.#merged + 1) this.#goOn(thread);
  }

  /** With the plans of the round before the one that this thread has ended last. */
  #goOn(thread: number): void {
    const ended = this.#rounds[thread]?.length ?? 0;
    const offers = this.#rounds.flatMap((rounds, other) => {
      const end = rounds[ended - 2];
      return other === thread || end === undefined ? [] : [end.best];
    });
    this.#send(this.#workers[thread], offers);
  }

  /** @returns whether that was the last round */
  #mergeRound(round: number): boolean {
    const ends = this.#rounds.map((rounds) => rounds[round] as RoundEnd);
    for (const { best } of ends) if (this.#best === null || best.makespan < this.#best.makespan) this.#best = best;
    if (!ends.some(({ isLast }) => isLast)) return false;
    this.#finish(this.#best, round + 1);
    return true;
  }

  /** Once all have handed in their plans, or have had the time to. Which of them it is then, nobody has promised. */
  #stopAll(): void {
    this.#isStopped = true;
    Atomics.store(this.#stop, 0, 1);
    this.#grace ??= setTimeout(() => this.#finishStopped(), graceMs);
  }

  #finishStopped(): void {
    const isMerged =
      this.#lastTold === null || (this.#best?.makespan ?? Number.POSITIVE_INFINITY) <= this.#lastTold.makespan;
    this.#finish(isMerged ? this.#best : this.#lastTold);
  }

  #finish(best: Candidate | null, rounds = Number.POSITIVE_INFINITY): void {
    this.#isOver = true;
    const counted = this.#rounds.flatMap((ends) => ends.slice(0, rounds));
    this.#settle.resolve({ best, iterations: counted.reduce((sum, end) => sum + end.iterations, 0) });
  }
}
