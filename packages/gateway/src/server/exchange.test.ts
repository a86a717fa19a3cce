import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { ApiKeyStore } from '../keys/api-key-store.js';
import { createApiKey } from '../keys/create-api-key.js';
import { temporaryKeyFile } from '../keys/test/temporary-key-file.js';
import type { GatewayAnswer } from '../openai/gateway-answer.js';
import { answering, stalling, streaming, text } from '../openai/test/test-gateway.js';
import { Exchange } from './exchange.js';
import { HttpError } from './http-error.js';
import { ask } from './test/ask.js';
import { heldModel } from './test/held-model.js';
import { startGateway } from './test/start-gateway.js';

/** Waits until something holds, for two seconds at most. */
async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 200 && !holds(); i++) await delay(10);
  expect(holds()).toBe(true);
}

test.each([false, true])('a client that leaves stops the model (stream: %s)', async (stream) => {
  const held = heldModel();
  const { url, records } = await startGateway({ tiny: held.model });
  const client = new AbortController();
  const response = ask(url, { stream, signal: client.signal });
  await held.asked(1);
  if (stream) await (await response).body?.getReader().read();
  client.abort();
  await response.catch(() => {});
  await until(() => records.length === 1);
  expect(held.signals[0]?.aborted).toBe(true);
  expect(records[0]).toMatchObject({
    status: 499,
    model: 'tiny',
    outcome: 'aborted',
    error: { type: 'request_aborted' },
  });
  expect(records[0]).not.toHaveProperty('promptTokens');
});

test('a client that leaves is charged an estimate: hanging up before the end is no way to pay nothing', async () => {
  const file = temporaryKeyFile();
  const { key, id } = createApiKey(file, {
    name: 'alice',
    budget: { unit: 'tokens', amount: 30, window: 'total' },
  });
  const keys = await ApiKeyStore.open(file);
  const model = stalling(...Array.from({ length: 20 }, () => text('word')));
  const { url, records } = await startGateway({ tiny: model }, { keys });
  const client = new AbortController();
  const response = await ask(url, { key, stream: true, signal: client.signal });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let read = '';
  while (read.split('word').length <= 20) read += (await reader?.read())?.value ?? '';
  client.abort();
  await until(() => records.length === 1);
  // The body, {"model":"tiny","messages":[{"role":"user","content":"2+2?"}],"stream":true}, has 76 bytes: 19 tokens. The
  // stream had 21 events of a token each, the first one with the role; none is so long as to count as two.
  const total = { unit: 'tokens' as const, window: 'total' as const };
  expect(keys.spending.spent(id, total, Date.now())).toEqual({ amount: 40, unmeasured: 0 });
  expect((await ask(url, { key })).status).toBe(429);
});

test('a request that takes too long is cut: 504, or an error event where the answer has begun', async () => {
  const held = heldModel();
  const limits = { requestSeconds: 0.1 };
  const { url, records } = await startGateway({ tiny: held.model, deaf: stalling(text('fo')) }, { limits });
  const whole = await ask(url);
  expect(whole.status).toBe(504);
  expect(await whole.json()).toMatchObject({
    error: { type: 'server_error', code: 'request_timeout', message: /longer than 0.1 s/ },
  });
  expect(held.signals[0]?.aborted).toBe(true);
  const streamed = await ask(url, { model: 'deaf', stream: true });
  const body = await streamed.text();
  expect(body).toContain('"content":"fo"');
  expect(body).toMatch(/data: \{"error":\{.*"code":"request_timeout".*\}\}\n\n$/);
  await until(() => records.length === 2);
  expect(records).toMatchObject([
    { status: 504, outcome: 'aborted', error: { code: 'request_timeout' } },
    { status: 200, outcome: 'aborted', error: { code: 'request_timeout' } },
  ]);
});

test('more requests than may be in flight are a 503, until one has ended', async () => {
  const held = heldModel();
  const { url } = await startGateway(
    { tiny: held.model, other: answering() },
    { limits: { requestsInFlight: 1 } },
  );
  const first = ask(url);
  await held.asked(1);
  const refused = await ask(url, { model: 'other' });
  expect(refused.status).toBe(503);
  expect(refused.headers.get('retry-after')).toBe('1');
  expect(await refused.json()).toMatchObject({ error: { code: 'overloaded' } });
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  held.release();
  expect((await first).status).toBe(200);
  expect((await ask(url, { model: 'other' })).status).toBe(200);
});

test('a slow model’s stream is kept open by comments', async () => {
  const held = heldModel();
  const { url } = await startGateway({ tiny: held.model }, { limits: { heartbeatSeconds: 0.02 } });
  const response = await ask(url, { stream: true });
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  expect(response.headers.get('cache-control')).toBe('no-cache, no-transform');
  expect(response.headers.get('x-accel-buffering')).toBe('no');
  expect(response.headers.get('content-encoding')).toBeNull();
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let body = '';
  while (!body.includes(': keep-alive')) body += (await reader?.read())?.value ?? '';
  held.release();
  for (;;) {
    const next = await reader?.read();
    if (next === undefined || next.done) break;
    body += next.value;
  }
  expect(body).toMatch(/data: \[DONE\]\n\n$/);
});

test('a stream that breaks is an error in the log, with the words of the model’s failure left out', async () => {
  const model = streaming(text('fo'), { type: 'error', error: new Error('secret words') });
  const { url, log, records } = await startGateway({ tiny: model });
  const body = await (await ask(url, { stream: true })).text();
  expect(body).toMatch(/data: \{"error":\{.*"type":"upstream_error".*\}\}\n\n$/);
  await until(() => records.length === 1);
  expect(records[0]).toMatchObject({ status: 200, outcome: 'error', error: { type: 'upstream_error' } });
  expect(log.join('')).not.toContain('secret words');
});

function exchange(): { cut: HttpError; exchange: Exchange } {
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  const options = { requestId: 'r', route: 'other', response, onSettled: () => {} };
  return {
    exchange: new Exchange(options),
    cut: new HttpError({ status: 503, type: 'server_error', message: 'Cut.' }),
  };
}

test('who asks late is told at once that the request is cut', () => {
  const { exchange: request, cut } = exchange();
  request.cut(cut);
  const told: HttpError[] = [];
  request.onCut((error) => told.push(error));
  expect(told).toEqual([cut]);
});

test('an answer that begins after the cut is left', async () => {
  const { exchange: request, cut } = exchange();
  const late = Promise.withResolvers<GatewayAnswer>();
  const answered = request.run(late.promise);
  request.cut(cut);
  await expect(answered).rejects.toBe(cut);
  const returned = Promise.withResolvers<void>();
  const events: AsyncIterable<string> = {
    [Symbol.asyncIterator]: () => ({
      next: () => new Promise(() => {}),
      return: async () => {
        returned.resolve();
        return { done: true, value: undefined };
      },
    }),
  };
  late.resolve({ kind: 'events', status: 200, headers: {}, events });
  await returned.promise;
});
