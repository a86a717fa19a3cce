import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { answerChat, answerCompletion, describeModel, listModels } from '../openai/gateway-answer.js';
import { answerRoute } from './answer-route.js';
import { exchangeOf } from './exchange-of.js';
import type { GatewayParts } from './gateway-parts.js';
import { HttpError } from './http-error.js';
import { restrictModels } from './restrict-models.js';

export function addRoutes(app: FastifyInstance, parts: GatewayParts): void {
  const { options, limits, admission, metrics, requests } = parts;
  const { models, keys, log, isReady = () => true } = options;

  const authorize = async (request: FastifyRequest): Promise<void> => {
    exchangeOf(request).key = await admission.authorize(request.headers);
  };

  /** Before the body is read: who may not ask need not be listened to. */
  const admit = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    await authorize(request);
    const exchange = exchangeOf(request);
    // The client may have gone while its key was looked up.
    exchange.signal.throwIfAborted();
    if (requests.isClosing) throw busy('The server is shutting down.', 'shutting_down');
    if (requests.inFlight >= limits.requestsInFlight) {
      throw busy(`The server has ${limits.requestsInFlight} requests in flight.`, 'overloaded');
    }
    requests.admit(reply.raw);
    exchange.limitSeconds(limits.requestSeconds);
    if (exchange.key !== undefined) reply.headers(await admission.admit(exchange.key));
  };

  const answerOptions = { models, limits, keepsText: log?.prompts === true };
  app.post('/v1/chat/completions', { onRequest: admit }, answerRoute(answerChat, answerOptions));
  app.post('/v1/completions', { onRequest: admit }, answerRoute(answerCompletion, answerOptions));

  app.get('/v1/models', { onRequest: authorize }, (request) =>
    listModels(restrictModels(models, exchangeOf(request).key?.models)),
  );
  // Ids have slashes and `@`, so the rest of the path is one.
  app.get<{ Params: { '*': string } }>('/v1/models/*', { onRequest: authorize }, (request, reply) => {
    const visible = restrictModels(models, exchangeOf(request).key?.models);
    const { status, headers, body } = describeModel(visible, request.params['*']);
    return reply.code(status).headers(headers).send(body);
  });

  app.get('/healthz', () => ({ status: 'alive' }));
  app.get('/readyz', (_request, reply) => {
    const status = requests.isClosing ? 'closing' : isReady() ? 'ready' : 'not ready';
    return reply.code(status === 'ready' ? 200 : 503).send({ status });
  });
  // With keys, how much is used is nobody's business but theirs who have one.
  app.get('/metrics', keys === undefined ? {} : { onRequest: authorize }, async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.text()),
  );
}

function busy(message: string, code: string): HttpError {
  return new HttpError({
    status: 503,
    type: 'server_error',
    code,
    message,
    nextStep: 'Try again later.',
    headers: { 'retry-after': '1' },
  });
}
