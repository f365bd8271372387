/** The promises of an action sink, over HTTP against the small MES, and every fault once. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { isAndonError } from '@andon/core';
import { describe, expect, it } from 'vitest';
import { aConnector, aMes, disposing, line, query, told } from '../src/mes/for-a-test.ts';

async function codeOf(attempt: () => unknown): Promise<string | null> {
  try {
    await attempt();
    return null;
  } catch (error) {
    return isAndonError(error) ? error.code : String(error);
  }
}

/** Gives up soon; the heartbeat must not notice. */
const impatient = { timeoutMs: 200, heartbeatMs: 60_000 };

describe('a command over HTTP', () => {
  it('is executed under its key, with fence, deadline and material, and shows in the plant', async () => {
    const mes = await aMes();
    const { sink, source } = await aConnector(mes.url);
    expect(await sink.send(disposing('k1'))).toEqual({ kind: 'taken' });
    expect(mes.mailbox.disposition('C1')).toBe('hold');
    expect(await sink.readBack(query(disposing('k1')))).toMatchObject({ kind: 'present', value: 'hold' });
    expect(sink.capabilities()).toEqual({
      readBack: true,
      honoursKey: true,
      honoursFence: true,
      checksValidUntil: true,
    });
    expect([sink.link(), source.link()]).toEqual(['up', 'up']);
  });

  it('leaves in the very tick of the send: a process that dies in that tick has sent it', async () => {
    const mes = await aMes();
    const dying = `
      import { openHttpConnector } from '@andon/connect';
      const { sink } = await openHttpConnector({ url: '${mes.url}' });
      sink.send(${JSON.stringify(disposing('k1'))});
      process.kill(process.pid, 'SIGKILL');
    `;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', dying], { cwd: import.meta.dirname });
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
    await expect.poll(() => mes.arrivals(), { timeout: 10_000 }).toEqual([['k1', 'taken']]);
  });

  it('is executed once however often its key arrives; later ones hear what became of the first', async () => {
    const mes = await aMes();
    const { sink } = await aConnector(mes.url);
    await sink.send(disposing('k1'));
    expect(await sink.send(disposing('k1', { value: 'scrap' }))).toMatchObject({
      kind: 'duplicate',
      became: { kind: 'present', value: 'hold' },
    });
    expect(await sink.send(disposing('k2', { value: 'polish' }))).toMatchObject({ kind: 'refused' });
    expect(await sink.send(disposing('k2'))).toMatchObject({
      kind: 'duplicate',
      became: { kind: 'refused', code: 'out-of-range' },
    });
    expect(mes.mailbox.disposition('C1')).toBe('hold');
  });

  it.each([
    ['expired', { validUntil: 1 }],
    ['stale-fence', { fence: 4 }],
    ['not-writable', { target: `${line}/furnace/setpoint` }],
    ['out-of-range', { value: 'polish' }],
    ['no-such-material', { material: 'C77' }],
    ['interlock', { material: 'C2' }],
  ] as const)('is refused as %s, and reads back so', async (code, change) => {
    const mes = await aMes();
    const { sink } = await aConnector(mes.url);
    await sink.send(disposing('first', { material: 'C2', value: 'scrap', fence: 5 }));
    const command = disposing('k1', { fence: 6, ...change });
    expect(await sink.send(command)).toMatchObject({ kind: 'refused', code, message: expect.stringMatching(/\w/) });
    expect(await sink.readBack(query(command))).toMatchObject({ kind: 'refused', code });
    expect(mes.mailbox.disposition('C1')).toBeNull();
  });

  it('keeps keys apart that a URL or a header could not carry as they are', async () => {
    const mes = await aMes();
    const { sink } = await aConnector(mes.url);
    for (const [at, key] of ['a/b', 'a?b', 'ä 1', '%2e', 'a\r\nb'].entries()) {
      const command = disposing(key, { material: `C${at + 1}` });
      expect(await sink.send(command)).toEqual({ kind: 'taken' });
      expect(await sink.readBack(query(command))).toMatchObject({ kind: 'present' });
      expect(await sink.readBack({ ...query(command), key: `${key}x` })).toEqual({ kind: 'absent' });
    }
  });
});

