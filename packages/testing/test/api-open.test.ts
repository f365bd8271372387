/** How the API opens and closes, and what it says while the record is away. */

import { once } from 'node:events';
import { connect } from 'node:net';
import { AndonError, type RecordPort } from '@andon/core';
import { describe, expect, it } from 'vitest';
import { anApi, posting, serve } from './api-floor.ts';
import { inspector, mill } from './runtime-floor.ts';

const down = () => new AndonError('database.unreachable', { database: '127.0.0.1:5432/andon', problem: 'gone' });

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
