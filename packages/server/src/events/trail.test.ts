import { PassThrough, Writable } from 'node:stream';
import type { SealedEvent } from '@andon/core';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { streamTrail } from './stream.ts';
import { Trail, type TrailOptions } from './trail.ts';

/** A trail that grows when a test says so. */
class Sealed {
  readonly events: SealedEvent[] = [];
  /** How often it was asked for events after a place before the end. */
  asked = 0;
  atOnce = 0;
  mostAtOnce = 0;
  isDown = false;

  grow(count: number): void {
    for (let left = count; left > 0; left -= 1) {
      const seq = this.events.length + 1;
      const actor = { id: 'andon', name: 'Andon', roles: [], authenticatedBy: 'system' } as const;
      const at = { plantMs: seq, wallMs: seq };
      this.events.push({
        seq,
        id: `evt_${seq}`,
        type: 'test.told',
        at,
        actor,
        scope: null,
        refs: {},
        data: {},
        hash: '',
      });
    }
  }

  async head(): Promise<number> {
    return this.events.length;
  }

  async list(afterSeq: number, limit: number): Promise<readonly SealedEvent[]> {
    this.asked += 1;
    this.atOnce += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.atOnce);
    await turn();
    this.atOnce -= 1;
    if (this.isDown) throw new Error('gone');
    return this.events.slice(afterSeq, afterSeq + limit);
  }
}

const turn = () =>
  new Promise<void>((resolve) => {
    setImmediate(resolve);
  });

const log = { warn: vi.fn(), info: vi.fn() };

function aTrail(over: Partial<TrailOptions> = {}): { sealed: Sealed; trail: Trail } {
  const sealed = new Sealed();
  return { sealed, trail: new Trail({ audit: sealed, pollMs: 1, log, ...over }) };
}

const plain = { log, heartbeatMs: 60_000, stallMs: 60_000, retryMs: 1_000 };

/** Reads a stream as a browser does: what was dispatched, and the id that it would go on from. */
class Client {
  readonly seen: number[] = [];
  readonly comments: string[] = [];
  lastId = '';
  #rest = '';

  /** What was begun when it was cut off is lost. */
  connect(): void {
    this.#rest = '';
  }

  take(text: string): void {
    const blocks = (this.#rest + text).split('\n\n');
    this.#rest = blocks.pop() ?? '';
    for (const block of blocks) this.#takeBlock(block.split('\n'));
  }

  #takeBlock(lines: readonly string[]): void {
    for (const line of lines) {
      if (line.startsWith('id: ')) this.lastId = line.slice(4);
      if (line.startsWith('data: ')) this.seen.push(JSON.parse(line.slice(6)).seq);
      if (line.startsWith(':')) this.comments.push(line.slice(2));
    }
  }
}

/** Follows the trail from where the client was, until it was told at least `count` more or nothing more can come. */
async function follow(trail: Trail, sealed: Sealed, client: Client, count: number, slow: boolean): Promise<void> {
  const target = Math.min(client.seen.length + count, sealed.events.length);
  const enough = Promise.withResolvers<void>();
  const check = () => {
    if (client.seen.length >= target) enough.resolve();
  };
  const out = new Writable({
    highWaterMark: slow ? 1 : 16_384,
    write(chunk, _, done) {
      // It arrives in pieces, and nothing reaches a client that has left, in the middle of an event or not.
      for (const piece of String(chunk).match(/.{1,7}/gs) ?? []) if (client.seen.length < target) client.take(piece);
      check();
      if (slow) setImmediate(done);
      else done();
    },
  });
  client.connect();
  const unfollow = trail.follow(sealed.events.length);
  const stream = streamTrail({ ...plain, trail, out, after: Number(client.lastId), signal: AbortSignal.any([]) });
  check();
  await enough.promise;
  out.destroy();
  await stream;
  unfollow();
}

