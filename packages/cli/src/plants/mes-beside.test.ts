import type { HttpReader, Sample, SampleBatch } from '@andon/connect';
import { AndonError } from '@andon/core';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { besideMes } from './mes-beside.ts';

const plantMs = Date.UTC(2026, 10, 24, 8);
const wallMs = plantMs + 60_000;
const sample = (seq: number): Sample => ({
  ...{ tag: 'line/tag', value: 1, quality: 'good', status: 'Good', sourceTs: plantMs, receivedTs: plantMs, seq },
});

/** A MES that is there or not, and a clock that a test moves by hand. */
async function beside({ isThere = true, shows = [sample(3)] as readonly Sample[] } = {}) {
  const mes = { isThere, link: 'up' as 'up' | 'down', opened: 0, ownMs: 0, refuses: null as Error | null };
  const reader: HttpReader = {
    source: {
      link: () => mes.link,
      read: async () => {
        if (mes.refuses) throw mes.refuses;
        return shows;
      },
      async *subscribe() {},
    },
    session: () => 'one',
    handshake: () => ({
      capabilities: { readBack: true, honoursKey: true, honoursFence: true, checksValidUntil: true },
      ...{ session: 'one', commands: '/c', tags: '/t', samples: '/s', longPollMs: 0 },
    }),
    plantMs: () => plantMs + mes.ownMs,
    onLink: () => () => {},
    close: () => {},
  };
  const plant = await besideMes({
    opening: { tags: ['line/tag'], log: pino({ level: 'silent' }) },
    schema: 'andon',
    open: async () => {
      mes.opened += 1;
      if (!mes.isThere) throw new AndonError('link.down', { target: 'mes' });
      return reader;
    },
    clock: { wallMs: () => wallMs, monotonicMs: () => mes.ownMs },
  });
  const taken: SampleBatch[] = [];
  const ingest = async (_: string, batch: SampleBatch) => void taken.push(batch);
  return { mes, plant, taken, takeIn: () => plant.takeIn({ ingest } as never) };
}

describe('a MES beside a running site', () => {
  it('shows what it shows, at its own time, and leaves out what it never showed', async () => {
    const { plant, taken, takeIn } = await beside({ shows: [sample(3), sample(0)] });
    await takeIn();
    expect(taken).toEqual([{ plantMs, seq: 0, samples: [sample(3)] }]);
    expect(plant).toMatchObject({ schema: 'andon', said: null });
  });

  it.each(['link.down', 'link.timeout'] as const)('that answers %s lets time pass all the same', async (code) => {
    const { mes, taken, takeIn } = await beside();
    mes.refuses = new AndonError(code, { target: 'mes', timeoutMs: 1 });
    mes.ownMs = 1_000;
    await takeIn();
    mes.link = 'down';
    await takeIn();
    const nothing = { plantMs: plantMs + 1_000, seq: 0, samples: [] };
    expect(taken).toEqual([nothing, nothing]);
  });

  it('that is not there is said, and asked for again now and then', async () => {
    const { mes, plant, taken, takeIn } = await beside({ isThere: false });
    expect(plant.said?.en).toContain('stopping works');
    expect([plant.source.link(), plant.plantMs()]).toEqual(['down', wallMs]);
    await expect(plant.source.read(['line/tag'])).rejects.toMatchObject({ code: 'link.down' });
    mes.isThere = true;
    mes.ownMs = 4_999;
    await takeIn();
    expect(mes.opened).toBe(1);
    mes.ownMs = 5_000;
    await takeIn();
    expect(mes.opened).toBe(2);
    expect([plant.source.link(), plant.plantMs()]).toEqual(['up', plantMs + 5_000]);
    expect(taken).toHaveLength(1);
  });
});
