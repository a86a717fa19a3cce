import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';
import { inspect } from 'node:util';
import { AbortError, GenerationError } from '@roro/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { failureSettingsSchema } from '../failure-settings.js';
import { type JsonAnswer, postJson } from './post-json.js';
import { type LoopbackServer, loopbackServer, type Reply, status } from './test/loopback-server.js';

/** Waits between attempts, in ms; nobody waits them here. */
const delays: number[] = [];

const replies: Reply[] = [];
let server: LoopbackServer;

beforeEach(async () => {
  vi.spyOn(timers, 'setTimeout').mockImplementation(async (milliseconds = 0) => {
    delays.push(milliseconds);
    return undefined as never;
  });
  syncBuiltinESMExports();
  delays.length = 0;
  replies.length = 0;
  server = await loopbackServer(() => replies.shift() ?? status(418, 'nobody planned this'));
});

afterEach(() => {
  vi.restoreAllMocks();
  syncBuiltinESMExports();
  return server.close();
});

function post(
  options: {
    signal?: AbortSignal;
    apiKey?: string;
    query?: string;
    requestTimeout?: number;
    retries?: number;
  } = {},
): Promise<JsonAnswer> {
  const { signal, apiKey, query = '', requestTimeout = 5, retries = 3 } = options;
  return postJson({
    url: new URL(`${server.url}/score${query}`),
    body: { question: 1 },
    apiKey,
    model: 'prm',
    failures: failureSettingsSchema.parse({ requestTimeout, retries }),
    signal,
  });
}

async function failureOf(promise: Promise<unknown>): Promise<GenerationError> {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(GenerationError);
  return error as GenerationError;
}

const stall: Reply = () => undefined;
const hangUp: Reply = (response) => response.destroy();
const good: Reply = { json: { answer: 2 } };

describe('postJson', () => {
  it('sends JSON, with the key as a bearer token', async () => {
    replies.push(good, good);
    const { body, seconds } = await post({ apiKey: 'k3y' });
    expect(body).toEqual({ answer: 2 });
    expect(seconds).toBeGreaterThan(0);
    expect(server.received[0]).toMatchObject({
      path: '/score',
      headers: { authorization: 'Bearer k3y', 'content-type': 'application/json' },
      body: { question: 1 },
    });
    await post();
    expect(server.received[1]?.headers.authorization).toBeUndefined();
  });

  it('tries 500 again, after a wait that doubles', async () => {
    replies.push(status(500), status(503), good);
    expect((await post()).body).toEqual({ answer: 2 });
    expect(server.received).toHaveLength(3);
    const [first = 0, second = 0] = delays;
    expect(first).toBeGreaterThanOrEqual(250);
    expect(first).toBeLessThan(750);
    expect(second).toBeGreaterThanOrEqual(500);
    expect(second).toBeLessThan(1500);
  });

  it('waits as long as Retry-After says, up to 30 s', async () => {
    const later = new Date(Date.now() + 3600_000).toUTCString();
    replies.push(status(429, '', { 'retry-after': '7' }), status(429, '', { 'retry-after': later }), good);
    await post();
    expect(delays).toEqual([7000, 30_000]);
    replies.push(status(503, '', { 'retry-after': 'soon' }), good);
    await post();
    expect(delays[2]).toBeLessThan(750);
  });

  it('gives up after the retries, naming the server, the status and what it said', async () => {
    replies.push(status(500, 'a'), status(500, 'b'));
    const error = await failureOf(post({ retries: 1 }));
    expect(error.message).toContain(
      `Model "prm" failed after 2 attempts: ${server.url}/score answered 500: "b".`,
    );
    expect(error.model).toBe('prm');
  });

  it('does not repeat what the server refuses', async () => {
    replies.push(status(400, `{"error": "${'x'.repeat(500)}"}`));
    const error = await failureOf(post());
    expect(error.message).toContain('failed after 1 attempt:');
    expect(error.message).toContain('answered 400: "{\\"error\\": \\"xxx');
    expect(error.message.length).toBeLessThan(500);
    expect(server.received).toHaveLength(1);
  });

  it.each(['{"value": NaN}', '<html>', ''])('refuses %j as no JSON', async (text) => {
    replies.push(status(200, text));
    const { message } = await failureOf(post());
    expect(message).toContain(`is no JSON: ${JSON.stringify(text)}`);
    expect(server.received).toHaveLength(1);
  });

  it('tries again when the connection breaks', async () => {
    replies.push(hangUp, good);
    expect((await post()).body).toEqual({ answer: 2 });
  });

  it('says why a server cannot be reached', async () => {
    await server.close();
    const { message } = await failureOf(post({ retries: 1 }));
    expect(message).toContain('failed after 2 attempts');
    expect(message).toContain('could not be reached: ECONNREFUSED');
  });

  it('gives up an answer that does not come, and one that stops halfway', async () => {
    replies.push(stall, (response) => response.writeHead(200).write('{"answer"'));
    const { message } = await failureOf(post({ requestTimeout: 0.05, retries: 1 }));
    expect(message).toContain('gave no answer within 0.05 s');
    expect(server.received).toHaveLength(2);
  });

  it('stops at once when it is aborted: before, while it waits for the answer, and between attempts', async () => {
    const before = AbortSignal.abort('enough');
    await expect(post({ signal: before })).rejects.toThrow(AbortError);
    expect(server.received).toHaveLength(0);

    const during = new AbortController();
    replies.push(() => during.abort('enough'));
    await expect(post({ signal: during.signal })).rejects.toMatchObject({ code: 'ABORTED', cause: 'enough' });

    const between = new AbortController();
    replies.push((response) => {
      between.abort('enough');
      response.writeHead(500).end();
    });
    await expect(post({ signal: between.signal })).rejects.toThrow(AbortError);
    expect(server.received).toHaveLength(2);
  });

  it('keeps the key and the query string out of errors, even where the server repeats them', async () => {
    const apiKey = 'tops3cret/value';
    const echo: Reply = (response) => response.writeHead(401).end(`no such key: ${apiKey}`);
    replies.push(echo, hangUp, stall);
    const errors = [
      await failureOf(post({ apiKey, query: '?token=hidd3n' })),
      await failureOf(post({ apiKey, query: '?token=hidd3n', retries: 0 })),
      await failureOf(post({ apiKey, query: '?token=hidd3n', retries: 0, requestTimeout: 0.05 })),
    ];
    expect(errors[0]?.message).toContain('answered 401: "no such key: [redacted]". Check `apiKey`.');
    for (const error of errors) {
      const shown = inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true });
      expect(shown).not.toContain('tops3cret');
      expect(shown).not.toContain('hidd3n');
    }
  });
});
