import type { FastifyInstance } from 'fastify';
import { exchangeOf } from './exchange-of.js';
import type { GatewayLimits } from './gateway-options.js';
import { HttpError } from './http-error.js';
import { isDeeperThan } from './nesting-depth.js';

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * Bodies are JSON objects in UTF-8, not deeper than a limit, without the keys `__proto__` and `constructor.prototype`. Anything
 * else is refused.
 */
export function readJsonBody(
  app: FastifyInstance,
  { nestingDepth }: Pick<GatewayLimits, 'nestingDepth'>,
): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    exchangeOf(request).requestBytes = body.length;
    const encoding = request.headers['content-encoding'] ?? 'identity';
    if (encoding !== 'identity') {
      throw new HttpError({
        status: 415,
        type: 'invalid_request_error',
        message: `The body has the content encoding ${encoding.slice(0, 40)}, expected none.`,
        nextStep: 'Send it uncompressed.',
      });
    }
    if (isDeeperThan(body, nestingDepth)) {
      throw badBody(`is nested deeper than ${nestingDepth} objects and arrays`, 'Send a flatter one.');
    }
    let text: string;
    try {
      text = decoder.decode(body);
    } catch {
      throw badBody('is not valid UTF-8', 'Encode it as UTF-8.');
    }
    void parse(request, text, (error, value: unknown) => {
      if (error !== null) done(badBody('is not valid JSON', 'Correct it.'));
      else if (!isObject(value)) done(badBody('is no JSON object', 'Send an object.'));
      else done(null, value);
    });
  });
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function badBody(problem: string, nextStep: string): HttpError {
  return new HttpError({
    status: 400,
    type: 'invalid_request_error',
    message: `The request's body ${problem}.`,
    nextStep,
  });
}
