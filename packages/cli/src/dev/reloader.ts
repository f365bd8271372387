/**
 * One process at a time, started anew when something changed.
 *
 * | state    | change          | process ended   | end             |
 * | -------- | --------------- | --------------- | --------------- |
 * | running  | → ending, kill  | → idle          | → over, kill    |
 * | ending   | —               | → running       | → over          |
 * | idle     | → running       |                 | → over          |
 * | over     | —               | all is done     | —               |
 *
 * A change while the old process ends needs nothing more: the new one reads its files after that.
 */

/** A process that was started. */
export interface Running {
  /** Asks it to end in order. */
  kill(): void;
  /** Resolves when it is gone, whatever it ended with. */
  readonly gone: Promise<unknown>;
}

export class Reloader {
  readonly #start: () => Running;
  readonly #over = Promise.withResolvers<void>();
  #running: Running | null = null;
  #state: 'running' | 'ending' | 'idle' | 'over' = 'idle';

  constructor(start: () => Running) {
    this.#start = start;
  }

  /** Starts it, or starts it anew. */
  change(): void {
    if (this.#state === 'idle') this.#begin();
    else if (this.#state === 'running') {
      this.#state = 'ending';
      this.#running?.kill();
    }
  }

  /** Ends it for good; resolves when it is gone. */
  end(): Promise<void> {
    if (this.#state === 'running') this.#running?.kill();
    this.#state = 'over';
    if (this.#running === null) this.#over.resolve();
    return this.#over.promise;
  }

  #begin(): void {
    this.#state = 'running';
    this.#running = this.#start();
    void this.#running.gone.then(() => this.#ended());
  }

  #ended(): void {
    this.#running = null;
    if (this.#state === 'over') this.#over.resolve();
    else if (this.#state === 'ending') this.#begin();
    else this.#state = 'idle';
  }
}
