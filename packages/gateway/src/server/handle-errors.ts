import type { FastifyInstance } from 'fastify';
import { errorBody } from '../openai/gateway-answer.js';
import { exchangeOf } from './exchange-of.js';
import type { GatewayParts } from './gateway-parts.js';
import { httpErrorAnswer } from './http-error-answer.js';
import { recordError } from './record-error.js';

const routes: [path: RegExp, methods: string][] = [
  [/^\/v1\/(chat\/)?completions$/, 'POST'],
  [/^\/(v1\/models(\/.+)?|healthz|readyz|metrics)$/, 'GET, HEAD'],
];

/** Everything that goes wrong is told in OpenAI's shape: also unknown routes and methods. */
export function handleErrors(app: FastifyInstance, { requests }: GatewayParts): void {
  app.setErrorHandler((error, request, reply) => {
    const answer = httpErrorAnswer(error);
    exchangeOf(request).error ??= recordError(answer);
    if (answer.status === 500) request.log.error({ at: stackOf(error) }, 'unexpected error');
    // The framework closes the connection of a bad body at once. A client that is still sending it would see a reset
    // and never the answer; the rest of the body is read and dropped instead, for `limits.receiveSeconds` at most.
    if (!requests.isClosing) reply.removeHeader('connection');
    return reply.code(answer.status).headers(answer.headers).send(errorBody(answer));
  });
  app.setNotFoundHandler((request, reply) => {
    const [path = ''] = request.url.split('?', 1);
    const methods = routes.find(([pattern]) => pattern.test(path))?.[1];
    const type = 'invalid_request_error';
    if (methods === undefined) {
      return reply.code(404).send(errorBody({ message: 'There is no such route here.', type }));
    }
    const message = `This route takes ${methods}.`;
    return reply.code(405).header('allow', methods).send(errorBody({ message, type }));
  });
}

/** Where an error was thrown, without its message, which may quote a request. */
function stackOf(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const name = error instanceof Error ? error.name : typeof error;
  return [name, ...stack.split('\n').filter((line) => /^\s+at /.test(line))].join('\n');
}
