import { expect, test } from 'vitest';
import { ApiKeyStore } from '../keys/api-key-store.js';
import { createApiKey } from '../keys/create-api-key.js';
import { temporaryKeyFile } from '../keys/test/temporary-key-file.js';
import { someRouting } from '../openai/test/some-routing.js';
import { answering, finish, streaming, text } from '../openai/test/test-gateway.js';
import { ask } from './test/ask.js';
import { startGateway } from './test/start-gateway.js';

/** The lines of requests, without level and time. */
function requestLines(log: readonly string[]): Record<string, unknown>[] {
  return log
    .map((line) => JSON.parse(line))
    .filter(({ msg }) => msg === 'request')
    .map(({ level, time, msg, ...fields }) => fields);
}

test('a routed answer is one line that says who asked, what answered and what it cost', async () => {
  const file = temporaryKeyFile();
  const { key, id } = createApiKey(file, { name: 'alice' });
  const keys = await ApiKeyStore.open(file);
  const routing = { ...someRouting, cost: { ...someRouting.cost, money: { amount: 0.5, currency: 'USD' } } };
  const model = answering({ providerMetadata: { roro: { routing } } });
  const { url, log, records } = await startGateway({ tiny: model }, { keys });
  const response = await ask(url, { key, headers: { 'x-request-id': 'job-7' } });
  await response.text();
  const expected = {
    requestId: 'job-7',
    keyId: id,
    route: 'POST /v1/chat/completions',
    status: 200,
    seconds: expect.any(Number),
    model: 'tiny',
    outcome: 'completed',
    promptTokens: 7,
    completionTokens: 5,
    router: 'entropy-threshold',
    knob: 0.4,
    steps: 7,
    costShare: someRouting.costShare,
    money: { amount: 0.5, currency: 'USD' },
  };
  await expect.poll(() => requestLines(log)).toEqual([expected]);
  expect(records).toEqual([expected]);
});

test('a stream’s line has the time to its first event', async () => {
  const { url, records } = await startGateway({ tiny: streaming(text('four'), finish) });
  await (await ask(url, { stream: true })).text();
  await expect.poll(() => records).toHaveLength(1);
  const [{ firstEventSeconds = 99, seconds = 0 } = {}] = records;
  expect(firstEventSeconds).toBeLessThanOrEqual(seconds);
});

test('an id that is sane is echoed, another one replaced, and each answer has one', async () => {
  const { url } = await startGateway({ tiny: answering() });
  const id = async (given?: string) => {
    const response = await ask(url, { headers: given === undefined ? {} : { 'x-request-id': given } });
    return response.headers.get('x-request-id');
  };
  expect(await id('job-7')).toBe('job-7');
  expect(await id('two words')).toMatch(/^[0-9a-f-]{36}$/);
  expect(await id()).toMatch(/^[0-9a-f-]{36}$/);
  expect((await fetch(`${url}/nowhere`)).headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
});

test('no line has a prompt, an answer or a key, whatever goes wrong', async () => {
  const file = temporaryKeyFile();
  const { key } = createApiKey(file, { name: 'alice' });
  const keys = await ApiKeyStore.open(file);
  const failing = answering();
  failing.doGenerate = async () => {
    throw new Error('The prompt "xyzzy-prompt" is refused.');
  };
  const models = { tiny: answering({ content: [{ type: 'text', text: 'xyzzy-answer' }] }), failing };
  const { url, log, records } = await startGateway(models, { keys });
  const messages = [{ role: 'user', content: 'xyzzy-prompt' }];
  const requests = [
    { key, messages },
    { key, messages, model: 'failing' },
    { key, messages, model: 'xyzzy-model' },
    { key, messages, n: 'xyzzy-prompt' },
    { key: 'roro-xyzzy-wrong', messages },
  ];
  const statuses = [];
  for (const request of requests) statuses.push((await ask(url, request)).status);
  const torn = await fetch(`${url}/v1/chat/completions?api_key=xyzzy-query`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: '{"messages": xyzzy-prompt',
  });
  expect([...statuses, torn.status]).toEqual([200, 502, 404, 400, 401, 400]);
  await fetch(`${url}/xyzzy-path`);
  await expect.poll(() => records).toHaveLength(6);
  const lines = log.join('');
  expect(requestLines(log)).toHaveLength(7);
  expect(lines).not.toContain('xyzzy');
  expect(lines).not.toContain(key.slice(0, 12));
});

test('with log.prompts lines have messages and answers, and still no key', async () => {
  const file = temporaryKeyFile();
  const { key } = createApiKey(file, { name: 'alice' });
  const keys = await ApiKeyStore.open(file);
  const models = { whole: answering(), streamed: streaming(text('fo'), text('ur'), finish) };
  const { url, log, records } = await startGateway(models, { keys, log: { prompts: true } });
  await (await ask(url, { key, model: 'whole' })).text();
  await (await ask(url, { key, model: 'streamed', stream: true })).text();
  await expect.poll(() => records).toHaveLength(2);
  const messages = [{ role: 'user', content: '2+2?' }];
  expect(requestLines(log)).toMatchObject([
    { model: 'whole', messages, answer: 'four' },
    { model: 'streamed', messages, answer: 'four' },
  ]);
  expect(JSON.stringify(records)).not.toContain('2+2?');
  expect(log.join('')).not.toContain(key.slice(0, 12));
});
