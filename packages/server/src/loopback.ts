/**
 * Who may ask. There is no sign-in yet, so the API is there for this machine alone: it listens on loopback; a request
 * must name a loopback host with the port it came in at, or a page whose name was pointed here could ask it (DNS
 * rebinding); and one that a page of another origin makes is refused, or any page could press a button here.
 */

import { AndonError } from '@andon/core';

const names = ['127.0.0.1', '[::1]', 'localhost'] as const;

/**
 * The address to listen at.
 *
 * @throws AndonError('api.not-loopback')
 */
export function loopbackAddress(host: string): '127.0.0.1' | '::1' {
  if (host === '::1') return '::1';
  if (host === '127.0.0.1' || host === 'localhost') return '127.0.0.1';
  throw new AndonError('api.not-loopback', { host });
}

export function urlOf(address: '127.0.0.1' | '::1', port: number): string {
  return `http://${address === '::1' ? '[::1]' : address}:${port}`;
}

/**
 * @param host as the request names it; `undefined` where it names none
 * @param origin of the page that asks; `undefined` where it is no page, or one of the API's own
 * @param port that the request came in at
 * @throws AndonError('request.host' | 'request.origin')
 */
export function checkAsker({ host, origin, port }: Asker): void {
  const hosts = names.flatMap((name) => [`${name}:${port}`, ...(port === 80 ? [name] : [])]);
  if (host === undefined || !hosts.includes(host.toLowerCase())) {
    throw new AndonError('request.host', { host: host ?? '', url: urlOf('127.0.0.1', port) });
  }
  if (origin !== undefined && !hosts.some((own) => origin.toLowerCase() === `http://${own}`)) {
    throw new AndonError('request.origin', { origin });
  }
}

export interface Asker {
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly port: number;
}
