import type { FastifyInstance, FastifyRequest } from 'fastify';
import { chargeRequest } from './charge-request.js';
import { Exchange } from './exchange.js';
import { exchangeDecorator } from './exchange-of.js';
import type { GatewayParts } from './gateway-parts.js';
import { recordRequest } from './record-request.js';

/** Gives each request its id and its exchange; charges, counts and logs it when it has ended. */
export function trackRequests(app: FastifyInstance, parts: GatewayParts): void {
  app.decorateRequest(exchangeDecorator, null);
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    const { url } = request.routeOptions;
    const exchange = new Exchange({
      requestId: request.id,
      route: url === undefined ? 'other' : `${request.method} ${url}`,
      response: reply.raw,
      onSettled: (settled) => {
        parts.requests.delete(settled);
        recordSettled(app, parts, settled, request);
      },
    });
    request.setDecorator(exchangeDecorator, exchange);
    parts.requests.add(exchange);
    done();
  });
}

function recordSettled(
  app: FastifyInstance,
  { options: { keys, log, onRequest }, metrics, admission }: GatewayParts,
  exchange: Exchange,
  request: FastifyRequest,
): void {
  const record = recordRequest(exchange);
  metrics.count(record, exchange.usage);
  if (keys !== undefined && exchange.key !== undefined) {
    const charge = chargeRequest(exchange, keys.spending, keys.now());
    if (charge !== undefined) {
      keys.spending.add(charge);
      void admission.spend(exchange.key, charge.tokens ?? 0);
    }
  }
  const asksModel = request.method === 'POST';
  const level = record.status >= 500 ? 'error' : asksModel ? 'info' : 'debug';
  if (!asksModel || log?.prompts !== true) app.log[level](record, 'request');
  else app.log[level]({ ...record, ...prompts(request.body), answer: exchange.answer }, 'request');
  if (asksModel) onRequest?.(record);
}

function prompts(body: unknown): { messages?: unknown; prompt?: unknown } {
  if (typeof body !== 'object' || body === null) return {};
  return {
    ...('messages' in body ? { messages: body.messages } : {}),
    ...('prompt' in body ? { prompt: body.prompt } : {}),
  };
}
