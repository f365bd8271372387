/**
 * The latest sample of each tag, for whoever must know at once. Age is judged by the reader: a source may go on saying
 * `good` after the sensor was unplugged.
 */

import type { LinkState, Sample, TagId } from './ports.ts';

export class TagCache {
  readonly #latest = new Map<TagId, Sample>();
  readonly #link: () => LinkState;

  /** @param link state of the source that feeds it; while it is down every tag reads `stale` */
  constructor(link: () => LinkState = () => 'up') {
    this.#link = link;
  }

  /** Keeps what is newer; an older or repeated sample changes nothing. */
  update(samples: readonly Sample[]): void {
    for (const sample of samples) {
      const known = this.#latest.get(sample.tag);
      if (known && known.sourceTs > sample.sourceTs) continue;
      this.#latest.set(sample.tag, sample);
    }
  }

  /** The latest sample, `null` when there was none; without a value while the link is down. */
  latest(tag: TagId): Sample | null {
    const sample = this.#latest.get(tag) ?? null;
    if (sample === null || this.#link() === 'up') return sample;
    return {
      ...sample,
      value: null,
      lastGood: sample.value ?? sample.lastGood,
      quality: 'stale',
      status: 'BadNoCommunication',
    };
  }
}
