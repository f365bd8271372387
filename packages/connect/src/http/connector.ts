/**
 * A MES or any other system that speaks HTTP, as a source and a sink. What it must offer, header by header, is in
 * docs/how-to/write-to-your-mes.md.
 *
 *     const mes = await openHttpConnector({ url: 'https://mes.example:8443', credentials, secrets, tls });
 *     new Runtime({ source: mes.source, sink: mes.sink, … });
 */

import { setTimeout as delay } from 'node:timers/promises';
import type { ActionSink } from '../ports.ts';
import type { Handshake } from './handshake.ts';
import { httpSink } from './http-sink.ts';
import { type HttpSource, httpSource } from './http-source.ts';
import { type HttpLink, type LinkListener, openLink } from './link.ts';
import { checkHttpOptions, type HttpConnectorOptions, type HttpSourceOptions } from './options.ts';
import { ReadyConnections } from './ready-connections.ts';

/** Reads, and has no way to write. */
export interface HttpReader {
  /** Its link is up while the far end answers heartbeats. */
  readonly source: HttpSource;
  /** Names the run of the MES that answered last; sample numbers belong to it. */
  session(): string;
  /** What the MES says of itself, as it last said it. */
  handshake(): Handshake;
  /** Plant time: the MES's own clock, in ms since the epoch, never backwards; `null` until an answer told it. */
  plantMs(): number | null;
  /** Answers the way to stop listening. */
  onLink(listener: LinkListener): () => void;
  /** Closes every connection. What is under way ends without an answer; nothing can be sent any more. */
  close(): void;
}

export interface HttpConnector extends HttpReader {
  /** Its link is up while, besides, a connection stands open for the next command. */
  readonly sink: ActionSink;
}

/**
 * Greets the far end, and keeps the link from then on: it goes down with the first heartbeat that fails, and comes back
 * by itself.
 *
 * @throws AndonError('config.invalid') naming the option, also where the far end does not speak the agreement or refuses
 *         certificate or credentials
 * @throws AndonError('link.down') | AndonError('link.timeout') nobody answers there now; call again later
 */
export async function openHttpConnector(options: HttpConnectorOptions): Promise<HttpConnector> {
  const settings = checkHttpOptions(options);
  const ready = Promise.withResolvers<void>();
  const connections = new ReadyConnections(settings, ready.resolve);
  const link = await openLink(settings, {
    onAnswer: ({ commands }) => connections.refresh(commands),
    onDown: () => connections.drain(),
  });
  // Whoever opens it wants to send; where nobody takes connections any more, the link says so.
  const waited = new AbortController();
  await Promise.race([ready.promise, delay(settings.timeoutMs, undefined, { signal: waited.signal })]);
  waited.abort();
  return {
    ...readerOf(link),
    sink: httpSink({ ...link, connections }),
    close() {
      link.close();
      connections.drain();
    },
  };
}

/**
 * The same without a sink: no connection for commands is ever made, and the credentials may be ones that only read.
 *
 * @throws as `openHttpConnector`
 */
export async function openHttpSource(options: HttpSourceOptions): Promise<HttpReader> {
  return readerOf(await openLink(checkHttpOptions(options)));
}

function readerOf(link: HttpLink): HttpReader {
  return {
    source: httpSource(link),
    session: () => link.watch.handshake().session,
    handshake: () => link.watch.handshake(),
    plantMs: () => link.clock.nowMs(),
    onLink: link.onLink,
    close: link.close,
  };
}