describe('a read-back', () => {
  it('raises the fence, so that an older command can no longer land', async () => {
    const mes = await aMes();
    const { sink } = await aConnector(mes.url);
    expect(await sink.readBack({ ...query(disposing('k1')), fence: 2 })).toEqual({ kind: 'absent' });
    expect(await sink.send(disposing('k1', { fence: 1 }))).toMatchObject({ kind: 'refused', code: 'stale-fence' });
  });

  it('takes no 404 and no unraised fence for absent', async () => {
    const mes = await aMes();
    const { sink } = await aConnector(mes.url);
    mes.intercept = (request, response) => {
      if (!request.url?.startsWith('/commands/')) return false;
      const body = request.url.includes('/k1') ? '{"result":"absent","fence":1}' : '{}';
      const status = request.url.includes('/k1') ? 200 : 404;
      response.writeHead(status, { 'content-type': 'application/json' }).end(body);
      return true;
    };
    expect(await codeOf(() => sink.readBack({ ...query(disposing('k1')), fence: 2 }))).toBe('link.timeout');
    expect(await codeOf(() => sink.readBack(query(disposing('k2'))))).toBe('link.timeout');
  });

  it('ends when its signal fires', async () => {
    const mes = await aMes();
    const { sink } = await aConnector(mes.url);
    const stop = new AbortController();
    mes.intercept = (request) => {
      if (!request.url?.startsWith('/commands/')) return false;
      stop.abort(new Error('given up'));
      return true;
    };
    await expect(sink.readBack(query(disposing('k1')), stop.signal)).rejects.toThrow('given up');
  });
});

describe('a link that is down', () => {
  it('refuses at once, and nothing arrives when the far end is back', async () => {
    const mes = await aMes();
    const port = Number(new URL(mes.url).port);
    const connector = await aConnector(mes.url);
    const { sink, source } = connector;
    const down = told(connector, 'down');
    await mes.vanish();
    expect(await down).toMatchObject({ code: 'link.down' });
    expect([sink.link(), source.link()]).toEqual(['down', 'down']);
    expect(() => sink.send(disposing('k1'))).toThrow(/is down, so nothing was sent/);
    expect(await codeOf(() => sink.readBack(query(disposing('k1'))))).toBe('link.down');
    expect(await codeOf(() => source.read(['a']))).toBe('link.down');
    const up = told(connector, 'up');
    await mes.listen(port);
    await up;
    expect(await sink.readBack(query(disposing('k1')))).toEqual({ kind: 'absent' });
    expect(mes.arrivals()).toEqual([]);
  });

  it('goes down when the far end accepts connections and says nothing', async () => {
    const mes = await aMes();
    const connector = await aConnector(mes.url, { timeoutMs: 300 });
    const down = told(connector, 'down');
    mes.intercept = () => true;
    expect(await down).toMatchObject({ code: 'link.timeout' });
    expect(() => connector.sink.send(disposing('k1'))).toThrow(/is down/);
    const up = told(connector, 'up');
    mes.intercept = () => false;
    await up;
    expect(mes.arrivals()).toEqual([]);
  });

  it('refuses what exceeds the connections that stand ready, and nothing waits for one', async () => {
    const mes = await aMes();
    const { sink } = await aConnector(mes.url, { readyConnections: 1 });
    const first = sink.send(disposing('k1'));
    expect(() => sink.send(disposing('k2'))).toThrow(/is down/);
    expect(await first).toEqual({ kind: 'taken' });
    expect(mes.arrivals()).toEqual([['k1', 'taken']]);
  });

  it('is down for good once closed', async () => {
    const mes = await aMes();
    const connector = await aConnector(mes.url);
    connector.close();
    expect(() => connector.sink.send(disposing('k1'))).toThrow(/is down/);
  });
});

