import type { HttpBatch, LinkListener, SampleBatch } from '@andon/connect';
import { AndonError, type LocalText } from '@andon/core';
import { RuntimeEvents } from '@andon/runtime';
import { describe, expect, it } from 'vitest';
import { followMes } from './mes-follow.ts';

const startMs = Date.UTC(2026, 10, 24, 8);
const down = () => new AndonError('link.down', { target: 'mes' });

/** A MES and a runtime in one place, with a clock that a test moves by hand. */
class Floor {
  readonly taken: (readonly [session: string, batch: SampleBatch])[] = [];
  readonly notes: string[] = [];
  readonly logged: string[] = [];
  readonly trouble: unknown[] = [];
  readonly stop = new AbortController();
  noticed = 0;
  subscriptions = 0;
  ownMs = 0;
  /** What the n-th subscription brings: batches, and an error that ends it. Then it waits for its signal. */
  script: readonly (readonly (HttpBatch | Error)[])[] = [[]];
  /** Runs within every batch that is taken in. */
  within: () => Promise<void> = async () => {};
  #pauses: { readonly dueMs: number; readonly end: () => void }[] = [];
  #listener: LinkListener = () => {};

  follow(): Promise<void> {
    const events = new RuntimeEvents();
    events.on('trouble', (_, error) => this.trouble.push(error));
    const say = (_: unknown, event: string) => void this.logged.push(event);
    return followMes({
      target: 'mes',
      reader: {
        source: {
          link: () => 'up',
          read: async () => [],
          subscribe: (signal) => this.#batches(signal),
        },
        session: () => 'now',
        plantMs: () => startMs + this.ownMs,
      },
      links: {
        read: {
          onLink: (listener) => {
            this.#listener = listener;
            return () => {
              this.#listener = () => {};
            };
          },
        },
      },
      runtime: {
        events,
        ingest: async (session, batch) => {
          await this.within();
          this.taken.push([session, batch]);
        },
        notice: async () => {
          this.noticed += 1;
        },
      },
      view: { batch: () => {}, note: ({ en }: LocalText) => void this.notes.push(en) },
      log: { info: say, warn: say, error: say } as never,
      signal: this.stop.signal,
      clock: { monotonicMs: () => this.ownMs },
      wait: (ms, signal) =>
        new Promise((end) => {
          this.#pauses.push({ dueMs: this.ownMs + ms, end });
          signal.addEventListener('abort', () => end(), { once: true });
        }),
    });
  }

  link(state: 'up' | 'down'): void {
    this.#listener(state, state === 'down' ? down() : null);
  }

  /** Lets what was begun come to a rest, then moves the clock. */
  async pass(ms: number): Promise<void> {
    await rest();
    this.ownMs += ms;
    const due = this.#pauses.filter(({ dueMs }) => dueMs <= this.ownMs);
    this.#pauses = this.#pauses.filter(({ dueMs }) => dueMs > this.ownMs);
    for (const { end } of due) end();
    await rest();
  }

  async *#batches(signal: AbortSignal): AsyncGenerator<HttpBatch> {
    const mine = this.script[this.subscriptions] ?? [];
    this.subscriptions += 1;
    for (const one of mine) {
      if (one instanceof Error) throw one;
      yield one;
    }
    if (!signal.aborted) await new Promise((end) => signal.addEventListener('abort', end, { once: true }));
  }
}

const rest = () => new Promise<void>((end) => setImmediate(() => setImmediate(end)));
const batch = (seq: number, session = 'one'): HttpBatch => ({ session, seq, plantMs: startMs, samples: [] });
const seqs = ({ taken }: Floor) => taken.filter(([, { seq }]) => seq > 0).map(([session, { seq }]) => [session, seq]);

describe('following a MES', () => {
  it('takes in each batch with the session that numbered it, and says a restart', async () => {
    const floor = new Floor();
    floor.script = [[batch(1), batch(2), batch(1, 'two')]];
    const following = floor.follow();
    await floor.pass(0);
    expect(seqs(floor)).toEqual([
      ['one', 1],
      ['one', 2],
      ['two', 1],
    ]);
    expect(floor.notes).toEqual([expect.stringContaining('was started anew')]);
    floor.stop.abort();
    await following;
  });

  it('moves plant time on each second while no batch comes, and looks for what was done elsewhere', async () => {
    const floor = new Floor();
    const following = floor.follow();
    for (let second = 1; second <= 3; second++) await floor.pass(1_000);
    expect(floor.taken.map(([, { plantMs, samples }]) => [plantMs - startMs, samples.length])).toEqual([
      [1_000, 0],
      [2_000, 0],
      [3_000, 0],
    ]);
    expect(floor.noticed).toBe(3);
    floor.stop.abort();
    await following;
  });

  it('does one thing after the other, so that time does not pass in the middle of a batch', async () => {
    const floor = new Floor();
    const slow = Promise.withResolvers<void>();
    floor.script = [[batch(1)]];
    floor.within = () => slow.promise;
    const following = floor.follow();
    await floor.pass(1_000);
    expect(floor.taken).toEqual([]);
    slow.resolve();
    await rest();
    expect(floor.taken.map(([, { seq }]) => seq)).toEqual([1, 0]);
    floor.stop.abort();
    await following;
  });

  it('asks again for what it could not take in, ever more rarely, and says so once', async () => {
    const floor = new Floor();
    const unfit = new AndonError('config.invalid', { path: 'samples of mes', problem: 'batches[0].seq' });
    floor.script = [[batch(1), unfit], [unfit], [batch(1), batch(2)]];
    const following = floor.follow();
    await floor.pass(999);
    expect(floor.subscriptions).toBe(1);
    await floor.pass(1);
    expect(floor.subscriptions).toBe(2);
    await floor.pass(1_999);
    expect(floor.subscriptions).toBe(2);
    await floor.pass(1);
    expect(seqs(floor).map(([, seq]) => seq)).toEqual([1, 1, 2]);
    expect(floor.notes).toEqual([expect.stringContaining('batches[0].seq')]);
    expect(floor.logged).toEqual(['plant.subscription-ended', 'plant.subscription-ended']);
    floor.stop.abort();
    await following;
  });

  it('goes on when the record cannot be written: the batch is asked for again, and time is tried again', async () => {
    const floor = new Floor();
    floor.script = [[batch(1)], [batch(1)]];
    let lost = 2;
    floor.within = async () => {
      if (lost-- > 0) throw new AndonError('database.unreachable', { database: 'andon', problem: 'gone' });
    };
    const following = floor.follow();
    await floor.pass(1_000);
    await floor.pass(1_000);
    expect(seqs(floor)).toEqual([['one', 1]]);
    expect(floor.trouble).toHaveLength(1);
    floor.stop.abort();
    await following;
  });

  it('says when the link goes and when it is back', async () => {
    const floor = new Floor();
    const following = floor.follow();
    floor.link('down');
    floor.link('up');
    expect(floor.notes).toEqual([expect.stringContaining('is not there (link.down)'), 'The MES at mes is back.']);
    expect(floor.logged).toEqual(['link.down', 'link.up']);
    floor.stop.abort();
    await following;
    floor.link('down');
    expect(floor.notes).toHaveLength(2);
  });

  it('ends with its signal also while it waits to ask again', async () => {
    const floor = new Floor();
    floor.script = [[down()]];
    const following = floor.follow();
    await floor.pass(0);
    floor.stop.abort();
    await following;
    expect(floor.subscriptions).toBe(1);
  });
});
