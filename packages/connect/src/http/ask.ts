/**
 * Questions over HTTP. Node's own `http`, not `fetch`: a certificate of the works and a limit on an answer need no
 * dependency there, a redirect is an answer like any other and is not followed, and a question that was given up ends
 * with its socket.
 */

import { type ClientRequest, Agent as HttpAgent, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { AndonError } from '@andon/core';
import { type HttpAnswer, readAnswer } from './http-answer.ts';
import type { HttpSettings } from './options.ts';

export interface Question {
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  /** Default `HttpSettings.timeoutMs`. */
  readonly timeoutMs?: number;
}

export interface Asker {
  /** @throws AndonError('link.down') nothing arrived | AndonError('link.timeout') no whole answer | Unfit */
  ask(question: Question): Promise<HttpAnswer>;
  close(): void;
}

export function asker(settings: HttpSettings): Asker {
  const { origin, tls } = settings;
  const secure = origin.protocol === 'https:';
  const agent = secure ? new HttpsAgent({ keepAlive: true, ...tls }) : new HttpAgent({ keepAlive: true });

  return {
    async ask({ path, headers, signal, timeoutMs = settings.timeoutMs }) {
      const own = await settings.headers();
      signal?.throwIfAborted();
      const request = (secure ? requestHttps : requestHttp)({
        ...addressOf(origin),
        agent,
        method: 'GET',
        path,
        headers: {
          accept: 'application/json, application/problem+json',
          'cache-control': 'no-store',
          ...headers,
          ...own,
        },
      });
      request.end();
      return await answerTo(request, { ...settings, timeoutMs, signal });
    },
    close: () => agent.destroy(),
  };
}

/** Host without the brackets of an IPv6 address, and port. */
export function addressOf({ hostname, port, protocol }: URL): { readonly host: string; readonly port: number } {
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) || (protocol === 'https:' ? 443 : 80) };
}

interface Waiting {
  readonly target: string;
  readonly timeoutMs: number;
  readonly maxAnswerBytes: number;
  readonly signal?: AbortSignal | undefined;
}

/** The answer to a request; the socket goes with a wait that ends without one, so that no late answer can be mistaken. */
export function answerTo(request: ClientRequest, waiting: Waiting): Promise<HttpAnswer> {
  const { timeoutMs, maxAnswerBytes, signal } = waiting;
  return new Promise((resolve, reject) => {
    const giveUp = (error: unknown): void => {
      leave();
      request.destroy();
      reject(error);
    };
    const aborted = (): void => giveUp(signal?.reason);
    const timer = setTimeout(() => giveUp(noAnswer(waiting)), timeoutMs);
    const leave = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', aborted);
    };
    signal?.addEventListener('abort', aborted, { once: true });
    // Stays for good: what a destroyed request still says is of no interest.
    request.on('error', (error) => giveUp(nothingArrived(error) ? down(waiting, error) : noAnswer(waiting, error)));
    request.once('response', (message) => {
      readAnswer(message, maxAnswerBytes).then(
        (answer) => {
          leave();
          resolve(answer);
        },
        (error) => giveUp((error as NodeJS.ErrnoException).code === undefined ? error : noAnswer(waiting, error)),
      );
    });
  });
}

export function down({ target }: { readonly target: string }, cause?: unknown): AndonError {
  return new AndonError('link.down', { target }, cause === undefined ? {} : { cause });
}

export function noAnswer(of: { readonly target: string; readonly timeoutMs: number }, cause?: unknown): AndonError {
  const { target, timeoutMs } = of;
  return new AndonError('link.timeout', { target, timeoutMs }, cause === undefined ? {} : { cause });
}

/** Whether the connection was never made, so that no byte of the question left. */
function nothingArrived(error: Error): boolean {
  const { code = '', syscall = '' } = error as NodeJS.ErrnoException;
  return syscall === 'connect' || syscall === 'getaddrinfo' || isCertificateProblem(code);
}

/** The codes under which TLS names a certificate that it does not accept. */
export function isCertificateProblem(code: unknown): boolean {
  return typeof code === 'string' && /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL/.test(code);
}
