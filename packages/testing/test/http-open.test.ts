/** What an HTTP connector refuses to open, and in which words. */

import type { HttpConnectorOptions } from '@andon/connect';
import { openHttpConnector } from '@andon/connect';
import { isAndonError } from '@andon/core';
import { describe, expect, it } from 'vitest';
import { aConnector, aMes, disposing, told } from '../src/mes/for-a-test.ts';
import type { Interceptor } from '../src/mes/server.ts';
import { testCertificate } from '../src/mes/test-certificate.ts';

async function problemOf(options: HttpConnectorOptions): Promise<unknown> {
  try {
    (await openHttpConnector({ timeoutMs: 5_000, ...options })).close();
    return null;
  } catch (error) {
    return isAndonError(error) ? { code: error.code, ...error.details } : error;
  }
}

const credentials = { header: 'authorization', secret: 'mes-token' };

describe('options', () => {
  it.each([
    ['url', { url: 'mes.example' }],
    ['url', { url: 'ftp://mes.example' }],
    ['url', { url: 'https://li:secret@mes.example' }],
    ['url', { url: 'https://mes.example/mes' }],
    ['url', { url: 'http://mes.example', credentials, secrets: () => 'Bearer x' }],
    ['timeoutMs', { url: 'http://127.0.0.1:1', timeoutMs: 0 }],
    ['readyConnections', { url: 'http://127.0.0.1:1', readyConnections: 1.5 }],
    ['secrets', { url: 'http://127.0.0.1:1', credentials }],
    [
      'credentials.header',
      { url: 'http://127.0.0.1:1', credentials: { header: 'a b', secret: 's' }, secrets: () => 'x' },
    ],
    ['credentials.secret', { url: 'http://127.0.0.1:1', credentials, secrets: () => null }],
    ['credentials.secret', { url: 'http://127.0.0.1:1', credentials, secrets: () => 'a\r\nb' }],
    [
      'credentials.secret',
      { url: 'http://127.0.0.1:1', credentials, secrets: () => Promise.reject(new Error('shut')) },
    ],
  ] satisfies [string, HttpConnectorOptions][])('that do not hold are named: %s of %j', async (path, options) => {
    expect(await problemOf(options)).toMatchObject({ code: 'config.invalid', path });
  });

  it('never say a secret', async () => {
    const error = await problemOf({ url: 'http://127.0.0.1:1', credentials, secrets: () => 'hush\u0000' });
    expect(JSON.stringify(error)).not.toContain('hush');
  });
});

describe('a far end that', () => {
  const answering =
    (status: number, type: string, body: string): Interceptor =>
    (_, response) => {
      response.writeHead(status, { 'content-type': type, location: 'http://127.0.0.1:1/' }).end(body);
      return true;
    };
  const whole = { andonSink: 1, session: 's', commands: '/commands' };

  it.each([
    ['is something else', /there is no \/\.well-known\/andon-sink: HTTP 404/, answering(404, 'text/html', '')],
    ['redirects', /redirects \(HTTP 302\)/, answering(302, 'text/html', '')],
    ['answers HTML', /answers text\/html/, answering(200, 'text/html', '<p>Hello</p>')],
    ['answers no JSON', /says it is JSON and is not/, answering(200, 'application/json', '{')],
    ['answers too much', /longer than 500 bytes/, answering(200, 'application/json', `"${'x'.repeat(501)}"`)],
    ['speaks a later agreement', /andonSink: it is not 1/, answering(200, 'application/json', '{"andonSink":2}')],
    [
      'sends commands elsewhere',
      /commands: it is no path/,
      answering(200, 'application/json', JSON.stringify({ ...whole, commands: '//evil.example/c' })),
    ],
    [
      'claims something unclear',
      /honoursKey: it is neither true nor false/,
      answering(200, 'application/json', JSON.stringify({ ...whole, honoursKey: 'yes' })),
    ],
  ])('%s is no sink', async (_, problem, interceptor) => {
    const mes = await aMes();
    mes.intercept = interceptor;
    expect(await problemOf({ url: mes.url, maxAnswerBytes: 500 })).toEqual({
      code: 'config.invalid',
      path: 'url',
      problem: expect.stringMatching(problem),
    });
  });

  it('claims nothing is capped in everything', async () => {
    const mes = await aMes();
    mes.intercept = answering(200, 'application/json', JSON.stringify(whole));
    const { sink } = await aConnector(mes.url);
    expect(Object.values(sink.capabilities())).toEqual([false, false, false, false]);
  });

  it('is not there is down, and one that says nothing is late', async () => {
    expect(await problemOf({ url: 'http://127.0.0.1:1' })).toMatchObject({ code: 'link.down' });
    const mes = await aMes();
    mes.intercept = answering(503, 'text/html', '');
    expect(await problemOf({ url: mes.url })).toMatchObject({ code: 'link.down' });
    mes.intercept = () => true;
    expect(await problemOf({ url: mes.url, timeoutMs: 50 })).toMatchObject({ code: 'link.timeout', timeoutMs: 50 });
  });

  it('serves no handshake can be described by its owner', async () => {
    const mes = await aMes();
    mes.intercept = (request, response) =>
      request.url === '/.well-known/andon-sink' && answering(404, 'text/html', '')(request, response);
    const capabilities = { readBack: true, honoursKey: true, honoursFence: false, checksValidUntil: true };
    const paths = { commands: '/commands', tags: null, samples: null, longPollMs: 0 };
    const { sink, source } = await aConnector(mes.url, {
      handshake: { ...paths, session: 'by-hand', capabilities, alive: '/tags' },
    });
    expect(sink.capabilities()).toEqual(capabilities);
    expect(await sink.send(disposing('k1'))).toEqual({ kind: 'taken' });
    await expect(source.read(['a'])).rejects.toMatchObject({ details: { path: 'handshake.tags' } });
    expect(() => source.subscribe(new AbortController().signal)).toThrow(/handshake.samples/);
  });
});

describe('credentials', () => {
  it('travel with every question and every command, and may be replaced', async () => {
    const mes = await aMes({ authorization: 'Bearer one' });
    let token = 'Bearer one';
    const connector = await aConnector(mes.url, { credentials, secrets: async () => token });
    expect(await connector.sink.send(disposing('k1'))).toEqual({ kind: 'taken' });
    const down = told(connector, 'down');
    token = 'Bearer two';
    expect(await down).toMatchObject({ code: 'config.invalid', details: { path: 'credentials' } });
    const up = told(connector, 'up');
    token = 'Bearer one';
    await up;
  });

  it('that are refused say so, and not what they are', async () => {
    const mes = await aMes({ authorization: 'Bearer one' });
    const error = await problemOf({ url: mes.url, credentials, secrets: () => 'Bearer two' });
    expect(error).toMatchObject({ code: 'config.invalid', path: 'credentials' });
    expect(JSON.stringify(error)).not.toContain('two');
  });
});

describe('TLS', () => {
  it('is trusted by the certificate that is named', async () => {
    const mes = await aMes({ tls: testCertificate });
    const { sink } = await aConnector(mes.url, { tls: { ca: testCertificate.cert } });
    expect(await sink.send(disposing('k1'))).toEqual({ kind: 'taken' });
  });

  it('is not trusted otherwise, nor under another name', async () => {
    const mes = await aMes({ tls: testCertificate });
    expect(await problemOf({ url: mes.url })).toMatchObject({ code: 'config.invalid', path: 'tls' });
    const tls = { ca: testCertificate.cert, servername: 'other.test' };
    expect(await problemOf({ url: mes.url, tls })).toMatchObject({ path: 'tls' });
  });
});
