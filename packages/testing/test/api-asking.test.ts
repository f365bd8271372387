/** Who may ask the API, how it refuses, and how it opens and closes. */

import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { AndonError, type RecordPort } from '@andon/core';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type ApiFloor, anApi, bodyOf, posting } from './api-floor.ts';
import { inspector, mill } from './runtime-floor.ts';

async function serve(...args: Parameters<typeof anApi>): Promise<ApiFloor> {
  const served = await anApi(...args);
  onTestFinished(() => served.close());
  return served;
}

interface Refusal {
  readonly detail: string;
  readonly errors: readonly { readonly path: string; readonly problem: string }[];
}

interface JobsPage {
  readonly jobs: readonly { readonly id: string }[];
  readonly next: string | null;
  readonly counts: readonly unknown[];
}

const down = () => new AndonError('database.unreachable', { database: '127.0.0.1:5432/andon', problem: 'gone' });

/** `fetch` names the host by itself. */
async function askFor(url: string, headers: Readonly<Record<string, string>>, method = 'GET') {
  const { hostname, port, pathname } = new URL(url);
  const asked = request({ host: hostname, port, path: pathname, method, headers });
  asked.end();
  const [response] = await once(asked, 'response');
  let text = '';
  for await (const chunk of response) text += chunk;
  return { status: response.statusCode, headers: response.headers, body: JSON.parse(text) };
}

describe('a request that is not from this machine', () => {
  it('is refused by the host that it names, whatever it asks for', async () => {
    const { api } = await serve();
    for (const path of ['/healthz', '/api/agents', '/api/events', '/nothing']) {
      const { status, body } = await askFor(api.url + path, { host: 'rebound.example' });
      expect({ status, code: body.code }).toEqual({ status: 421, code: 'request.host' });
      expect(body.detail).toContain(api.url);
    }
    const { port } = new URL(api.url);
    expect(await askFor(`${api.url}/healthz`, { host: `localhost:${port}` })).toMatchObject({ status: 200 });
  });

  it('is refused by the page that it comes from, and presses nothing', async () => {
    const { api, floor } = await serve();
    const press = { scope: mill, by: inspector.id };
    for (const origin of ['http://evil.example', 'null', 'http://127.0.0.1:1']) {
      const refused = await fetch(`${api.url}/api/stops`, posting(press, { origin }));
      expect(refused.status).toBe(403);
      expect(await refused.json()).toMatchObject({ code: 'request.origin' });
    }
    expect(await floor.record.stops.active()).toEqual([]);
    const own = await fetch(`${api.url}/api/stops`, posting(press, { origin: api.url }));
    expect(own.status).toBe(200);
  });

  it('cannot be made by a form, whose bodies are no JSON', async () => {
    const { api } = await serve();
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      const init = { method: 'POST', headers: { 'content-type': type }, body: '{}' };
      const refused = await fetch(`${api.url}/api/stops`, init);
      expect(refused.status).toBe(415);
      expect(await refused.json()).toMatchObject({ code: 'request.media-type', detail: expect.stringContaining(type) });
    }
  });
});

