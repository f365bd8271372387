import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FaultProxy } from './proxy.ts';

let server: Server;
let proxy: FaultProxy;
let port: number;
let arrived: string[];
let sent: string[];
let answered: number;
const sockets = new Set<Socket>();

beforeEach(async () => {
  arrived = [];
  sent = [];
  answered = 0;
  server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.setEncoding('utf8').on('data', (text: string) => {
      arrived.push(text);
      socket.write(`re: ${text}`);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy = new FaultProxy({
    toPort: (server.address() as AddressInfo).port,
    random: () => 0.01,
    onSent: (_, piece) => sent.push(piece.toString()),
    onAnswered: () => {
      answered += 1;
    },
  });
  port = await proxy.listen();
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await proxy.close();
  server.close();
});

function caller() {
  const socket = connect({ port, host: '127.0.0.1' });
  sockets.add(socket);
  const closed = new Promise<string>((resolve) => {
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
    socket.once('close', () => resolve('closed'));
  });
  return { socket, closed, answer: async () => String((await once(socket, 'data'))[0]) };
}

describe('the fault proxy', () => {
  it('carries both ways in clear weather, and tells of both', async () => {
    const { socket, answer } = caller();
    socket.write('one');
    expect(await answer()).toBe('re: one');
    expect({ sent, answered }).toEqual({ sent: ['one'], answered: 1 });
  });

  it('keeps the order of what is late', async () => {
    proxy.weather = { kind: 'late', upToMs: 2_000 };
    const { socket } = caller();
    socket.write('one');
    await expect.poll(() => sent.join('')).toBe('one');
    proxy.weather = { kind: 'clear' };
    socket.write('two');
    // On a busy machine both are read as one piece.
    await expect.poll(() => arrived.join('')).toBe('onetwo');
  });

  it('loses what is sent and what is answered, each where the weather says so; such a link does not outlive it', async () => {
    proxy.weather = { kind: 'lost' };
    const lost = caller();
    lost.socket.write('one');
    await expect.poll(() => sent).toEqual(['one']);
    proxy.weather = { kind: 'half-open' };
    const half = caller();
    half.socket.write('two');
    await expect.poll(() => arrived).toEqual(['two']);
    await expect.poll(() => answered).toBe(0);
    proxy.weather = { kind: 'clear' };
    expect([await lost.closed, await half.closed]).toEqual(['ECONNRESET', 'ECONNRESET']);
    const after = caller();
    after.socket.write('three');
    expect(await after.answer()).toBe('re: three');
  });

  it('cuts every connection', async () => {
    const { socket, closed, answer } = caller();
    socket.write('one');
    await answer();
    proxy.reset();
    expect(await closed).toBe('ECONNRESET');
  });

  it('has the last words of a killed sender heard', async () => {
    const { socket } = caller();
    await once(socket, 'connect');
    socket.end('last');
    await expect.poll(() => arrived).toEqual(['last']);
  });
});
