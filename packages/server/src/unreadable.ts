/** Answers what is not even HTTP, for which there is neither request nor route. */

import type { Socket } from 'node:net';
import { AndonError } from '@andon/core';
import { PROBLEM_TYPE, toProblem } from './problem.ts';

export function answerUnreadable(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem = toProblem(new AndonError('request.malformed', { problem: problemOf(error.code) }), 'en');
  const body = JSON.stringify(problem);
  const head = [
    'HTTP/1.1 400 Bad Request',
    `content-type: ${PROBLEM_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'cache-control: no-store',
    'x-content-type-options: nosniff',
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

function problemOf(code: string | undefined): string {
  if (code === 'HPE_HEADER_OVERFLOW') return 'its headers are too large';
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 'it took too long to arrive';
  return 'it is not HTTP/1.1';
}
