import { expect, test } from 'vitest';
import { answering } from '../openai/test/test-gateway.js';
import type { GatewayLimits } from './gateway-options.js';
import { rawChat, rawError, rawRequest } from './test/raw-request.js';
import { startGateway } from './test/start-gateway.js';

const chat = { model: 'tiny', messages: [{ role: 'user', content: '2+2?' }] };

async function send(
  body: string | Buffer,
  headers?: string,
  limits: Partial<GatewayLimits> = {},
): Promise<{ status: number; error: unknown }> {
  const { url } = await startGateway({ tiny: answering() }, { limits });
  return rawError(await rawRequest(url, rawChat(body, headers)));
}

test('takes a JSON object in UTF-8, also with a parameter in its content type', async () => {
  expect(await send(JSON.stringify(chat))).toEqual({ status: 200 });
  expect(await send(JSON.stringify(chat), 'Content-Type: application/json; charset=utf-8\r\n')).toEqual({
    status: 200,
  });
});

test.each([
  ['no JSON', '{"model": "tiny", ', /not valid JSON/],
  ['an array', '[]', /no JSON object/],
  ['a string', '"tiny"', /no JSON object/],
  ['null', 'null', /no JSON object/],
  ['nothing', '', /not valid JSON/],
  ['a prototype', '{"__proto__": {"model": "tiny"}}', /not valid JSON/],
  ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), /not valid UTF-8/],
])('refuses %s', async (_name, body, message) => {
  expect(await send(body)).toEqual({
    status: 400,
    error: {
      type: 'invalid_request_error',
      code: null,
      param: null,
      message: expect.stringMatching(message),
    },
  });
});

test('refuses a body that is nested deeper than the limit before anything walks it', async () => {
  const nested = (depth: number) => `{"a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;
  // 64 levels are taken, and refused for what they say.
  expect(await send(nested(64))).toMatchObject({ status: 400, error: { param: expect.any(String) } });
  const tooDeep = { status: 400, error: { message: expect.stringMatching(/deeper than 64/) } };
  expect(await send(nested(65))).toMatchObject(tooDeep);
  expect(await send(nested(1_000_000))).toMatchObject(tooDeep);
  expect(await send('['.repeat(1_000_000))).toMatchObject(tooDeep);
});

test('refuses a body that is too large; a client that sends all of it sees why', async () => {
  const tooLarge = { status: 413, error: { message: expect.stringMatching(/too large/) } };
  expect(await send('x'.repeat(1001), undefined, { bodyBytes: 1000 })).toMatchObject(tooLarge);
  const { url } = await startGateway({ tiny: answering() });
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: `{"a": "${'x'.repeat(8 * 2 ** 20)}"}`,
  });
  expect(response.status).toBe(413);
  // A connection that were closed now would be reset, and with bad luck the answer lost.
  expect(response.headers.get('connection')).not.toBe('close');
  await response.text();
  const chunks = [
    'POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
    ...Array.from({ length: 5 }, () => `100000\r\n${'x'.repeat(2 ** 20)}\r\n`),
    '0\r\n\r\n',
  ];
  expect(rawError(await rawRequest(url, chunks))).toMatchObject(tooLarge);
});

test.each([
  ['another content type', 'Content-Type: text/plain\r\n', /no JSON/],
  ['no content type', '', /no JSON/],
  [
    'a compressed body',
    'Content-Type: application/json\r\nContent-Encoding: gzip\r\n',
    /content encoding gzip/,
  ],
])('refuses %s', async (_name, headers, message) => {
  expect(await send(JSON.stringify(chat), headers)).toMatchObject({
    status: 415,
    error: { message: expect.stringMatching(message) },
  });
});
