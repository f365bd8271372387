/** What is there under another method is told apart from what is not there (RFC 9110, 15.5.6). */

import { AndonError } from '@andon/core';
import type { FastifyRequest, HTTPMethods } from 'fastify';
import type { Routes } from './app.ts';

const known = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const satisfies HTTPMethods[];

export class AllowedMethods {
  readonly #app: Routes;
  readonly #byUrl = new Map<string, Set<string>>();

  /** Notes the routes that are added from now on. */
  constructor(app: Routes) {
    this.#app = app;
    app.addHook('onRoute', ({ url, method }) => {
      const methods = this.#byUrl.get(url) ?? new Set();
      for (const one of [method].flat()) methods.add(one);
      this.#byUrl.set(url, methods);
    });
  }

  /** Answers every other method at the routes noted. */
  refuseOthers(): void {
    for (const [url, methods] of [...this.#byUrl]) {
      const allowed = [...methods].sort().join(', ');
      this.#app.route({
        method: known.filter((method) => !methods.has(method)),
        url,
        schema: { hide: true },
        // Before the body is read: it is of no interest here.
        onRequest: async ({ method, url: asked }, reply) => {
          reply.header('allow', allowed);
          throw new AndonError('request.method', { method, path: pathOf(asked), allowed });
        },
        handler: () => {},
      });
    }
  }
}

export function noRoute({ url }: FastifyRequest): AndonError {
  return new AndonError('request.no-route', { path: pathOf(url) });
}

function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? url;
}