describe('a request that cannot be answered', () => {
  it.each([
    ['no JSON', { body: '{"scope":' }, 400, 'request.malformed'],
    ['a prototype', { body: '{"__proto__":{}}' }, 400, 'request.malformed'],
    ['too large', { body: `"${'x'.repeat(70_000)}"` }, 413, 'request.too-large'],
  ])('because its body is %s says so', async (_, init, status, code) => {
    const { api } = await serve();
    const headers = { 'content-type': 'application/json' };
    const refused = await fetch(`${api.url}/api/stops`, { method: 'POST', headers, ...init });
    expect(refused.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(refused.status).toBe(status);
    expect(await refused.json()).toMatchObject({ code, status });
  });

  it('because of its method names the ones that there are', async () => {
    const { api } = await serve();
    for (const [method, path, allow] of [
      ['DELETE', '/api/stops', 'GET, HEAD, POST'],
      ['GET', '/api/stops/reset', 'POST'],
      ['POST', '/api/runs/run_1', 'GET, HEAD'],
      ['PUT', '/api/events', 'GET'],
      ['OPTIONS', '/api/stops', 'GET, HEAD, POST'],
    ] as const) {
      const refused = await fetch(api.url + path, { method });
      expect({ status: refused.status, allow: refused.headers.get('allow') }).toEqual({ status: 405, allow });
      expect(await refused.json()).toMatchObject({ code: 'request.method' });
    }
    expect(await fetch(`${api.url}/api/events`, { method: 'HEAD' })).toMatchObject({ status: 405 });
  });

  it('because nothing is there says so, whatever body it has', async () => {
    const { api } = await serve();
    const refused = await fetch(`${api.url}/api/people`, { method: 'POST', body: 'x' });
    expect(refused.status).toBe(404);
    expect(await refused.json()).toMatchObject({
      code: 'request.no-route',
      detail: expect.stringContaining('/api/people'),
    });
  });

  it('because its path is no text is refused with what every answer has', async () => {
    const { api } = await serve();
    const refused = await fetch(`${api.url}/api/runs/%E0%A4%A`);
    expect(refused.status).toBe(400);
    expect(refused.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await refused.json()).toMatchObject({ code: 'request.malformed' });
  });

  it('because it is not HTTP is answered all the same', async () => {
    const { api } = await serve();
    const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
    socket.write('HELLO\r\n\r\n');
    let text = '';
    for await (const chunk of socket) text += chunk;
    expect(text).toMatch(/^HTTP\/1\.1 400 .*application\/problem\+json.*request\.malformed/s);
  });

  it('is told in the language asked for, each field too', async () => {
    const { api } = await serve();
    const asked = { headers: { 'accept-language': 'zh-CN,zh;q=0.9,en;q=0.8' } };
    const refused = await fetch(`${api.url}/api/jobs?state=lost&limit=0`, asked);
    expect(refused.headers.get('content-language')).toBe('zh-CN');
    const { detail, errors } = await bodyOf<Refusal>(refused);
    expect(detail).toMatch(/\p{Script=Han}/u);
    expect(errors.map(({ path }) => path)).toEqual(['query.state', 'query.limit']);
    for (const { problem } of errors) expect(problem).toMatch(/\p{Script=Han}/u);
    const { errors: english } = await bodyOf<Refusal>(fetch(`${api.url}/api/jobs?state=lost`));
    expect(english).toEqual([{ path: 'query.state', problem: expect.stringContaining('"waiting"') }]);
  });

  it('because of a defect is told by its id, and the rest is for the log', async () => {
    const { api, logged } = await serve({}, (record) => ({
      ...record,
      stops: { ...record.stops, active: () => Promise.reject(new TypeError('password=hunter2')) },
    }));
    const refused = await fetch(`${api.url}/api/stops`);
    const text = await refused.text();
    expect(refused.status).toBe(500);
    expect(JSON.parse(text)).toMatchObject({ code: 'internal.defect' });
    expect(text).toContain(refused.headers.get('request-id'));
    expect(text).not.toMatch(/hunter2|at .*\.ts/);
    expect(logged.find(({ event }) => event === 'api.failed')?.fields.err).toBeInstanceOf(TypeError);
  });
});

describe('while the record is away', () => {
  const away = (record: RecordPort): RecordPort => ({
    ...record,
    audit: { ...record.audit, head: () => Promise.reject(down()) },
    runs: { ...record.runs, page: () => Promise.reject(down()) },
  });

  it('the site is not healthy, and says what it is all the same', async () => {
    const { api } = await serve({}, away);
    const answer = await fetch(`${api.url}/healthz`);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual({
      status: 'unavailable',
      record: 'unreachable',
      version: '0.1.0',
      role: 'all',
      plantTime: '2026-01-05T08:00:00.000Z',
    });
  });

  it('what needs it is answered with 503', async () => {
    const { api } = await serve({}, away);
    for (const path of ['/api/runs', '/api/events']) {
      const answer = await fetch(api.url + path);
      expect(answer.status).toBe(503);
      expect(await answer.json()).toMatchObject({ code: 'database.unreachable' });
    }
  });

  it('a stop says that it holds in this process alone', async () => {
    const { api, floor } = await serve();
    floor.around = (call, next) => (call === 'stops.press' ? Promise.reject(down()) : next());
    const answer = await fetch(`${api.url}/api/stops`, posting({ scope: mill, by: inspector.id }));
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ code: 'stop.untold', detail: expect.stringContaining('Press again') });
    floor.around = (_, next) => next();
  });

  it('a record that never answers is not waited for', async () => {
    let asked = 0;
    const { api } = await serve({}, (record) => ({
      ...record,
      audit: {
        ...record.audit,
        head: () => {
          asked += 1;
          return new Promise(() => {});
        },
      },
    }));
    const answers = await Promise.all([1, 2, 3].map(() => fetch(`${api.url}/healthz`)));
    expect(answers.map(({ status }) => status)).toEqual([503, 503, 503]);
    expect(asked).toBe(1);
  });
});

describe('pages of jobs', () => {
  it('go through all queues together, each job once', async () => {
    const { api, floor } = await serve();
    for (const number of [1, 2, 3, 4, 5]) {
      const id = `out_${number}-1`;
      await floor.bus.add(
        'later',
        'outcome.verify',
        { outcomeId: `out_${number}`, wake: 1 },
        { id, delayMs: 60_000 * number },
      );
    }
    await floor.bus.add(
      'vertical:floor',
      'run.advance',
      { runId: 'run_9', wake: 1 },
      { id: 'run_9-1', delayMs: 90_000 },
    );
    const met: string[] = [];
    let after = '';
    do {
      const page = await bodyOf<JobsPage>(fetch(`${api.url}/api/jobs?state=delayed&limit=2${after}`));
      const { jobs, next, counts }: JobsPage = page;
      expect(counts).toContainEqual({ queue: 'later', waiting: 0, active: 0, delayed: 5, failed: 0 });
      met.push(...jobs.map(({ id }) => id));
      after = next === null ? '' : `&after=${next}`;
    } while (after !== '');
    expect(met).toEqual(['out_1-1', 'run_9-1', 'out_2-1', 'out_3-1', 'out_4-1', 'out_5-1']);
  });
});

