import { APICallError, type LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { GenerationError, type PoolModel } from '@roro/core';
import { type MockAnswer, MockModel } from '@roro/core/test';
import { MockLanguageModelV4 } from 'ai/test';
import { describe, expect, it } from 'vitest';
import { callModel } from './call-model.js';
import { failureSettingsSchema } from './failure-settings.js';

const options = { prompt: [{ role: 'user' as const, content: [{ type: 'text' as const, text: '?' }] }] };
const failures = failureSettingsSchema.parse({
  retries: 2,
  retryDelay: 0,
  stallTimeout: 0.05,
  requestTimeout: 5,
});

function call(model: PoolModel['model'], more: Partial<PoolModel> = {}, retries: string[] = []) {
  return callModel({
    model: { id: 'm', model, parameters: 1, ...more },
    options,
    failures,
    jitterSeed: 'a',
    onRetry: (message) => retries.push(message),
  });
}

function failing(errors: (Error | MockAnswer)[]): MockModel {
  return new MockModel('m', () => errors.shift() ?? { text: 'ok' });
}

function apiError(statusCode: number, responseHeaders: Record<string, string> = {}): APICallError {
  return new APICallError({
    message: `status ${statusCode}`,
    url: 'http://127.0.0.1/v1',
    requestBodyValues: {},
    statusCode,
    responseHeaders,
  });
}

describe('callModel', () => {
  it.each([
    ['a server error', apiError(503)],
    ['a rate limit with Retry-After', apiError(429, { 'retry-after': '0' })],
    ['an answer of success that cannot be read', apiError(200)],
    ['text that is no JSON', Object.assign(new Error('no JSON'), { name: 'AI_JSONParseError' })],
    ['no finish reason', { text: 'half', finishReason: { unified: 'other' as const, raw: undefined } }],
    ['an error as finish reason', { text: 'half', finishReason: { unified: 'error' as const, raw: 'oom' } }],
  ])('asks again after %s', async (_, failure) => {
    const retries: string[] = [];
    const { result } = await call(failing([failure]), {}, retries);
    expect(result.content).toEqual([{ type: 'text', text: 'ok' }]);
    expect(retries).toHaveLength(1);
  });

  it.each([
    ['a refused request', apiError(400), 1],
    ['a wrong key', apiError(401), 1],
    ['a rate limit for longer than anyone waits', apiError(429, { 'retry-after': '3600' }), 1],
  ])('gives up at once on %s', async (_, failure, attempts) => {
    await expect(call(failing([failure]))).rejects.toThrow(`failed after ${attempts} attempt:`);
  });

  it('takes what a filter has stopped for an answer', async () => {
    const filtered = {
      text: '',
      finishReason: { unified: 'content-filter' as const, raw: 'content_filter' },
    };
    const { result } = await call(failing([filtered]));
    expect(result.finishReason.unified).toBe('content-filter');
  });
});

describe('a streamed call', () => {
  const finish: LanguageModelV4StreamPart = {
    type: 'finish',
    finishReason: { unified: 'stop', raw: 'stop' },
    usage: {
      inputTokens: { total: 1, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
      outputTokens: { total: 2, text: undefined, reasoning: undefined },
    },
  };
  const text = (...deltas: string[]): LanguageModelV4StreamPart[] => [
    { type: 'text-start', id: '0' },
    ...deltas.map((delta) => ({ type: 'text-delta' as const, id: '0', delta })),
    { type: 'text-end', id: '0' },
  ];

  /** Streams that come one after the other; one that does not end stays open in silence. */
  function streaming(...attempts: { parts: LanguageModelV4StreamPart[]; ends: boolean }[]) {
    return new MockLanguageModelV4({
      doStream: async () => {
        const { parts, ends } = attempts.shift() ?? { parts: [...text('o', 'k'), finish], ends: true };
        return {
          stream: new ReadableStream<LanguageModelV4StreamPart>({
            start(controller) {
              for (const part of parts) controller.enqueue(part);
              if (ends) controller.close();
            },
          }),
        };
      },
    });
  }

  it('is put together', async () => {
    const { result } = await call(streaming(), { streams: true });
    expect(result).toMatchObject({
      content: [{ type: 'text', text: 'ok' }],
      finishReason: finish.finishReason,
    });
  });

  it.each([
    ['falls silent', { parts: text('half'), ends: false }, /expected a part of the stream within 0\.05 s/],
    ['ends without a finish', { parts: text('half'), ends: true }, /ended without a finish reason/],
    ['reports an error', { parts: [{ type: 'error' as const, error: { code: 7 } }], ends: true }, /"code":7/],
  ])('that %s is asked for again', async (_, attempt, message) => {
    const retries: string[] = [];
    const { result } = await call(streaming(attempt), { streams: true }, retries);
    expect(result.content).toEqual([{ type: 'text', text: 'ok' }]);
    expect(retries).toEqual([expect.stringMatching(message)]);
  });

  it('fails when it breaks every time', async () => {
    const broken = { parts: text('half'), ends: true };
    const failed = call(streaming(broken, broken, broken), { streams: true });
    await expect(failed).rejects.toBeInstanceOf(GenerationError);
    await expect(failed).rejects.toThrow(/after 3 attempts/);
  });

  it('lets calls through as the limit of the model lets them, every attempt anew', async () => {
    let through = 0;
    const limit = async <T>(made: () => Promise<T>): Promise<T> => {
      through += 1;
      return made();
    };
    await call(failing([apiError(503)]), { limit, maxConcurrency: 1 });
    expect(through).toBe(2);
  });
});
