import type { AddressInfo } from 'node:net';
import cors from '@fastify/cors';
import { ConfigurationError } from '@roro/core';
import Fastify, { type FastifyInstance, type FastifyReply, LogController } from 'fastify';
import { errorBody } from '../openai/gateway-answer.js';
import { addRoutes } from './add-routes.js';
import { Admission } from './admission.js';
import { answerClientError } from './answer-client-error.js';
import { GatewayMetrics } from './gateway-metrics.js';
import {
  type GatewayLimits,
  type GatewayLog,
  type GatewayOptions,
  gatewayLimits,
} from './gateway-options.js';
import type { GatewayParts } from './gateway-parts.js';
import { handleErrors } from './handle-errors.js';
import { HttpError } from './http-error.js';
import { httpErrorAnswer } from './http-error-answer.js';
import { isLoopback } from './is-loopback.js';
import { OpenRequests } from './open-requests.js';
import { readJsonBody } from './read-json-body.js';
import { requestId } from './request-id.js';
import { trackRequests } from './track-requests.js';

export interface Gateway {
  /**
   * Starts to listen.
   *
   * @param options.host default `127.0.0.1`, which `localhost` is too
   * @param options.port 0 for any free one
   * @returns the base of all routes, such as `http://127.0.0.1:8080`
   * @throws ConfigurationError beyond loopback without keys, for an address that cannot be had, after `close`
   */
  listen(options: { host?: string; port: number }): Promise<{ url: string }>;
  /**
   * Takes no new requests, lets open ones end within `limits.shutdownSeconds`, cuts the rest, and writes what was spent.
   * A second call waits for the first.
   */
  close(): Promise<void>;
  /** For further routes and plugins, before `listen`. */
  app: FastifyInstance;
}

/** Makes an OpenAI-compatible HTTP server over language models. Throws ConfigurationError for a limit out of range. */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const { models, keys, log } = options;
  const limits = gatewayLimits(options.limits);
  const origins = options.cors?.origins ?? [];
  const requests = new OpenRequests();
  const parts: GatewayParts = {
    options,
    limits,
    requests,
    admission: new Admission({ keys, origins }),
    metrics: new GatewayMetrics({ models, requestsInFlight: () => requests.inFlight }),
  };

  const app = makeApp(limits, log);
  if (keys !== undefined) {
    keys.spending.onWriteError = (error) => app.log.error({ error }, 'spending could not be written');
  }
  trackRequests(app, parts);
  if (origins.length > 0) {
    await app.register(cors, { origin: [...origins], exposedHeaders });
  }
  readJsonBody(app, limits);
  handleErrors(app, parts);
  addRoutes(app, parts);

  let closing: Promise<void> | undefined;
  return {
    app,
    // Of a name with two addresses Fastify makes two servers, and the second one's connections cannot be closed.
    listen: ({ host = 'localhost', port }) =>
      listen(app, parts, host === 'localhost' ? '127.0.0.1' : host, port),
    close: () => {
      closing ??= close(app, parts);
      return closing;
    },
  };
}

/** What a web page may read of an answer's headers. */
const exposedHeaders = [
  'x-request-id',
  'retry-after',
  ...['router', 'knob', 'steps', 'cost-share', 'models'].map((name) => `x-roro-${name}`),
  ...['limit', 'remaining', 'reset'].flatMap((name) =>
    ['requests', 'tokens'].map((kind) => `x-ratelimit-${name}-${kind}`),
  ),
];

function makeApp(limits: GatewayLimits, { level = 'info', destination = process.stderr }: GatewayLog = {}) {
  const headersTimeout = Math.min(limits.headerSeconds, limits.receiveSeconds) * 1000;
  return Fastify({
    bodyLimit: limits.bodyBytes,
    keepAliveTimeout: limits.idleSeconds * 1000,
    requestTimeout: limits.receiveSeconds * 1000,
    // Node looks for late requests only so often.
    http: { headersTimeout, connectionsCheckingInterval: Math.min(5000, headersTimeout) },
    logger: { level, stream: destination, base: null },
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: requestId,
    return503OnClosing: false,
    clientErrorHandler: answerClientError,
    frameworkErrors: (error, _request, reply: FastifyReply) => {
      const answer = httpErrorAnswer(error);
      return reply.code(answer.status).send(errorBody(answer));
    },
  });
}

async function listen(
  app: FastifyInstance,
  { options: { keys, allowOpen = false }, requests }: GatewayParts,
  host: string,
  port: number,
): Promise<{ url: string }> {
  if (requests.isClosing) {
    throw new ConfigurationError({
      message: 'The gateway has been closed and cannot listen again.',
      nextStep: 'Make another one.',
    });
  }
  if (keys === undefined && !allowOpen && !isLoopback(host)) {
    throw new ConfigurationError({
      message: `The gateway would listen on ${host} without API keys: anybody who reaches it could use its models.`,
      nextStep: 'Give it `keys`, listen on 127.0.0.1, or set `allowOpen: true`.',
    });
  }
  try {
    await app.listen({ host, port });
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
    throw new ConfigurationError({
      message: `The gateway could not listen on ${host}, port ${port}${code}.`,
      nextStep: 'Choose another host or port, or stop what uses it.',
      cause,
    });
  }
  const address = app.server.address() as AddressInfo;
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}` };
}

/** What a cut request may take to tell its client, seconds. */
const lastWords = 1;

async function close(app: FastifyInstance, { requests, limits, options }: GatewayParts): Promise<void> {
  requests.isClosing = true;
  const closed = app.close();
  await requests.idle(limits.shutdownSeconds);
  requests.cutAll(
    new HttpError({
      status: 503,
      type: 'server_error',
      code: 'shutting_down',
      message: 'The server is shutting down.',
      nextStep: 'Try again later.',
    }),
  );
  await requests.idle(lastWords);
  app.server.closeAllConnections();
  await closed;
  requests.settleAll();
  await options.keys?.spending.flush();
}
