/** What every connector over HTTP stands on, whether it writes or not: a first greeting, and the link from then on. */

import type { AndonError } from '@andon/core';
import type { LinkState } from '../ports.ts';
import { type Asker, asker as openAsker } from './ask.ts';
import { FarClock } from './far-clock.ts';
import { greet } from './greet.ts';
import type { Handshake } from './handshake.ts';
import { LinkWatch } from './link-watch.ts';
import type { HttpSettings } from './options.ts';

/** Told when the link comes or goes; `why` it went, `null` when it came or was closed. */
export type LinkListener = (state: LinkState, why: AndonError | null) => void;

export interface HttpLink {
  readonly settings: HttpSettings;
  readonly asker: Asker;
  readonly watch: LinkWatch;
  readonly clock: FarClock;
  /** Emits `change` when the link comes or goes. */
  readonly changes: EventTarget;
  /** Fires when the link is closed. */
  readonly closed: AbortSignal;
  /** Answers the way to stop listening. */
  onLink(listener: LinkListener): () => void;
  close(): void;
}

export interface HttpLinkOptions {
  readonly onAnswer?: (handshake: Handshake) => void;
  readonly onDown?: () => void;
}

/** @throws AndonError('config.invalid') | AndonError('link.down') | AndonError('link.timeout') */
export async function openLink(
  settings: HttpSettings,
  { onAnswer = () => {}, onDown = () => {} }: HttpLinkOptions = {},
): Promise<HttpLink> {
  const asker = openAsker(settings);
  const clock = new FarClock(settings.clock);
  const closing = new AbortController();
  const changes = new EventTarget();
  const listeners = new Set<LinkListener>();
  const once = (signal?: AbortSignal): Promise<Handshake> => greet({ settings, asker, clock }, signal);
  const onChange: LinkListener = (state, why) => {
    if (state === 'down') onDown();
    changes.dispatchEvent(new Event('change'));
    for (const listener of listeners) listener(state, why);
  };

  let watch: LinkWatch;
  try {
    watch = new LinkWatch({ settings, greet: once, onAnswer, onChange }, await once());
  } catch (error) {
    asker.close();
    throw error;
  }
  return {
    ...{ settings, asker, watch, clock, changes, closed: closing.signal },
    onLink(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close() {
      closing.abort();
      watch.close();
      asker.close();
    },
  };
}