describe('opening and closing', () => {
  it('a host that is not this machine is refused before anything listens', async () => {
    await expect(anApi({ host: '0.0.0.0' })).rejects.toMatchObject({ code: 'api.not-loopback' });
  });

  it('a port that is in use is named', async () => {
    const { api } = await serve();
    const port = Number(new URL(api.url).port);
    await expect(anApi({ port })).rejects.toMatchObject({ code: 'api.port-in-use', details: { port } });
    await expect(anApi({ port: 70_000 })).rejects.toMatchObject({
      code: 'config.invalid',
      details: { path: 'api.port' },
    });
  });

  it('listens on IPv6 where it is asked to', async () => {
    const { api } = await serve({ host: '::1' });
    expect(api.url).toMatch(/^http:\/\/\[::1\]:\d+$/);
    expect(await fetch(`${api.url}/healthz`)).toMatchObject({ status: 200 });
  });

  it('closing ends the streams and lets a running request end', async () => {
    const served = await anApi();
    const { api, floor } = served;
    const asked = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<void>();
    const { list } = floor.record.agents;
    floor.record.agents.list = async () => {
      asked.resolve();
      await answer.promise;
      return list();
    };
    const stream = await fetch(`${api.url}/api/events`);
    const running = fetch(`${api.url}/api/agents`);
    await asked.promise;
    const closed = served.close();
    expect(await stream.text()).toMatch(/^retry: 1000\nid: \d+\n\n: the API closes\n\n$/);
    answer.resolve();
    expect(await running).toMatchObject({ status: 200 });
    await closed;
    // A second time it has nothing to do.
    await api.close();
    await expect(fetch(`${api.url}/healthz`)).rejects.toThrow();
  });
});

describe('a connection that nothing is asked on', () => {
  it('does not hold up closing', async () => {
    const served = await anApi();
    const early = connect(Number(new URL(served.api.url).port), '127.0.0.1');
    await once(early, 'connect');
    await fetch(`${served.api.url}/healthz`);
    const began = performance.now();
    const gone = once(early, 'close');
    await served.close();
    await gone;
    expect(performance.now() - began).toBeLessThan(1_500);
  });
});

describe('the stream of events', () => {
  it('goes on after the event that the client names, rather than after its address', async () => {
    const { api, floor } = await serve();
    await floor.grant('approve');
    await floor.wishDispose('coil-1');
    await floor.record.audit.seal();
    const head = await floor.record.audit.head();
    const headers = { 'last-event-id': String(head - 2) };
    const stream = await fetch(`${api.url}/api/events?after=0`, { headers });
    const ids: string[] = [];
    let text = '';
    for await (const chunk of stream.body ?? []) {
      text += new TextDecoder().decode(chunk);
      ids.splice(0, ids.length, ...[...text.matchAll(/^id: (\d+)$/gm)].map(([, id = '']) => id));
      if (ids.includes(String(head))) break;
    }
    expect(ids).toEqual([head - 2, head - 1, head].map(String));
  });

  it('begins at the present end unless told otherwise', async () => {
    const { api, floor } = await serve();
    await floor.record.audit.seal();
    const head = await floor.record.audit.head();
    expect(head).toBeGreaterThan(0);
    const stream = await fetch(`${api.url}/api/events`, { headers: { 'last-event-id': '' } });
    const reader = stream.body?.getReader();
    await floor.grant('approve');
    await floor.record.audit.seal();
    let text = '';
    while (!text.includes('event: ')) text += new TextDecoder().decode((await reader?.read())?.value);
    await reader?.cancel();
    expect([...text.matchAll(/^id: (\d+)$/gm)].slice(0, 2).map(([, id]) => id)).toEqual([
      String(head),
      String(head + 1),
    ]);
  });

  it('is open to so many, and to the next one once one has left', async () => {
    const { api } = await serve();
    const streams: AbortController[] = [];
    const open = async () => {
      const leaving = new AbortController();
      const response = await fetch(`${api.url}/api/events`, { signal: leaving.signal });
      if (response.status === 200) streams.push(leaving);
      return response;
    };
    onTestFinished(() => {
      for (const leaving of streams) leaving.abort();
    });
    let refused: Response;
    do refused = await open();
    while (refused.status === 200);
    expect(streams).toHaveLength(64);
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({ code: 'events.busy' });
    streams.pop()?.abort();
    await vi.waitUntil(async () => (await open()).status === 200);
  });
});
