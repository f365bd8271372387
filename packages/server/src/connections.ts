/**
 * Closes connections that nothing is asked on. Node closes those that answered a request before, but waits for one that a
 * browser opened in advance, as they do, and never used.
 */

import type { Server } from 'node:http';
import type { Socket } from 'node:net';

export class Connections {
  readonly #quiet = new Set<Socket>();

  constructor(server: Server) {
    server.on('connection', (socket) => {
      this.#quiet.add(socket);
      socket.once('close', () => this.#quiet.delete(socket));
    });
    server.on('request', ({ socket }, response) => {
      this.#quiet.delete(socket);
      response.once('close', () => {
        if (!socket.destroyed) this.#quiet.add(socket);
      });
    });
  }

  closeQuiet(): void {
    for (const socket of this.#quiet) socket.destroy();
  }
}
