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
  readonly #batches: PublishedBatch[] = [];
  readonly #latest = new Map<string, Published>();
  readonly #waiting = new Set<() => void>();

  publish(values: Readonly<Record<string, unknown>>, nowMs: number, quality: Published['quality'] = 'good'): void {
    const plantTime = new Date(nowMs).toISOString();
    const samples = Object.entries(values).map(([tag, value]) => {
      const sample = { tag, value, quality, sourceTime: plantTime, seq: (this.#latest.get(tag)?.seq ?? 0) + 1 };
      this.#latest.set(tag, sample);
      return sample;
    });
    this.#batches.push({ seq: this.#batches.length + 1, plantTime, samples });
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  latest(tag: string): Published | undefined {
    return this.#latest.get(tag);
  }

  /** At most 100 batches after `seq`; all that there are for 0. */
  after(seq: number): readonly PublishedBatch[] {
    return this.#batches.slice(seq, seq + 100);
  }

  /** Calls back at the next publication. Answers the way to wait no longer. */
  onNext(wake: () => void): () => void {
    this.#waiting.add(wake);
    return () => void this.#waiting.delete(wake);
  }
}
