import type { Socket } from 'node:net';
import { ConfigurationError } from '@roro/core';
import { expect, test } from 'vitest';
import { ApiKeyStore } from '../keys/api-key-store.js';
import { createApiKey } from '../keys/create-api-key.js';
import { temporaryKeyFile } from '../keys/test/temporary-key-file.js';
import { answering, stalling, text } from '../openai/test/test-gateway.js';
import { createGateway } from './create-gateway.js';
import { ask } from './test/ask.js';
import { heldModel } from './test/held-model.js';
import { rawError, rawRequest } from './test/raw-request.js';
import { serving, startGateway } from './test/start-gateway.js';

const silent = { level: 'silent' as const };

test('listens beyond loopback only with keys, or when told that it may be open', async () => {
  const models = serving({ tiny: answering() });
  const open = await createGateway({ models, log: silent });
  await expect(open.listen({ host: '0.0.0.0', port: 0 })).rejects.toThrow(ConfigurationError);
  await expect(open.listen({ host: '::', port: 0 })).rejects.toThrow(/without API keys/);
  await open.close();
});

test('an address that is taken is an error that says so', async () => {
  const { url } = await startGateway({ tiny: answering() });
  const other = await createGateway({ models: serving({}), log: silent });
  await expect(other.listen({ port: Number(new URL(url).port) })).rejects.toThrow(/EADDRINUSE/);
  await other.close();
});

test('a limit out of range is an error', async () => {
  const models = serving({});
  for (const bodyBytes of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
    await expect(createGateway({ models, limits: { bodyBytes } })).rejects.toThrow(/limit bodyBytes/);
  }
});

test('is alive, and ready when it is told so', async () => {
  let isReady = false;
  const { url } = await startGateway({ tiny: answering() }, { isReady: () => isReady });
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  expect((await fetch(`${url}/readyz`)).status).toBe(503);
  isReady = true;
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
});

test('closing lets an open stream and an open request end, and takes no others', async () => {
  const file = temporaryKeyFile();
  const { key } = createApiKey(file, { name: 'alice' });
  const keys = await ApiKeyStore.open(file);
  const held = heldModel();
  const { gateway, url, records } = await startGateway({ tiny: held.model }, { keys });
  const streamed = await ask(url, { key, stream: true });
  const whole = ask(url, { key });
  await held.asked(2);
  const closing = gateway.close();
  // The port is closed to new connections.
  await expect(fetch(`${url}/readyz`)).rejects.toThrow();
  held.release();
  expect(await streamed.text()).toMatch(/data: \[DONE\]\n\n$/);
  expect((await whole).status).toBe(200);
  await closing;
  expect(records.map(({ status, outcome }) => ({ status, outcome }))).toEqual([
    { status: 200, outcome: 'completed' },
    { status: 200, outcome: 'completed' },
  ]);
  // What they used is in the file when close resolves.
  const reopened = await ApiKeyStore.open(file);
  const [{ keyId = '' } = {}] = records;
  expect(reopened.spending.spent(keyId, { unit: 'tokens', window: 'total' }, 0).amount).toBe(24);
});

test('while it closes, what is asked over a connection that is still open is a 503', async () => {
  const held = heldModel();
  const { gateway, url } = await startGateway({ tiny: held.model });
  const sockets: Socket[] = [];
  gateway.app.server.on('connection', (socket) => sockets.push(socket));
  const streamed = await ask(url, { stream: true });
  const closing = Promise.withResolvers<void>();
  // The second half of each request comes when the gateway has begun to close.
  const askInHalves = (first: string, second: string) =>
    rawRequest(
      url,
      (async function* () {
        yield first;
        await closing.promise;
        yield second;
      })(),
    );
  const ready = askInHalves('GET /readyz HTTP/1.1\r\nHost: a\r\n', '\r\n');
  const chat = askInHalves(
    'POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n',
    'Content-Length: 2\r\n\r\n{}',
  );
  await expect.poll(() => sockets.filter(({ bytesRead }) => bytesRead > 0)).toHaveLength(3);
  const closed = gateway.close();
  closing.resolve();
  const answer = await ready;
  expect(answer).toMatch(/^HTTP\/1.1 503 .*\r\nconnection: close\r\n/is);
  expect(answer).toMatch(/\{"status":"closing"\}$/);
  expect(rawError(await chat)).toMatchObject({ status: 503, error: { code: 'shutting_down' } });
  held.release();
  expect(await streamed.text()).toMatch(/data: \[DONE\]\n\n$/);
  await closed;
});

test('what does not end in time is cut with an honest error', async () => {
  const held = heldModel();
  const { gateway, url, records } = await startGateway(
    { tiny: stalling(text('fo')), whole: held.model },
    { limits: { shutdownSeconds: 0.1 } },
  );
  const streamed = await ask(url, { stream: true });
  const whole = ask(url, { model: 'whole' });
  await held.asked(1);
  await gateway.close();
  const body = await streamed.text();
  expect(body).toContain('"content":"fo"');
  expect(body).toMatch(/data: \{"error":\{[^}]*"code":"shutting_down"\}\}\n\n$/);
  expect(body).not.toContain('[DONE]');
  const refused = await whole;
  expect(refused.status).toBe(503);
  expect(await refused.json()).toMatchObject({ error: { code: 'shutting_down' } });
  expect(records.map(({ outcome }) => outcome)).toEqual(['aborted', 'aborted']);
});

test('closes twice, and without having listened', async () => {
  const gateway = await createGateway({ models: serving({}), log: silent });
  await Promise.all([gateway.close(), gateway.close()]);
  await expect(gateway.listen({ port: 0 })).rejects.toThrow(ConfigurationError);
});
