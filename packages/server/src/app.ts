/** Fastify with everything that holds for every route: who may ask, how errors look, what is logged. */

import type { Locale } from '@andon/core';
import {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  fastify,
  LogController,
  type RawReplyDefaultExpression,
  type RawRequestDefaultExpression,
  type RawServerDefault,
} from 'fastify';
import { serializerCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { Connections } from './connections.ts';
import { registerDocument } from './document.ts';
import { localeFor } from './language.ts';
import { checkAsker } from './loopback.ts';
import { AllowedMethods, noRoute } from './methods.ts';
import { type ApiOptions, limits } from './options.ts';
import { PROBLEM_TYPE, problemFor } from './problem.ts';
import { checkRequests } from './unfit.ts';
import { answerUnreadable } from './unreadable.ts';

/** Where routes are put. */
export type Routes = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

export async function makeApp(
  { log, newId, version }: Pick<ApiOptions, 'log' | 'newId' | 'version'>,
  addRoutes: (app: Routes) => void,
): Promise<Routes> {
  const app: Routes = fastify({
    loggerInstance: log as FastifyBaseLogger,
    // Each request is told in one line, below.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: () => newId('req'),
    bodyLimit: limits.bodyBytes,
    requestTimeout: limits.requestMs,
    return503OnClosing: false,
    routerOptions: { maxParamLength: 500 },
    frameworkErrors: (error, request, reply) => fail(error, request, reply),
    clientErrorHandler: answerUnreadable,
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(checkRequests);
  app.setSerializerCompiler(serializerCompiler);
  app.removeContentTypeParser('text/plain');
  app.setErrorHandler((error, request, reply) => fail(error, request, reply));

  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ ...always, 'request-id': request.id });
    const { host, origin } = request.headers;
    checkAsker({ host, origin, port: request.socket.localPort ?? 0 });
    // Before the body is read: it is of no interest there.
    if (request.is404) throw noRoute(request);
  });
  const connections = new Connections(app.server);
  let isClosing = false;
  app.addHook('preClose', async () => {
    isClosing = true;
    connections.closeQuiet();
  });
  app.addHook('onSend', async (_, reply) => {
    // A connection kept for the next request would keep the server open.
    if (isClosing) reply.header('connection', 'close');
  });
  app.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions, log: logger } = request;
    const fields = { method, route: routeOptions.url ?? null, status: reply.statusCode, ms: reply.elapsedTime };
    if (routeOptions.url === '/healthz') logger.debug(fields, 'api.answered');
    else logger.info(fields, 'api.answered');
  });
  app.setNotFoundHandler((request) => {
    throw noRoute(request);
  });

  await registerDocument(app, version);
  const methods = new AllowedMethods(app);
  addRoutes(app);
  methods.refuseOthers();
  await app.ready();
  return app;
}

export function localeOf(request: FastifyRequest): Locale {
  return localeFor(request.headers['accept-language']);
}

/** On every answer: nothing of it is kept on the way, guessed at, or taken into a page of another origin. */
const always = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
} as const;

function fail(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const locale = localeOf(request);
  const mediaType = request.headers['content-type'] ?? '';
  const problem = problemFor(error, locale, { id: request.id, mediaType });
  if (problem.status >= 500) request.log.error({ err: error, code: problem.code }, 'api.failed');
  // Where the path itself cannot be read, no hook has run.
  const headers = { ...always, 'request-id': request.id, 'content-language': locale };
  void reply.code(problem.status).headers(headers).type(PROBLEM_TYPE).send(problem);
}
