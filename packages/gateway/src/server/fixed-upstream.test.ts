import { expect, test } from 'vitest';
import { answering } from '../openai/test/test-gateway.js';
import { rawRequest } from './test/raw-request.js';
import { startGateway } from './test/start-gateway.js';

const elsewhere = 'http://127.0.0.1:9/v1';

test('nothing in a request chooses where a model is asked', async () => {
  const model = answering();
  const { url } = await startGateway({ tiny: model });
  const plain = { model: 'tiny', messages: [{ role: 'user', content: '2+2?' }] };
  const send = async (body: object, headers: string[]): Promise<unknown> => {
    const text = JSON.stringify(body);
    const head = [
      'POST /v1/chat/completions HTTP/1.1',
      'Content-Type: application/json',
      'Connection: close',
      `Content-Length: ${text.length}`,
      ...headers,
    ];
    const answer = await rawRequest(url, [`${head.join('\r\n')}\r\n\r\n${text}`]);
    expect(answer).toMatch(/^HTTP\/1.1 200 /);
    const { id, created, ...rest } = JSON.parse(answer.split('\r\n\r\n')[1] ?? '');
    return rest;
  };
  const expected = await send(plain, ['Host: localhost']);
  const fields = {
    base_url: elsewhere,
    api_base: elsewhere,
    baseURL: elsewhere,
    url: elsewhere,
    provider: 'x',
    api_key: 'x',
    custom_host: elsewhere,
  };
  const headers = [
    'Host: evil.example',
    'X-Forwarded-Host: evil.example',
    'Forwarded: host=evil.example',
    `X-Portkey-Config: {"provider":"x","custom_host":"${elsewhere}"}`,
    `X-Portkey-Custom-Host: ${elsewhere}`,
    `X-Base-Url: ${elsewhere}`,
    `OpenAI-Base-Url: ${elsewhere}`,
  ];
  expect(await send({ ...plain, ...fields }, ['Host: localhost'])).toEqual(expected);
  expect(await send(plain, headers)).toEqual(expected);
  // The model itself is asked for the same thing each time, and sees none of it.
  const [first, ...others] = model.doGenerateCalls.map(({ abortSignal, ...call }) => call);
  expect(others).toEqual([first, first]);
  expect(JSON.stringify(first)).not.toMatch(/evil|127\.0\.0\.1/);
});
