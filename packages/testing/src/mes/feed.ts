/** The batches of samples that the small MES publishes, kept for whoever polls. */

import type { Quality } from '@andon/connect';

export interface Published {
  readonly tag: string;
  readonly value: unknown;
  readonly quality: Exclude<Quality, 'stale'>;
  readonly sourceTime: string;
  readonly seq: number;
}

export interface PublishedBatch {
  readonly seq: number;
  readonly plantTime: string;
  readonly samples: readonly Published[];
}

export class Feed {
  readonly #keep: number;
  readonly #batches: PublishedBatch[] = [];
  #seq = 0;
  readonly #latest = new Map<string, Published>();
  readonly #waiting = new Set<() => void>();

  /** @param keep how many batches it remembers for whoever asks late. Default all */
  constructor(keep = Number.POSITIVE_INFINITY) {
    this.#keep = keep;
  }

  publish(values: Readonly<Record<string, unknown>>, nowMs: number, quality: Published['quality'] = 'good'): void {
    const plantTime = new Date(nowMs).toISOString();
    const samples = Object.entries(values).map(([tag, value]) => {
      const sample = { tag, value, quality, sourceTime: plantTime, seq: (this.#latest.get(tag)?.seq ?? 0) + 1 };
      this.#latest.set(tag, sample);
      return sample;
    });
    this.#seq += 1;
    this.#batches.push({ seq: this.#seq, plantTime, samples });
    if (this.#batches.length > this.#keep) this.#batches.shift();
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  latest(tag: string): Published | undefined {
    return this.#latest.get(tag);
  }

  /** At most 100 batches after `seq`, of those it still has; the first of them for 0. */
  after(seq: number): readonly PublishedBatch[] {
    const from = Math.max(0, seq - (this.#seq - this.#batches.length));
    return this.#batches.slice(from, from + 100);
  }

  /** Calls back at the next publication. Answers the way to wait no longer. */
  onNext(wake: () => void): () => void {
    this.#waiting.add(wake);
    return () => void this.#waiting.delete(wake);
  }
}
