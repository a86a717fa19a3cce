import type { FastifyRequest } from 'fastify';
import type { Exchange } from './exchange.js';

/** Name under which a request carries its exchange. */
export const exchangeDecorator = 'roroExchange';

export function exchangeOf(request: FastifyRequest): Exchange {
  return request.getDecorator<Exchange>(exchangeDecorator);
}
