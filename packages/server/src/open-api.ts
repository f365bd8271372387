/** Opens the API: puts the routes together, listens on loopback, and closes in order. */

import type { AddressInfo } from 'node:net';
import { AndonError } from '@andon/core';
import { makeApp, type Routes } from './app.ts';
import { Trail } from './events/trail.ts';
import { loopbackAddress, urlOf } from './loopback.ts';
import { type ApiOptions, limits, type OpenApi } from './options.ts';
import { addAgents } from './routes/agents.ts';
import { addDocument } from './routes/document.ts';
import { addEvents } from './routes/events.ts';
import { addHealth } from './routes/health.ts';
import { addJobs } from './routes/jobs.ts';
import { addProposals } from './routes/proposals.ts';
import { addRuns } from './routes/runs.ts';
import { addStops } from './routes/stops.ts';

/**
 * @throws AndonError('api.not-loopback') for any other host: there is no sign-in yet
 * @throws AndonError('api.port-in-use' | 'api.port-refused'), or 'config.invalid' for a port that is none
 */
export async function openApi(options: ApiOptions): Promise<OpenApi> {
  const { host = '127.0.0.1', port, record, log } = options;
  const address = loopbackAddress(host);
  checkPort(port);
  const trail = new Trail({ audit: record.audit, pollMs: limits.pollMs, log });
  const app = await makeApp(options, (routes) => {
    addHealth(routes, options);
    addAgents(routes, options);
    addJobs(routes, options);
    addRuns(routes, options);
    addProposals(routes, options);
    addStops(routes, options);
    addEvents(routes, trail);
    addDocument(routes);
  });
  try {
    await app.listen({ port, host: address, listenTextResolver: () => 'api.listening' });
  } catch (error) {
    await app.close();
    throw listenError(error, host, port);
  }
  let closing: Promise<void> | undefined;
  return {
    url: urlOf(address, (app.server.address() as AddressInfo).port),
    close: () => {
      closing ??= close(app);
      return closing;
    },
  };
}

async function close(app: Routes): Promise<void> {
  const timer = setTimeout(() => app.server.closeAllConnections(), limits.closeMs);
  try {
    await app.close();
  } finally {
    clearTimeout(timer);
  }
}

function checkPort(port: number): void {
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return;
  throw new AndonError('config.invalid', {
    path: 'api.port',
    problem: `${port} is not a whole number from 0 to 65535`,
  });
}

function listenError(error: unknown, host: string, port: number): AndonError {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return new AndonError('api.port-in-use', { host, port }, { cause: error });
  return new AndonError('api.port-refused', { host, port, problem: code ?? message }, { cause: error });
}
