/** How the small MES puts its answers on the wire. */

import type { ServerResponse } from 'node:http';
import type { ReadBack, SinkRefusal } from '@andon/connect';

/** The HTTP status of each refusal; a client goes by the code. */
export const problems: Readonly<Record<SinkRefusal, { readonly status: number; readonly title: string }>> = {
  expired: { status: 410, title: 'It arrived after its time' },
  'stale-fence': { status: 409, title: 'A newer claim was seen' },
  'local-control': { status: 423, title: 'People have it' },
  'out-of-range': { status: 422, title: 'Out of range' },
  'not-writable': { status: 403, title: 'Not writable' },
  'no-such-material': { status: 422, title: 'No such material' },
  interlock: { status: 409, title: 'Interlock' },
};

export function json(response: ServerResponse, body: unknown, headers: Readonly<Record<string, string>> = {}): void {
  send(response, 200, 'application/json', body, headers);
}

export function problem(response: ServerResponse, status: number, body: Readonly<Record<string, unknown>>): void {
  send(response, status, 'application/problem+json', { ...body, status });
}

export function wireFate(fate: ReadBack): Readonly<Record<string, unknown>> {
  switch (fate.kind) {
    case 'absent':
      return { result: 'absent' };
    case 'present':
      return { result: 'present', value: fate.value, at: new Date(fate.at).toISOString() };
    case 'refused':
      return { result: 'refused', code: fate.code, message: fate.message };
  }
}

function send(
  response: ServerResponse,
  status: number,
  type: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const text = JSON.stringify(body);
  const length = String(Buffer.byteLength(text));
  response.writeHead(status, {
    'content-type': type,
    'content-length': length,
    'cache-control': 'no-store',
    ...headers,
  });
  response.end(text);
}
