/** How the small MES takes a command, with whatever goes wrong on the way there and back. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Command } from '@andon/connect';
import { json, problem, problems, wireFate } from './answers.ts';
import type { FaultKind, Faults } from './faults.ts';
import type { Mailbox } from './mailbox.ts';

export interface CommandRouteOptions {
  readonly mailbox: Mailbox;
  readonly faults: Faults;
  /** Runs it when the sender has given up. */
  readonly later: (run: () => void) => void;
  /** Runs it while the sender still waits. */
  readonly slowly: (run: () => void) => void;
}

export type CommandRoute = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

interface WireAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export function commandRoute({ mailbox, faults, later, slowly }: CommandRouteOptions): CommandRoute {
  function take(request: IncomingMessage, body: string): WireAnswer {
    const command = commandOf(request, body);
    if (command === null) return { status: 400, body: { title: 'Bad request' } };
    const answer = mailbox.arrive(command);
    switch (answer.kind) {
      case 'taken':
        return { status: 200, body: { result: 'taken' } };
      case 'duplicate':
        return { status: 200, body: { result: 'duplicate', became: answer.became && wireFate(answer.became) } };
      case 'refused': {
        const { code, message: detail } = answer;
        return { status: problems[code].status, body: { title: problems[code].title, code, detail } };
      }
    }
  }

  function send(response: ServerResponse, { status, body }: WireAnswer, fault: FaultKind | null): void {
    const answer = (): void => (status === 200 ? json(response, body) : problem(response, status, body));
    if (fault === 'late-answer') later(answer);
    else if (fault === 'slow-answer') slowly(answer);
    else if (fault === 'error-after') somethingBetween(response, 502);
    else if (fault === 'reset-answer') {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
      response.write('{"result":', () => response.socket?.resetAndDestroy());
    } else if (fault !== 'lose-answer') answer();
  }

  return async (request, response) => {
    const fault = faults.take();
    if (fault === 'lose-request') return;
    if (fault === 'reset-before') return void request.socket.resetAndDestroy();
    if (fault === 'error-before') return somethingBetween(response, 503);
    const body = await textOf(request);
    if (fault === 'late-request') {
      later(() => void take(request, body));
      return;
    }
    const answer = take(request, body);
    if (fault === 'double-request') take(request, body);
    send(response, answer, fault);
  };
}

/** A proxy that has its own idea of an error. */
function somethingBetween(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-type': 'text/html' }).end(`<h1>${status}</h1>`);
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function commandOf({ headers }: IncomingMessage, body: string): Command | null {
  const key = headers['idempotency-key'];
  const fence = Number(headers['andon-fence']);
  const validUntil = Date.parse(String(headers['andon-valid-until']));
  if (typeof key !== 'string' || !Number.isSafeInteger(fence) || Number.isNaN(validUntil)) return null;
  try {
    const { asset, target, material = null, value } = JSON.parse(body);
    if (typeof asset !== 'string' || typeof target !== 'string') return null;
    return { key: decodeURIComponent(key), asset, target, material, value, fence, validUntil };
  } catch {
    return null;
  }
}
