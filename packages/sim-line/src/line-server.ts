/**
 * Serves one line to its clients over duplex streams: one driver, who lets plant time pass, and any number of observers,
 * who watch and may use the mailbox like any second party on a plant's network.
 */

import type { Duplex } from 'node:stream';
import type { CommandLog } from './command-log.ts';
import type { LineBatch } from './lock-step.ts';
import { createLockStep } from './lock-step.ts';
import type { Mailbox } from './mailbox.ts';
import { createMailbox } from './mailbox.ts';
import type { World, WorldOptions } from './plant.ts';
import type { FromLine } from './wire.ts';
import { decode, lineSplitter, ToLine } from './wire.ts';
import { createWorld } from './world.ts';

export interface LineServerOptions extends WorldOptions {
  readonly session: string;
  readonly log: CommandLog;
  /** Plant time over real time; 0 is flat out. */
  readonly speed: number;
  /** Monotonic process time, ms. */
  readonly monotonicMs: () => number;
  /** How many clients are connected now; called on every change. */
  readonly onClients?: (count: number) => void;
  readonly onShutdown?: () => void;
}

export interface LineServer {
  readonly session: string;
  /** Takes a client on. */
  accept(stream: Duplex): void;
  close(): void;
}

interface Client {
  readonly stream: Duplex;
  role: 'driver' | 'observer' | null;
  tell(message: FromLine): void;
}

/** @throws AndonError('scenario.unknown') */
export function createLineServer(options: LineServerOptions): LineServer {
  const world = createWorld(options);
  const mailbox = createMailbox({ plant: world, log: options.log, session: options.session });
  const clients = new Set<Client>();
  const toAll = (message: FromLine): void => {
    for (const client of clients) if (client.role !== null) client.tell(message);
  };
  const steps = createLockStep({
    world,
    speed: options.speed,
    monotonicMs: options.monotonicMs,
    onBatch: (batch) => toAll(batchMessage(batch)),
    onEnd: () => toAll({ type: 'end', account: world.truth.account() }),
  });

  function greet(client: Client, role: 'driver' | 'observer'): void {
    const driven = role === 'driver' && [...clients].some((other) => other.role === 'driver');
    if (driven || client.role !== null) {
      client.tell({ type: 'goodbye', problem: driven ? 'it already has a driver' : 'say hello once' });
      client.stream.end();
      return;
    }
    client.role = role;
    client.tell({
      type: 'welcome',
      session: options.session,
      plantMs: world.plantMs(),
      speed: steps.speed(),
      link: world.link(),
    });
    if (steps.state() === 'ended') client.tell({ type: 'end', account: world.truth.account() });
    else if (steps.state() === 'waiting') client.tell(batchMessage(steps.batch()));
  }

  function hear(client: Client, message: ToLine): void {
    if (message.type === 'hello') greet(client, message.role);
    else if (client.role === null) client.tell({ type: 'goodbye', problem: 'say hello first' });
    else answer(client, message);
  }

  function answer(client: Client, message: Exclude<ToLine, { type: 'hello' }>): void {
    switch (message.type) {
      case 'continue':
        if (client.role === 'driver') steps.goOn(message.seq, message.wakeAt);
        break;
      case 'command':
      case 'read-back':
        overCommandLink(client, message, world, mailbox);
        break;
      case 'read':
        client.tell({ type: 'samples', id: message.id, samples: [...world.read(message.tags)] });
        break;
      case 'person-disposes':
        client.tell({ type: 'done', id: message.id, done: personDisposes(world, message) });
        break;
      case 'account':
        client.tell({ type: 'account', id: message.id, account: world.truth.account() });
        break;
      case 'speed':
        steps.setSpeed(message.speed);
        client.tell({ type: 'done', id: message.id, done: true });
        break;
      case 'shutdown':
        client.tell({ type: 'done', id: message.id, done: true });
        options.onShutdown?.();
        break;
    }
  }

  function leave(client: Client): void {
    if (clients.delete(client)) options.onClients?.(clients.size);
  }

  return {
    session: options.session,
    accept(stream) {
      const client: Client = {
        stream,
        role: null,
        tell: (message) => void (stream.writable && stream.write(`${JSON.stringify(message)}\n`)),
      };
      clients.add(client);
      options.onClients?.(clients.size);
      const drop = (problem: string): void => {
        client.tell({ type: 'goodbye', problem });
        stream.end();
      };
      stream.setEncoding('utf8');
      stream.on(
        'data',
        lineSplitter(
          (line) => {
            const message = decode(ToLine, line);
            if (message === null) drop('that message is not one of the protocol');
            else hear(client, message);
          },
          () => stream.destroy(),
        ),
      );
      stream.on('error', () => leave(client));
      stream.on('end', () => {
        leave(client);
        stream.end();
      });
      stream.on('close', () => leave(client));
    },
    close() {
      steps.stop();
      for (const client of clients) client.stream.destroy();
    },
  };
}

/** What arrives over a link that is down has not arrived: it is not logged, and nobody answers. */
function overCommandLink(
  client: Client,
  message: Extract<ToLine, { type: 'command' | 'read-back' }>,
  world: World,
  mailbox: Mailbox,
): void {
  if (world.link() === 'down') return;
  if (message.type === 'command') {
    client.tell({ type: 'ack', id: message.id, acknowledgement: mailbox.arrive(message.command) });
  } else {
    client.tell({ type: 'read-back', id: message.id, readBack: mailbox.readBack(message.query) });
  }
}

/** A person at the line's own terminal: no mailbox, no key, and it works in local control. */
function personDisposes(
  world: World,
  { coil: name, disposition, person }: Extract<ToLine, { type: 'person-disposes' }>,
): boolean {
  const coil = world.coil(name);
  if (coil === null || coil.closed) return false;
  if (coil.disposed !== null && coil.disposed.disposition !== 'hold') return false;
  world.dispose(name, disposition, 'people', person);
  return true;
}

function batchMessage({ plantMs, seq, link, samples }: LineBatch): FromLine {
  return { type: 'batch', plantMs, seq, link, samples: [...samples] };
}
