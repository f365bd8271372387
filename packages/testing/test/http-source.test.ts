/** Samples over HTTP: nothing twice, nothing missed, no number that must not be used. */

import { openHttpSource, type SampleBatch } from '@andon/connect';
import { isAndonError } from '@andon/core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { aConnector, aMes, line, told } from '../src/mes/for-a-test.ts';

const tag = `${line}/surface/inspection`;
const never = new AbortController().signal;

async function take(batches: AsyncIterable<SampleBatch>, count: number): Promise<SampleBatch[]> {
  const taken: SampleBatch[] = [];
  for await (const batch of batches) {
    taken.push(batch);
    if (taken.length === count) break;
  }
  return taken;
}

describe('reading', () => {
  it('answers in the order asked, and an unknown tag as bad', async () => {
    const mes = await aMes({ nowMs: () => Date.UTC(2026, 10, 24) });
    const { source } = await aConnector(mes.url);
    expect(await source.read(['nothing', tag])).toEqual([
      expect.objectContaining({ tag: 'nothing', value: null, quality: 'bad', status: 'BadNodeIdUnknown', seq: 0 }),
      {
        tag,
        value: { coil: 'C9', to: 'hold' },
        quality: 'good',
        status: 'Good',
        sourceTs: Date.UTC(2026, 10, 24),
        receivedTs: Date.UTC(2026, 10, 24),
        seq: 9,
      },
    ]);
  });

  it('asks for many tags in several questions', async () => {
    const mes = await aMes();
    const { source } = await aConnector(mes.url);
    const tags = Array.from({ length: 120 }, (_, at) => `${line}/t${at}`);
    mes.feed.publish(Object.fromEntries(tags.map((each, at) => [each, at])), Date.now());
    expect((await source.read(tags)).map(({ value }) => value)).toEqual(tags.map((_, at) => at));
  });

  it('shows no number that must not be used', async () => {
    const mes = await aMes();
    const { source } = await aConnector(mes.url);
    mes.feed.publish({ pyrometer: 812.5 }, Date.now(), 'bad');
    expect(await source.read(['pyrometer'])).toMatchObject([
      { value: null, lastGood: 812.5, quality: 'bad', status: 'Bad' },
    ]);
  });
});

describe.each([
  ['polling', 0],
  ['a long poll', 1_000],
])('following by %s', (_, longPollMs) => {
  it('brings what is kept and what comes, each batch once', async () => {
    const mes = await aMes({ longPollMs });
    const { source } = await aConnector(mes.url, { timeoutMs: 1_000 });
    const following = source.subscribe(never)[Symbol.asyncIterator]();
    const next = async () => (await following.next()).value as SampleBatch;
    for (let seq = 1; seq <= 9; seq++) expect(await next()).toMatchObject({ seq });
    const coming = next();
    mes.inspect(line, 'C10');
    expect(await coming).toMatchObject({ seq: 10, samples: [{ tag, value: { coil: 'C10' }, seq: 10 }] });
  });

  it('goes on where it was after the link was down', async () => {
    const mes = await aMes({ longPollMs });
    const port = Number(new URL(mes.url).port);
    const connector = await aConnector(mes.url);
    const following = connector.source.subscribe(never)[Symbol.asyncIterator]();
    for (let seq = 1; seq <= 9; seq++) await following.next();
    const coming = following.next();
    const down = told(connector, 'down');
    await mes.vanish();
    await down;
    mes.inspect(line, 'C10');
    await mes.listen(port);
    expect((await coming).value).toMatchObject({ seq: 10 });
  });

  it('ends with its signal, and with the connector', async () => {
    const mes = await aMes({ longPollMs });
    const connector = await aConnector(mes.url);
    const stop = new AbortController();
    for (const end of [() => stop.abort(), () => connector.close()]) {
      const following = connector.source.subscribe(stop.signal.aborted ? never : stop.signal)[Symbol.asyncIterator]();
      for (let seq = 1; seq <= 9; seq++) await following.next();
      const ending = following.next();
      end();
      expect(await ending).toMatchObject({ done: true });
    }
  });
});

