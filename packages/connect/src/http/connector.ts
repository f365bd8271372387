/**
 * A MES or any other system that speaks HTTP, as a source and a sink. What it must offer, header by header, is in
 * docs/how-to/write-to-your-mes.md.
 *
 *     const mes = await openHttpConnector({ url: 'https://mes.example:8443', credentials, secrets, tls });
 *     new Runtime({ source: mes.source, sink: mes.sink, … });
 */

import { setTimeout as delay } from 'node:timers/promises';
import type { AndonError } from '@andon/core';
import type { ActionSink, LinkState, TagSource } from '../ports.ts';
import { asker as openAsker } from './ask.ts';
import { greet } from './greet.ts';
import { httpSink } from './http-sink.ts';
import { httpSource } from './http-source.ts';
import { LinkWatch } from './link-watch.ts';
import { checkHttpOptions, type HttpConnectorOptions } from './options.ts';
import { ReadyConnections } from './ready-connections.ts';

/** Told when the link comes or goes; `why` it went, `null` when it came or was closed. */
export type LinkListener = (state: LinkState, why: AndonError | null) => void;

export interface HttpConnector {
  /** Its link is up while the far end answers heartbeats. */
  readonly source: TagSource;
  /** Its link is up while, besides, a connection stands open for the next command. */
  readonly sink: ActionSink;
  /** Names the run of the MES that answered last; batches and sample numbers belong to it. */
  session(): string;
  /** Answers the way to stop listening. */
  onLink(listener: LinkListener): () => void;
  /** Closes every connection. What is under way ends without an answer; nothing can be sent any more. */
  close(): void;
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
  const asker = openAsker(settings);
  const closing = new AbortController();
  const changes = new EventTarget();
  const listeners = new Set<LinkListener>();
  const ready = Promise.withResolvers<void>();
  const connections = new ReadyConnections(settings, ready.resolve);

  let watch: LinkWatch;
  try {
    const first = await greet(settings, asker);
    const onChange: LinkListener = (state, why) => {
      if (state === 'down') connections.drain();
      changes.dispatchEvent(new Event('change'));
      for (const listener of listeners) listener(state, why);
    };
    watch = new LinkWatch(
      {
        settings,
        greet: (signal) => greet(settings, asker, signal),
        onAnswer: ({ commands }) => connections.refresh(commands),
        onChange,
      },
      first,
    );
  } catch (error) {
    asker.close();
    throw error;
  }
  // Whoever opens it wants to send; where nobody takes connections any more, the link says so.
  const waited = new AbortController();
  await Promise.race([ready.promise, delay(settings.timeoutMs, undefined, { signal: waited.signal })]);
  waited.abort();

  const parts = { settings, asker, watch, connections };
  return {
    source: httpSource({ ...parts, changes, closed: closing.signal }),
    sink: httpSink(parts),
    session: () => watch.handshake().session,
    onLink(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close() {
      closing.abort();
      watch.close();
      connections.drain();
      asker.close();
    },
  };
}