describe('a fault on the way', () => {
  it.each([
    // What the sender hears, what the MES shows, what a second send under the same key and a new fence then hears.
    ['lose-request', 'link.timeout', 'absent', 'taken'],
    ['reset-before', 'link.timeout', 'absent', 'taken'],
    ['error-before', 'link.timeout', 'absent', 'taken'],
    ['lose-answer', 'link.timeout', 'present', 'duplicate'],
    ['late-answer', 'link.timeout', 'present', 'duplicate'],
    ['reset-answer', 'link.timeout', 'present', 'duplicate'],
    ['error-after', 'link.timeout', 'present', 'duplicate'],
    ['slow-answer', null, 'present', 'duplicate'],
    ['double-request', null, 'present', 'duplicate'],
  ] as const)('%s: the sender hears %s and reads back %s', async (fault, code, fate, again) => {
    const mes = await aMes();
    const { sink } = await aConnector(mes.url);
    const { sink: hasty } = code === null ? { sink } : await aConnector(mes.url, impatient);
    mes.faults.strike(fault);
    expect(await codeOf(() => hasty.send(disposing('k1')))).toBe(code);
    expect(await sink.readBack({ ...query(disposing('k1')), fence: 2 })).toMatchObject({ kind: fate });
    expect(await sink.send(disposing('k1', { fence: 2 }))).toMatchObject({ kind: again });
    expect(mes.arrivals().filter(([, answer]) => answer === 'taken')).toEqual([['k1', 'taken']]);
  });

  it('late-request: what arrives after the plant was asked for it is refused by its fence', async () => {
    const mes = await aMes({ lateMs: 1_000 });
    const { sink } = await aConnector(mes.url);
    const { sink: hasty } = await aConnector(mes.url, impatient);
    mes.faults.strike('late-request');
    expect(await codeOf(() => hasty.send(disposing('k1')))).toBe('link.timeout');
    expect(await sink.readBack({ ...query(disposing('k1')), fence: 2 })).toEqual({ kind: 'absent' });
    await expect.poll(() => mes.arrivals(), { timeout: 10_000 }).toEqual([['k1', 'refused']]);
    expect(mes.mailbox.disposition('C1')).toBeNull();
  });

  it('does not follow a redirect: the command went nowhere else', async () => {
    const [mes, other] = [await aMes(), await aMes()];
    const { sink } = await aConnector(mes.url);
    mes.intercept = (request, response) => {
      if (request.method !== 'POST') return false;
      response.writeHead(307, { location: `${other.url}/commands` }).end();
      return true;
    };
    expect(await codeOf(() => sink.send(disposing('k1')))).toBe('link.timeout');
    expect(other.arrivals()).toEqual([]);
  });

  it.each([
    ['text/html', 200, '{"result":"taken"}'],
    ['application/json', 200, '{"result":"perhaps"}'],
    ['application/json', 200, '{"result":'],
    ['application/json', 200, `"${'x'.repeat(2_000)}"`],
    ['application/json', 202, '{"result":"taken"}'],
    ['application/problem+json', 409, '{"title":"No","code":"mood"}'],
    ['application/problem+json', 500, '{"title":"No","detail":"no","code":"interlock"}'],
  ])('takes %s, HTTP %i, for no answer', async (type, status, body) => {
    const mes = await aMes();
    const { sink } = await aConnector(mes.url, { maxAnswerBytes: 1_000 });
    mes.intercept = (request, response) => {
      if (request.method !== 'POST') return false;
      response.writeHead(status, { 'content-type': type }).end(body);
      return true;
    };
    expect(await codeOf(() => sink.send(disposing('k1')))).toBe('link.timeout');
  });
});

describe('a MES that lacks something', () => {
  it.each(['readBack', 'honoursKey', 'honoursFence', 'checksValidUntil'] as const)('says so: %s', async (name) => {
    const mes = await aMes({ lacks: [name] });
    const { sink } = await aConnector(mes.url);
    expect(sink.capabilities()).toMatchObject({ [name]: false });
    expect(Object.values(sink.capabilities()).filter((able) => !able)).toHaveLength(1);
  });

  it('is not asked for what it does not offer', async () => {
    const mes = await aMes({ lacks: ['readBack'] });
    const { sink } = await aConnector(mes.url);
    expect(await codeOf(() => sink.readBack(query(disposing('k1'))))).toBe('config.invalid');
  });
});
