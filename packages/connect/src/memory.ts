/**
 * A plant in memory: source and sink in one object, with the mailbox that a real sink should have. For unit tests and
 * small examples; a line process or a real protocol stands in its place elsewhere.
 */

import { AndonError } from '@andon/core';
import type {
  Acknowledgement,
  ActionSink,
  Command,
  LinkState,
  ReadBack,
  ReadBackQuery,
  Sample,
  SampleBatch,
  SinkCapabilities,
  TagId,
  TagSource,
} from './ports.ts';

export interface MemoryPlantOptions {
  /** First value of each tag. */
  readonly values?: Readonly<Record<TagId, unknown>>;
  readonly capabilities?: Partial<SinkCapabilities>;
  /** What the plant makes of a value that was written, e.g. rounding to 5 °C. Default: the value itself. */
  readonly settle?: (target: TagId, value: unknown) => unknown;
}

/** One arrival at the sink, in order, whatever became of it. */
export interface Arrival {
  readonly command: Command;
  readonly answer: Acknowledgement;
  readonly atMs: number;
}

export class MemoryPlant implements TagSource, ActionSink {
  /** Every command that arrived, also refused and repeated ones. */
  readonly arrivals: Arrival[] = [];
  /** Plant time in ms; a test moves it. */
  plantMs = 0;
  /** How many of the next acknowledgements get lost on the way back. */
  loseAcknowledgements = 0;
  /** How many of the next commands get lost on the way out: they never arrive and are never acknowledged. */
  loseCommands = 0;

  readonly #options: MemoryPlantOptions;
  readonly #values = new Map<TagId, unknown>();
  readonly #seqs = new Map<TagId, number>();
  readonly #fences = new Map<string, number>();
  readonly #byKey = new Map<string, ReadBack>();
  readonly #listeners = new Set<(batch: SampleBatch) => void>();
  #link: LinkState = 'up';
  #batches = 0;

  constructor(options: MemoryPlantOptions = {}) {
    this.#options = options;
    for (const [tag, value] of Object.entries(options.values ?? {})) this.#values.set(tag, value);
  }

  link(): LinkState {
    return this.#link;
  }

  setLink(state: LinkState): void {
    this.#link = state;
  }

  capabilities(): SinkCapabilities {
    return {
      readBack: true,
      honoursKey: true,
      honoursFence: true,
      checksValidUntil: true,
      ...this.#options.capabilities,
    };
  }

  async read(tags: readonly TagId[]): Promise<readonly Sample[]> {
    return tags.map((tag) => this.#sample(tag));
  }

  async *subscribe(signal: AbortSignal): AsyncIterable<SampleBatch> {
    const waiting: SampleBatch[] = [];
    let wake = () => {};
    const listen = (batch: SampleBatch) => {
      waiting.push(batch);
      wake();
    };
    this.#listeners.add(listen);
    signal.addEventListener('abort', () => wake(), { once: true });
    try {
      while (!signal.aborted) {
        const batch = waiting.shift();
        if (batch) yield batch;
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    } finally {
      this.#listeners.delete(listen);
    }
  }

  /** Sets tags and tells subscribers; answers the batch, so that a test may hand it on itself. */
  publish(values: Readonly<Record<TagId, unknown>>): SampleBatch {
    for (const [tag, value] of Object.entries(values)) {
      this.#values.set(tag, value);
      this.#seqs.set(tag, (this.#seqs.get(tag) ?? 0) + 1);
    }
    this.#batches += 1;
    const samples = Object.keys(values).map((tag) => this.#sample(tag));
    const batch = { plantMs: this.plantMs, seq: this.#batches, samples };
    for (const listen of this.#listeners) listen(batch);
    return batch;
  }

  /** What the plant holds. */
  value(tag: TagId): unknown {
    return this.#values.get(tag);
  }

  send(command: Command): Promise<Acknowledgement> {
    if (this.#link === 'down') throw new AndonError('link.down', { target: command.target });
    if (this.loseCommands > 0) {
      this.loseCommands -= 1;
      return Promise.reject(new AndonError('link.timeout', { target: command.target, timeoutMs: 0 }));
    }
    const answer = this.#take(command);
    this.arrivals.push({ command, answer, atMs: this.plantMs });
    if (this.loseAcknowledgements > 0) {
      this.loseAcknowledgements -= 1;
      return Promise.reject(new AndonError('link.timeout', { target: command.target, timeoutMs: 0 }));
    }
    return Promise.resolve(answer);
  }

  async readBack(query: ReadBackQuery): Promise<ReadBack> {
    if (this.#link === 'down') throw new AndonError('link.down', { target: query.target });
    this.#fences.set(query.asset, Math.max(query.fence, this.#fences.get(query.asset) ?? 0));
    return this.#byKey.get(query.key) ?? { kind: 'absent' };
  }

  #take(command: Command): Acknowledgement {
    const able = this.capabilities();
    if (able.honoursKey && this.#byKey.has(command.key)) return { kind: 'duplicate' };
    const refused = this.#refusal(command, able);
    if (refused) {
      this.#byKey.set(command.key, refused);
      return refused;
    }
    this.#fences.set(command.asset, command.fence);
    const value = this.#options.settle?.(command.target, command.value) ?? command.value;
    this.#values.set(command.target, value);
    this.#byKey.set(command.key, { kind: 'present', value, at: this.plantMs });
    return { kind: 'taken' };
  }

  #refusal(command: Command, able: SinkCapabilities): (Acknowledgement & ReadBack & { kind: 'refused' }) | null {
    if (able.checksValidUntil && this.plantMs > command.validUntil) {
      return { kind: 'refused', code: 'expired', message: 'it arrived after validUntil' };
    }
    if (able.honoursFence && command.fence < (this.#fences.get(command.asset) ?? 0)) {
      return { kind: 'refused', code: 'stale-fence', message: 'a newer claim was seen' };
    }
    return null;
  }

  #sample(tag: TagId): Sample {
    const known = this.#values.has(tag);
    return {
      tag,
      value: known ? this.#values.get(tag) : null,
      quality: known ? 'good' : 'bad',
      status: known ? 'Good' : 'BadNodeIdUnknown',
      sourceTs: this.plantMs,
      receivedTs: this.plantMs,
      seq: this.#seqs.get(tag) ?? 0,
    };
  }
}
