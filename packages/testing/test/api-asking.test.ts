/** Who may ask the API, and how it refuses. */

import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { bodyOf, posting, serve } from './api-floor.ts';
import { inspector, mill } from './runtime-floor.ts';

interface Refusal {
  readonly detail: string;
  readonly errors: readonly { readonly path: string; readonly problem: string }[];
}

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
