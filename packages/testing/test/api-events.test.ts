/** The stream of events over HTTP; what it tells from where is shown beside its code, and at a rate in the proof. */

import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { serve } from './api-floor.ts';
import { EventReader } from './api-reader.ts';

describe('the stream of events', () => {
  it('goes on after the event that the client names, rather than after its address', async () => {
    const { api, floor } = await serve();
    await floor.grant('approve');
    await floor.wishDispose('coil-1');
    await floor.record.audit.seal();
    const head = await floor.record.audit.head();
    const seen: number[] = [];
    const reader = new EventReader(`${api.url}/api/events?after=0`, ({ seq }) => seen.push(seq), String(head - 2));
    await reader.read(() => seen.length === 2);
    expect(seen).toEqual([head - 1, head]);
    expect(reader.lastId).toBe(String(head));
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
