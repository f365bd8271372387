/** Reads server-sent events as a browser does: what is cut off in the middle is lost, and asked for again. */

import type { SealedEvent } from '@andon/core';
import { z } from 'zod';

const Place = z.looseObject({ seq: z.int() });

export class EventReader {
  /** Where it would go on from; `null` before it was told anything. */
  lastId: string | null;
  readonly #url: string;
  readonly #onEvent: (event: SealedEvent) => void;

  constructor(url: string, onEvent: (event: SealedEvent) => void, lastId: string | null = null) {
    this.#url = url;
    this.#onEvent = onEvent;
    this.lastId = lastId;
  }

  /** Reads until the stream ends or `isOver`, which is asked after every piece that arrives; then breaks off. */
  async read(isOver: () => boolean | Promise<boolean>): Promise<void> {
    const leaving = new AbortController();
    const headers: Record<string, string> = this.lastId === null ? {} : { 'last-event-id': this.lastId };
    const response = await fetch(this.#url, { headers, signal: leaving.signal });
    if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
    const decoder = new TextDecoder();
    let rest = '';
    try {
      for await (const chunk of response.body ?? []) {
        const blocks = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
        rest = blocks.pop() ?? '';
        for (const block of blocks) this.#take(block);
        if (await isOver()) return;
      }
    } finally {
      leaving.abort();
    }
  }

  #take(block: string): void {
    for (const line of block.split('\n')) {
      if (line.startsWith('id: ')) this.lastId = line.slice(4);
      if (!line.startsWith('data: ')) continue;
      const event: unknown = JSON.parse(line.slice(6));
      if (String(Place.parse(event).seq) !== this.lastId) throw new Error(`${this.lastId} is not the place of ${line}`);
      this.#onEvent(event as SealedEvent);
    }
  }
}