describe('a client that breaks off and comes back', () => {
  it('is told everything once and in order, wherever it is cut off, near the end or far behind', async () => {
    const turns = fc.array(
      fc.record({ grows: fc.nat(40), takes: fc.integer({ min: 0, max: 60 }), slow: fc.boolean() }),
      { minLength: 1, maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(
        turns,
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 30 }),
        async (all, pageRows, kept) => {
          const { sealed, trail } = aTrail({ pageRows, windowFrames: kept });
          const clients = [new Client(), new Client()];
          for (const client of clients) client.lastId = '0';
          // The other one follows all the time, so that there is a window.
          const steady = clients[1] as Client;
          const leaving = new AbortController();
          const out = new PassThrough().on('data', (chunk) => steady.take(String(chunk)));
          const unfollow = trail.follow(0);
          const stream = streamTrail({ ...plain, trail, out, after: 0, signal: leaving.signal });
          for (const { grows, takes, slow } of all) {
            sealed.grow(grows);
            await follow(trail, sealed, clients[0] as Client, takes, slow);
          }
          await follow(trail, sealed, clients[0] as Client, sealed.events.length, false);
          await vi.waitUntil(() => steady.seen.length === sealed.events.length, { interval: 1 });
          leaving.abort();
          await stream;
          unfollow();
          const every = sealed.events.map(({ seq }) => seq);
          for (const { seen } of clients) expect(seen).toEqual(every);
          expect(sealed.mostAtOnce).toBeLessThanOrEqual(2);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('goes on from where it began, if it was cut off before its first event', async () => {
    const { trail } = aTrail();
    const client = new Client();
    const leaving = new AbortController();
    const out = new PassThrough().on('data', (chunk) => client.take(String(chunk)));
    const stream = streamTrail({ ...plain, trail, out, after: 7, signal: leaving.signal });
    await vi.waitUntil(() => client.lastId === '7', { interval: 1 });
    leaving.abort();
    await stream;
    expect(client.seen).toEqual([]);
  });
});

describe('the trail', () => {
  it('is read once for all who follow it at the end', async () => {
    const { sealed, trail } = aTrail();
    const leaving = new AbortController();
    const clients = Array.from({ length: 20 }, () => new Client());
    const streams = clients.map((client) => {
      const out = new PassThrough().on('data', (chunk) => client.take(String(chunk)));
      const unfollow = trail.follow(0);
      return streamTrail({ ...plain, trail, out, after: 0, signal: leaving.signal }).then(unfollow);
    });
    onTestFinished(() => leaving.abort());
    sealed.grow(100);
    await vi.waitUntil(() => clients.every(({ seen }) => seen.length === 100), { interval: 1 });
    expect(sealed.mostAtOnce).toBe(1);
    leaving.abort();
    await Promise.all(streams);
  });

  it('is not read while nobody follows it', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const { sealed, trail } = aTrail();
    const unfollow = trail.follow(0);
    while (vi.getTimerCount() === 0) await turn();
    unfollow();
    vi.advanceTimersByTime(1);
    for (let turns = 0; turns < 5; turns += 1) await turn();
    expect(vi.getTimerCount()).toBe(0);
    expect(sealed.asked).toBe(1);
  });

  it('wakes who asked in the very moment in which something came', async () => {
    const { sealed } = aTrail();
    sealed.grow(1);
    const page = Promise.withResolvers<readonly SealedEvent[]>();
    const trail = new Trail({ audit: { head: async () => 0, list: () => page.promise }, pollMs: 60_000, log });
    const unfollow = trail.follow(0);
    page.resolve(sealed.events);
    const frames = await trail.next(0, 60_000, AbortSignal.any([]));
    unfollow();
    expect(frames.map(({ seq }) => seq)).toEqual([1]);
  });

  it('goes on after the record was away, and tells of it once', async () => {
    log.warn.mockClear();
    log.info.mockClear();
    const { sealed, trail } = aTrail({ windowFrames: 2 });
    sealed.grow(50);
    sealed.isDown = true;
    const leaving = new AbortController();
    const client = new Client();
    const out = new PassThrough().on('data', (chunk) => client.take(String(chunk)));
    const unfollow = trail.follow(50);
    const stream = streamTrail({ ...plain, trail, out, after: 0, signal: leaving.signal });
    await vi.waitUntil(() => sealed.asked > 5, { interval: 1 });
    sealed.isDown = false;
    await vi.waitUntil(() => client.seen.length === 50, { interval: 1 });
    leaving.abort();
    await stream;
    unfollow();
    expect(log.warn.mock.calls.map(([, event]) => event)).toEqual(['events.unreadable']);
    expect(log.info.mock.calls.map(([, event]) => event)).toEqual(['events.readable']);
  });
});

describe('a stream', () => {
  it('says that it is alive while there is nothing to tell, and farewell when it is ended', async () => {
    const { trail } = aTrail();
    const leaving = new AbortController();
    const client = new Client();
    const out = new PassThrough().on('data', (chunk) => client.take(String(chunk)));
    const stream = streamTrail({ ...plain, heartbeatMs: 2, trail, out, after: 0, signal: leaving.signal });
    await vi.waitUntil(() => client.comments.length >= 3, { interval: 1 });
    leaving.abort();
    await stream;
    await vi.waitUntil(() => out.readableEnded);
    expect(new Set(client.comments)).toEqual(new Set(['nothing new', 'the API closes']));
  });

  it('of a client that takes nothing keeps one page for it, and is cut off in the end', async () => {
    log.warn.mockClear();
    const { sealed, trail } = aTrail({ pageRows: 10 });
    sealed.grow(5_000);
    let written = 0;
    const out = new Writable({
      highWaterMark: 1_024,
      write(chunk) {
        written += chunk.length;
      },
    });
    const unfollow = trail.follow(5_000);
    await streamTrail({ ...plain, stallMs: 20, trail, out, after: 0, signal: AbortSignal.any([]) });
    unfollow();
    expect(out.destroyed).toBe(true);
    expect(written + out.writableLength).toBeLessThan(10 * 1_024);
    expect(log.warn.mock.calls.map(([, event]) => event)).toEqual(['events.stalled']);
  });
});
