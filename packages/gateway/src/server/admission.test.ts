import { writeFileSync } from 'node:fs';
import OpenAI from 'openai';
import { expect, test } from 'vitest';
import { ApiKeyStore } from '../keys/api-key-store.js';
import { type ApiKeyOptions, createApiKey } from '../keys/create-api-key.js';
import { temporaryKeyFile } from '../keys/test/temporary-key-file.js';
import { someRouting } from '../openai/test/some-routing.js';
import { answering } from '../openai/test/test-gateway.js';
import { ask } from './test/ask.js';
import { startGateway } from './test/start-gateway.js';

/** A gateway with one key, at a time that stands still. */
async function startWithKey(limits: Partial<ApiKeyOptions> = {}, model = answering()) {
  const file = temporaryKeyFile();
  const { key, id } = createApiKey(file, { name: 'alice', ...limits });
  const clock = { now: Date.parse('2026-11-15T12:00:00Z') };
  const keys = await ApiKeyStore.open(file, { now: () => clock.now });
  const started = await startGateway({ tiny: model, 'other/large': model }, { keys });
  return { ...started, file, key, id, keys, clock, model };
}

test.each([
  ['no key', {}],
  ['another key', { authorization: 'Bearer roro-nobody' }],
  ['another scheme', { authorization: 'Basic YWxpY2U6' }],
])('%s is a 401 for every route of models', async (_name, headers: Record<string, string>) => {
  const { url, model } = await startWithKey();
  for (const response of [
    await ask(url, { headers }),
    await fetch(`${url}/v1/models`, { headers }),
    await fetch(`${url}/v1/models/tiny`, { headers }),
    await fetch(`${url}/metrics`, { headers }),
  ]) {
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(await response.json()).toMatchObject({ error: { code: 'invalid_api_key' } });
  }
  expect(model.doGenerateCalls).toEqual([]);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
});

test("OpenAI's client sends the key, and sees an authentication error without", async () => {
  const { url, key } = await startWithKey();
  const client = (apiKey: string) => new OpenAI({ baseURL: `${url}/v1`, apiKey, maxRetries: 0 });
  const request = { model: 'tiny', messages: [{ role: 'user' as const, content: '2+2?' }] };
  expect((await client(key).chat.completions.create(request)).choices[0]?.message.content).toBe('four');
  await expect(client('roro-wrong').chat.completions.create(request)).rejects.toThrow(
    OpenAI.AuthenticationError,
  );
});

test('an expired key is a 401 that says when', async () => {
  const { url, key, clock } = await startWithKey({ expiresAt: '2026-11-15T12:00:01Z' });
  expect((await ask(url, { key })).status).toBe(200);
  clock.now += 1000;
  const response = await ask(url, { key });
  expect(response.status).toBe(401);
  expect(await response.json()).toMatchObject({ error: { message: /2026-11-15T12:00:01Z/ } });
});

test('a key sees and uses only the models that it may', async () => {
  const { url, key } = await startWithKey({ models: ['other/'] });
  const headers = { authorization: `Bearer ${key}` };
  const list = await (await fetch(`${url}/v1/models`, { headers })).json();
  expect(list).toMatchObject({ data: [{ id: 'other/large' }] });
  expect((await fetch(`${url}/v1/models/tiny`, { headers })).status).toBe(404);
  expect((await ask(url, { key, model: 'other/large@cost=0.4' })).status).toBe(200);
  const refused = await ask(url, { key, model: 'tiny' });
  expect(refused.status).toBe(404);
  expect(await refused.json()).toMatchObject({ error: { code: 'model_not_found' } });
});

test('requests over the rate are a 429 that says when to come back', async () => {
  const { url, key, model } = await startWithKey({ requestsPerMinute: 2 });
  const first = await ask(url, { key });
  expect(first.headers.get('x-ratelimit-limit-requests')).toBe('2');
  expect(first.headers.get('x-ratelimit-remaining-requests')).toBe('1');
  expect(first.headers.get('x-ratelimit-reset-requests')).toBe('60s');
  expect((await ask(url, { key })).status).toBe(200);
  const refused = await ask(url, { key });
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(55);
  expect(refused.headers.get('x-ratelimit-remaining-requests')).toBe('0');
  expect(await refused.json()).toMatchObject({ error: { type: 'requests', code: 'rate_limit_exceeded' } });
  expect(model.doGenerateCalls).toHaveLength(2);
});

