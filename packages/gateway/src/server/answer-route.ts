import type { FastifyReply, FastifyRequest } from 'fastify';
import { type AnswerContext, errorBody, type GatewayAnswer } from '../openai/gateway-answer.js';
import type { ServedModels } from '../served-model.js';
import { causeChain } from './cause-chain.js';
import { EventStream } from './event-stream.js';
import { exchangeOf } from './exchange-of.js';
import type { GatewayLimits } from './gateway-options.js';
import { httpErrorAnswer } from './http-error-answer.js';
import { restrictModels } from './restrict-models.js';
import { WatchedAnswer } from './watched-answer.js';

export interface AnswerRouteOptions {
  models: ServedModels;
  limits: Pick<GatewayLimits, 'heartbeatSeconds'>;
  /** Keep the answer's text for the log. */
  keepsText: boolean;
}

/** Nobody between here and the client may keep or change an event. `x-accel-buffering` is nginx's name for it. */
const eventHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
};

/** The handler of a route that asks a model: runs the protocol's function and sends what it answers. */
export function answerRoute(
  answer: (body: unknown, context: AnswerContext) => Promise<GatewayAnswer>,
  { models, limits, keepsText }: AnswerRouteOptions,
): (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply> {
  return async (request, reply) => {
    const exchange = exchangeOf(request);
    const work = answer(request.body, {
      models: restrictModels(models, exchange.key?.models),
      requestId: exchange.requestId,
      created: Math.floor(Date.now() / 1000),
      signal: exchange.signal,
      onUsage: (usage) => {
        exchange.usage = usage;
      },
      onError: (error) => {
        exchange.causes = causeChain(error);
      },
    });
    const answered = await exchange.run(work);
    const watched = new WatchedAnswer(exchange, keepsText);
    reply.code(answered.status).headers(answered.headers);
    if (answered.kind === 'body') {
      watched.body(answered);
      return reply.send(answered.body);
    }
    const stream = new EventStream(answered.events, {
      heartbeatSeconds: limits.heartbeatSeconds,
      onEvent: (data) => watched.event(data),
      errorData: (error) => JSON.stringify(errorBody(httpErrorAnswer(error))),
      onEnd: () => exchange.end(),
    });
    exchange.onCut((error) => stream.endWith(JSON.stringify(errorBody(httpErrorAnswer(error)))));
    return reply.headers(eventHeaders).send(stream);
  };
}
