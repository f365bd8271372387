/** One answer over HTTP, read to its end or to its limit. */

import type { IncomingMessage } from 'node:http';
import { Unfit } from './fields.ts';

export interface HttpAnswer {
  readonly status: number;
  /** Media type without its parameters, in lower case; `null` when none was sent. */
  readonly type: string | null;
  readonly etag: string | null;
  /** The body where its type is JSON, else `null`. */
  readonly json: unknown;
}

/** @throws Unfit where it is too long or not what its type says; whatever the socket throws when it breaks off */
export async function readAnswer(message: IncomingMessage, maxBytes: number): Promise<HttpAnswer> {
  const status = message.statusCode ?? 0;
  const type = message.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? null;
  const body = await bodyOf(message, maxBytes);
  const isJson = type === 'application/json' || type === 'application/problem+json';
  return { status, type, etag: message.headers.etag ?? null, json: isJson ? parse(body) : null };
}

async function bodyOf(message: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      message.destroy();
      throw new Unfit('', `it is longer than ${maxBytes} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new Unfit('', 'it says it is JSON and is not');
  }
}