test('tokens over the rate are a 429; the request that went over was answered', async () => {
  // An answer takes 7 + 5 tokens.
  const { url, key } = await startWithKey({ tokensPerMinute: 20 });
  const first = await ask(url, { key });
  expect(first.headers.get('x-ratelimit-remaining-tokens')).toBe('20');
  const second = await ask(url, { key });
  expect(second.status).toBe(200);
  expect(second.headers.get('x-ratelimit-remaining-tokens')).toBe('8');
  const third = await ask(url, { key });
  expect(third.status).toBe(429);
  expect(await third.json()).toMatchObject({ error: { type: 'tokens', code: 'rate_limit_exceeded' } });
});

test('a budget in tokens: spent by true usage, overshot once, held over a restart, new the next day', async () => {
  const { url, key, id, keys, clock, file } = await startWithKey({
    budget: { unit: 'tokens', amount: 20, window: 'day' },
  });
  expect((await ask(url, { key })).status).toBe(200);
  expect((await ask(url, { key })).status).toBe(200);
  const refused = await ask(url, { key });
  expect(refused.status).toBe(429);
  expect(refused.headers.get('x-should-retry')).toBe('false');
  expect(await refused.json()).toMatchObject({
    error: { type: 'insufficient_quota', code: 'insufficient_quota', message: /20 tokens for the day/ },
  });
  await keys.spending.flush();
  const reopened = await ApiKeyStore.open(file);
  expect(reopened.spending.spent(id, { unit: 'tokens', window: 'day' }, clock.now).amount).toBe(24);
  clock.now += 12 * 3600 * 1000;
  expect((await ask(url, { key })).status).toBe(200);
});

test('a budget in money is spent by what the routed answer cost', async () => {
  const routing = { ...someRouting, cost: { ...someRouting.cost, money: { amount: 0.6, currency: 'USD' } } };
  const model = answering({ providerMetadata: { roro: { routing } } });
  const { url, key } = await startWithKey({ budget: { unit: 'money', amount: 1, window: 'total' } }, model);
  expect((await ask(url, { key })).status).toBe(200);
  expect((await ask(url, { key })).status).toBe(200);
  expect((await ask(url, { key })).status).toBe(429);
});

test('a budget in money that cannot be held, since a price is unknown, is no budget without end', async () => {
  const { url, key } = await startWithKey({ budget: { unit: 'money', amount: 1, window: 'total' } });
  expect((await ask(url, { key })).status).toBe(200);
  const refused = await ask(url, { key });
  expect(refused.status).toBe(403);
  expect(await refused.json()).toMatchObject({ error: { code: 'budget_unmeasurable', message: /price/ } });
});

test('keys that cannot be checked are a 503, not a way in', async () => {
  const { url, key, file, clock } = await startWithKey();
  writeFileSync(file, 'torn');
  clock.now += 1000;
  const response = await ask(url, { key });
  expect(response.status).toBe(503);
  expect(response.headers.get('retry-after')).toBe('1');
  expect(await response.text()).not.toContain(file);
});

test('an open server takes no calls from web pages but those that are allowed', async () => {
  const cors = { origins: ['https://chat.example'] };
  const { url } = await startGateway({ tiny: answering() }, { cors });
  expect((await ask(url)).status).toBe(200);
  const allowed = await ask(url, { headers: { origin: 'https://chat.example' } });
  expect(allowed.status).toBe(200);
  expect(allowed.headers.get('access-control-allow-origin')).toBe('https://chat.example');
  const foreign = await ask(url, { headers: { origin: 'https://evil.example' } });
  expect(foreign.status).toBe(403);
  expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
  const closed = await startGateway({ tiny: answering() });
  const response = await ask(closed.url, { headers: { origin: 'https://chat.example' } });
  expect(response.status).toBe(403);
  expect(response.headers.get('access-control-allow-origin')).toBeNull();
});

test('a preflight needs no key', async () => {
  const file = temporaryKeyFile();
  createApiKey(file, { name: 'alice' });
  const keys = await ApiKeyStore.open(file);
  const cors = { origins: ['https://chat.example'] };
  const { url } = await startGateway({ tiny: answering() }, { keys, cors });
  const preflight = await fetch(`${url}/v1/chat/completions`, {
    method: 'OPTIONS',
    headers: {
      origin: 'https://chat.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type',
    },
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-origin')).toBe('https://chat.example');
  expect(preflight.headers.get('access-control-allow-headers')).toBe('authorization,content-type');
});
