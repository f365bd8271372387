/** What an HTTP connector is told, its defaults in one place, and what is wrong with it. */

import type { SecureContextOptions } from 'node:tls';
import { AndonError, type Clock, type Random } from '@andon/core';
import type { Handshake } from './handshake.ts';

/** How to trust the far end, and who we are to it. A certificate that does not check is never accepted. */
export type HttpTls = Pick<SecureContextOptions, 'ca' | 'cert' | 'key' | 'pfx' | 'passphrase' | 'minVersion'> & {
  /** Name the certificate must bear, where it is not the URL's host. */
  readonly servername?: string;
};

/** A header whose value stands elsewhere, so that it is in no configuration and no log. */
export interface HttpCredentials {
  /** Header that carries it, e.g. `authorization`. */
  readonly header: string;
  /** Name under which `secrets` knows the whole value, e.g. `mes-token`. */
  readonly secret: string;
}

export interface HttpSourceOptions {
  /** Where the MES is: scheme, host and port alone, e.g. `https://mes.harbin.example:8443`. */
  readonly url: string;
  readonly credentials?: HttpCredentials;
  /** Answers a secret's value, `null` when there is none. Asked again for every connection, so it may be replaced. */
  readonly secrets?: (name: string) => string | null | Promise<string | null>;
  readonly tls?: HttpTls;
  /** What the MES offers, for one that does not serve `/.well-known/andon-sink`; then that path is never asked for. */
  readonly handshake?: HttpHandshake;
  /** How long to wait for any answer, in ms of process time. Default 2 000. */
  readonly timeoutMs?: number;
  /** Every how many ms of process time the far end is asked whether it lives. Default 1 000. */
  readonly heartbeatMs?: number;
  /** Pause between polls for samples where the MES offers no long poll, in ms of process time. Default 500. */
  readonly pollMs?: number;
  /** The longest answer that is read, in bytes. Default 1 MiB. */
  readonly maxAnswerBytes?: number;
  /** Spreads attempts to reconnect. Default the platform's. */
  readonly random?: Random;
  /** Carries the MES's clock on between two of its answers. Default the platform's. */
  readonly clock?: Pick<Clock, 'monotonicMs'>;
}

export interface HttpConnectorOptions extends HttpSourceOptions {
  /**
   * How many connections stand open for commands; each carries one. As many commands can leave before the next is
   * dialled, so at least the number of lines that act through it, and one more. Default 4.
   */
  readonly readyConnections?: number;
  /** How old a connection that waits for a command may become, in ms; below the MES's own idle limit. Default 4 000. */
  readonly readyForMs?: number;
}

/** A handshake by hand. */
export interface HttpHandshake extends Handshake {
  /** Path whose 2xx answer is the heartbeat. */
  readonly alive: string;
}

/** Options that hold, with defaults. */
export interface HttpSettings {
  readonly origin: URL;
  /** Host and port, for messages. */
  readonly target: string;
  readonly headers: () => Promise<Readonly<Record<string, string>>>;
  readonly tls: HttpTls;
  readonly handshake: HttpHandshake | null;
  readonly timeoutMs: number;
  readonly heartbeatMs: number;
  readonly pollMs: number;
  readonly readyConnections: number;
  readonly readyForMs: number;
  readonly maxAnswerBytes: number;
  readonly random: Random;
  readonly clock: Pick<Clock, 'monotonicMs'>;
}

const defaults = {
  timeoutMs: 2_000,
  heartbeatMs: 1_000,
  pollMs: 500,
  readyConnections: 4,
  readyForMs: 4_000,
  maxAnswerBytes: 1024 * 1024,
} as const;

export const invalid = (path: string, problem: string, cause?: unknown): AndonError =>
  new AndonError('config.invalid', { path, problem }, cause === undefined ? {} : { cause });

/** @throws AndonError('config.invalid') naming the option */
export function checkHttpOptions(options: HttpConnectorOptions): HttpSettings {
  const origin = originOf(options.url);
  const { credentials, secrets } = options;
  if (credentials !== undefined) checkCredentials(origin, credentials, secrets);
  const numbers = Object.fromEntries(
    Object.entries(defaults).map(([name, byDefault]) => {
      const given = options[name as keyof typeof defaults] ?? byDefault;
      if (!Number.isInteger(given) || given < 1) throw invalid(name, `${given} is not a whole number above 0`);
      return [name, given];
    }),
  ) as Record<keyof typeof defaults, number>;
  return {
    ...numbers,
    origin,
    target: origin.host,
    tls: options.tls ?? {},
    handshake: options.handshake ?? null,
    random: options.random ?? { next: () => Math.random() },
    clock: options.clock ?? { monotonicMs: () => performance.now() },
    headers: async () => {
      if (credentials === undefined) return {};
      return { [credentials.header]: await secretOf(credentials, secrets) };
    },
  };
}

function originOf(text: string): URL {
  const url = URL.parse(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw invalid('url', 'it is no http or https address');
  }
  if (url.username !== '' || url.password !== '') {
    throw invalid('url', 'it holds a name or password, which would get into logs: use credentials');
  }
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    throw invalid('url', 'it names more than scheme, host and port; paths are in the handshake');
  }
  return url;
}

function checkCredentials(
  origin: URL,
  { header }: HttpCredentials,
  secrets: HttpSourceOptions['secrets'] | undefined,
): void {
  if (!/^[\w-]+$/.test(header)) throw invalid('credentials.header', `"${header}" is no name of a header`);
  if (secrets === undefined) throw invalid('secrets', 'credentials name a secret, and nothing answers it');
  const loopback = ['127.0.0.1', '[::1]', 'localhost'].includes(origin.hostname);
  if (origin.protocol === 'http:' && !loopback) {
    throw invalid('url', 'credentials would travel readable: use https');
  }
}

async function secretOf(
  { secret }: HttpCredentials,
  secrets: HttpSourceOptions['secrets'] | undefined,
): Promise<string> {
  let value: string;
  try {
    value = (await secrets?.(secret)) ?? '';
  } catch (error) {
    throw invalid('credentials.secret', `"${secret}" could not be read`, error);
  }
  // The value itself is named nowhere.
  if (value === '') throw invalid('credentials.secret', `there is no secret "${secret}"`);
  if (!/^[\x20-\x7e]+$/.test(value)) throw invalid('credentials.secret', `"${secret}" cannot be the value of a header`);
  return value;
}
