import { expect, test } from 'vitest';
import { answering } from '../openai/test/test-gateway.js';
import { rawError, rawRequest } from './test/raw-request.js';
import { startGateway } from './test/start-gateway.js';

test.each([
  ['GET', '/v1/embeddings', 404, null],
  ['GET', '/', 404, null],
  ['GET', '/v1/chat/completions', 405, 'POST'],
  ['DELETE', '/v1/models/tiny', 405, 'GET, HEAD'],
  ['POST', '/healthz?deep=1', 405, 'GET, HEAD'],
])('%s %s is %i in OpenAI’s shape', async (method, path, status, allow) => {
  const { url } = await startGateway({ tiny: answering() });
  const response = await fetch(url + path, { method });
  expect(response.status).toBe(status);
  expect(response.headers.get('allow')).toBe(allow);
  expect(await response.json()).toEqual({
    error: { type: 'invalid_request_error', code: null, param: null, message: expect.any(String) },
  });
});

test('what is no HTTP is told so in OpenAI’s shape too', async () => {
  const { url } = await startGateway({ tiny: answering() });
  expect(rawError(await rawRequest(url, ['HELLO\r\n\r\n']))).toMatchObject({
    status: 400,
    error: { type: 'invalid_request_error', message: expect.stringMatching(/no valid HTTP/) },
  });
  const large = `GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Large: ${'x'.repeat(20_000)}\r\n\r\n`;
  expect(rawError(await rawRequest(url, [large]))).toMatchObject({ status: 431 });
  const bad = 'GET /v1/models/%ff HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';
  expect(rawError(await rawRequest(url, [bad]))).toMatchObject({
    status: 400,
    error: { type: 'invalid_request_error' },
  });
});

test('headers and bodies that do not arrive in time end the connection', async () => {
  const limits = { headerSeconds: 0.1, receiveSeconds: 0.2 };
  const { url } = await startGateway({ tiny: answering() }, { limits });
  const late = { status: 408, error: { message: expect.stringMatching(/in time/) } };
  expect(rawError(await rawRequest(url, ['GET /healthz HTTP/1.1\r\n']))).toMatchObject(late);
  const half =
    'POST /v1/completions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{';
  expect(rawError(await rawRequest(url, [half]))).toMatchObject(late);
});

test('an error of the server’s own code is a 500; the log has the place and not the words', async () => {
  const fail = () => {
    throw new TypeError('secret words');
  };
  const { url, log } = await startGateway({ list: fail, find: fail });
  const response = await fetch(`${url}/v1/models`);
  expect(response.status).toBe(500);
  expect(await response.json()).toMatchObject({ error: { type: 'server_error' } });
  const line = log.find((candidate) => candidate.includes('unexpected error'));
  expect(JSON.parse(line ?? '{}').at).toMatch(/^TypeError\n +at .*handle-errors\.test\.ts/);
  expect(log.join('')).not.toContain('secret words');
});