describe('plant time', () => {
  const nowMs = Date.UTC(2026, 10, 24, 8);

  it('is the clock of the MES, told with the handshake', async () => {
    const mes = await aMes({ nowMs: () => nowMs });
    const connector = await aConnector(mes.url, { clock: { monotonicMs: () => 0 } });
    expect(connector.plantMs()).toBe(nowMs);
  });

  it('is told by tags and batches where the handshake does not', async () => {
    const mes = await aMes({ nowMs: () => nowMs });
    const capabilities = { readBack: true, honoursKey: true, honoursFence: true, checksValidUntil: true };
    const paths = { commands: '/commands', tags: '/tags', samples: '/samples', longPollMs: 0 };
    const handshake = { ...paths, session: 'by-hand', capabilities, alive: '/tags' };
    const connector = await aConnector(mes.url, { handshake, clock: { monotonicMs: () => 0 } });
    expect(connector.plantMs()).toBeNull();
    mes.feed.publish({ [tag]: 1 }, nowMs - 5_000);
    await take(connector.source.subscribe(never), 10);
    expect(connector.plantMs()).toBe(nowMs);
    const other = await aConnector(mes.url, { handshake, clock: { monotonicMs: () => 0 } });
    await other.source.read([tag]);
    expect(other.plantMs()).toBe(nowMs);
  });
});

describe('a source without a sink', () => {
  it('reads with credentials of its own, and never knocks where commands are taken', async () => {
    const mes = await aMes({ authorization: 'Bearer read' });
    const asked: string[] = [];
    mes.intercept = ({ method, url }) => {
      asked.push(`${method} ${url?.split('?')[0]}`);
      return false;
    };
    const credentials = { header: 'authorization', secret: 'mes-read' };
    const reader = await openHttpSource({ url: mes.url, credentials, secrets: () => 'Bearer read', pollMs: 10 });
    onTestFinished(() => reader.close());
    expect(await take(reader.source.subscribe(never), 9)).toHaveLength(9);
    await reader.source.read([tag]);
    expect(reader).not.toHaveProperty('sink');
    expect(new Set(asked)).toEqual(new Set(['GET /.well-known/andon-sink', 'GET /samples', 'GET /tags']));
  });
});

describe('a far end that changes', () => {
  it('starts from its beginning when its session is another, and each batch says whose it is', async () => {
    const mes = await aMes();
    const { source } = await aConnector(mes.url);
    const body = (session: string) => ({
      session,
      batches: [{ seq: 1, plantTime: '2026-11-24T00:00:00Z', samples: [] }],
    });
    let session = 'one';
    mes.intercept = (request, response) => {
      if (!request.url?.startsWith('/samples')) return false;
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body(session)));
      session = 'two';
      return true;
    };
    expect(await take(source.subscribe(never), 2)).toMatchObject([
      { seq: 1, session: 'one' },
      { seq: 1, session: 'two' },
    ]);
  });

  it.each([
    ['no time', '{"session":"s","batches":[{"seq":1,"samples":[]}]}', /batches\[0\]\.plantTime/],
    [
      'a time without an offset',
      '{"session":"s","batches":[{"seq":1,"plantTime":"2026-11-24T08:00:00","samples":[]}]}',
      /no ISO 8601 time with an offset/,
    ],
    [
      'a quality of its own',
      '{"session":"s","batches":[{"seq":1,"plantTime":"2026-11-24T08:00:00Z","samples":[{"quality":"fine"}]}]}',
      /samples\[0\]\.quality/,
    ],
  ])('sends %s ends what follows it, with the place', async (_, body, place) => {
    const mes = await aMes();
    const { source } = await aConnector(mes.url);
    mes.intercept = (request, response) => {
      if (!request.url?.startsWith('/samples')) return false;
      response.writeHead(200, { 'content-type': 'application/json' }).end(body);
      return true;
    };
    const error = await take(source.subscribe(never), 1).catch((reason: unknown) => reason);
    expect(isAndonError(error) && error.details.problem).toMatch(place);
  });

  it('is asked again when something in between says 5xx', async () => {
    const mes = await aMes();
    const { source } = await aConnector(mes.url);
    let errors = 0;
    mes.intercept = (request, response) => {
      if (!request.url?.startsWith('/samples') || errors++ > 0) return false;
      response.writeHead(502).end();
      return true;
    };
    expect(await take(source.subscribe(never), 1)).toMatchObject([{ seq: 1 }]);
  });
});
