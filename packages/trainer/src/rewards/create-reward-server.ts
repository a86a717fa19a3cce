import { STATUS_CODES } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConfigurationError, RoroError } from '@roro/core';
import Fastify, { type FastifyInstance } from 'fastify';
import type { PhaseRewards, Reward } from './phase-rewards.js';
import { readRewardRequest } from './read-reward-request.js';
import { RewardError } from './reward-error.js';

export interface RewardServerOptions {
  rewards: PhaseRewards;
  /** Bytes of a request's body, default 16 MiB. */
  bodyBytes?: number;
  /** Batches in flight; further ones are refused (503). Default 64. */
  requestsInFlight?: number;
  /** Told of every batch that was answered, and how many seconds it took. */
  onBatch?: (rewards: readonly Reward[], seconds: number) => void;
  /** Told of every error that is not the client's. */
  onError?: (error: unknown) => void;
}

export interface RewardServer {
  /**
   * @param address.host default `127.0.0.1`
   * @param address.port 0 for any free one
   * @param address.open listen beyond this machine: the service asks nobody for a key, default false
   * @throws ConfigurationError beyond loopback without `open`, and for an address that cannot be had
   */
  listen(address: { host?: string; port: number; open?: boolean }): Promise<{ url: string }>;
  /** Takes no new batches and stops those in flight. */
  close(): Promise<void>;
}

/**
 * `POST /v1/rewards` answers a batch of completions with their rewards, in the order asked; `GET /healthz` says which phase
 * and round are served. The same batch gives the same rewards. A batch is answered as a whole or refused as a whole.
 */
export function createRewardServer(options: RewardServerOptions): RewardServer {
  const { rewards, bodyBytes = 16 * 2 ** 20, requestsInFlight = 64, onBatch, onError } = options;
  const { phase, round } = rewards;
  const closing = new AbortController();
  // A batch may wait for a judge for minutes: only the reception of a request has a limit.
  const app = Fastify({ bodyLimit: bodyBytes, requestTimeout: 60_000, forceCloseConnections: 'idle' });
  // Its other parser takes plain text, which any web page may send here.
  app.removeContentTypeParser('text/plain');
  handleErrors(app, onError);

  app.get('/healthz', () => ({ status: 'ok', phase, round }));
  let inFlight = 0;
  app.post('/v1/rewards', async (request) => {
    const completions = readRewardRequest(request.body, rewards);
    if (closing.signal.aborted) throw busy('The service is shutting down.', 'shutting_down');
    if (inFlight >= requestsInFlight) throw busy(`${inFlight} batches are in flight.`, 'overloaded');
    const start = performance.now();
    inFlight += 1;
    try {
      // A client that has gone does not stop the work: when it asks again, the Judge's answers are there.
      const answered = await rewards.reward(completions, { signal: closing.signal });
      onBatch?.(answered, (performance.now() - start) / 1000);
      return { phase, round, rewards: answered };
    } finally {
      inFlight -= 1;
    }
  });

  return {
    listen: (address) => listen(app, address),
    close: async () => {
      closing.abort();
      await app.close();
    },
  };
}

const loopback = ['127.0.0.1', '::1', 'localhost'];

async function listen(
  app: FastifyInstance,
  { host = '127.0.0.1', port, open = false }: Parameters<RewardServer['listen']>[0],
): Promise<{ url: string }> {
  if (!open && !loopback.includes(host)) {
    throw new ConfigurationError({
      message: `The reward service would listen on ${host}, where anybody who reaches it could use its judge.`,
      nextStep: 'Listen on 127.0.0.1, or say that it may be open (--open).',
    });
  }
  try {
    await app.listen({ host, port });
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
    throw new ConfigurationError({
      message: `The reward service could not listen on ${host}, port ${port}${code}.`,
      nextStep: 'Choose another host or port, or stop what uses it.',
      cause,
    });
  }
  const address = app.server.address() as AddressInfo;
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}` };
}

/** Instead of the framework's words, which quote what the client sent. */
const refusals: Record<number, string> = {
  400: 'The request or its body is malformed. Send a JSON object',
  404: 'There is no such route here. Post to /v1/rewards, or get /healthz',
  413: 'The batch is too large. Send fewer completions at a time',
  415: 'The body is no JSON. Send `content-type: application/json`',
};

/** Errors are told in OpenAI's shape, with the ids that are at fault. */
function handleErrors(app: FastifyInstance, onError: RewardServerOptions['onError']): void {
  app.setErrorHandler((error, _request, reply) => {
    const refused = refusalOf(error);
    if (refused.status >= 500) onError?.(error);
    if (refused.retryAfter !== undefined) reply.header('retry-after', String(refused.retryAfter));
    return reply.code(refused.status).send(errorBody(refused));
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).send(errorBody(refusal(404))));
}

function refusalOf(error: unknown): RewardError {
  if (error instanceof RewardError) return error;
  if (RoroError.isInstance(error) && error.code === 'ABORTED') {
    return busy('The service is shutting down.', 'shutting_down');
  }
  if (RoroError.isInstance(error) && error.code === 'GENERATION') {
    return new RewardError({
      status: 503,
      reason: 'judge_failed',
      message: `The frozen Judge could not be asked: ${error.message}`,
      nextStep: 'Send the same batch again: what was judged is kept.',
      retryAfter: 5,
    });
  }
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  return refusal(status >= 400 && status < 500 ? status : 500);
}

function refusal(status: number): RewardError {
  return new RewardError({
    status,
    reason: status === 500 ? 'internal_error' : 'invalid_request',
    message:
      status === 500
        ? 'The service could not answer. Its own output says more.'
        : `${refusals[status] ?? STATUS_CODES[status] ?? 'Bad request'}.`,
  });
}

function busy(message: string, reason: string): RewardError {
  return new RewardError({ status: 503, reason, message, nextStep: 'Try again later.', retryAfter: 1 });
}

function errorBody({ status, message, reason, ids }: RewardError): object {
  const type = status < 500 ? 'invalid_request_error' : 'server_error';
  return { error: { message, type, code: reason, param: null, ...(ids === undefined ? {} : { ids }) } };
}
