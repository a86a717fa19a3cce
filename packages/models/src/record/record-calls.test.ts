import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  APICallError,
  type LanguageModelV4,
  type LanguageModelV4CallOptions,
  type LanguageModelV4StreamPart,
} from '@ai-sdk/provider';
import { recordedSeconds } from '@roro/core';
import { MockModel } from '@roro/core/test';
import { generateText, streamText } from 'ai';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CallStore } from './call-store.js';
import { recordCalls } from './record-calls.js';
import { replayCalls } from './replay-calls.js';

let folder: string;
let store: CallStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roro-calls-'));
  store = new CallStore(folder);
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

const named = { provider: 'roro-mock', modelId: 'mock' };

function call(options: Partial<LanguageModelV4CallOptions> = {}): LanguageModelV4CallOptions {
  return {
    prompt: [{ role: 'user', content: [{ type: 'text', text: 'What is 2 + 3?' }] }],
    temperature: 0.5,
    seed: 7,
    stopSequences: ['\n'],
    ...options,
  };
}

async function parts(
  stream: ReadableStream<LanguageModelV4StreamPart>,
): Promise<{ parts: LanguageModelV4StreamPart[]; error?: unknown }> {
  const received: LanguageModelV4StreamPart[] = [];
  try {
    for await (const part of stream) received.push(part);
  } catch (error) {
    return { parts: received, error };
  }
  return { parts: received };
}

/** A model whose streams are these parts, and then break if there is an error. */
function streaming(streamed: LanguageModelV4StreamPart[], error?: Error): LanguageModelV4 {
  const model = new MockModel('mock', []);
  model.doStream = async () => {
    let position = 0;
    return {
      stream: new ReadableStream<LanguageModelV4StreamPart>({
        pull(controller) {
          const part = streamed[position++];
          if (part !== undefined) controller.enqueue(part);
          else if (error !== undefined) controller.error(error);
          else controller.close();
        },
      }),
    };
  };
  return model;
}

const metadata = { tokens: [{ logProbability: -0.25, entropy: 0.5 }], stopSequence: '\n' };

describe('an answer', () => {
  test('passes through with the seconds of the call, and is replayed as it was', async () => {
    const model = new MockModel('mock', [{ text: '5', metadata }]);
    const recorded = await recordCalls(model, store).doGenerate(call());
    expect(recordedSeconds(recorded.providerMetadata)).toBeGreaterThanOrEqual(0);
    expect(recorded.providerMetadata?.roro).toEqual(metadata);
    expect(recorded.content).toEqual([{ type: 'text', text: '5' }]);
    expect(model.calls).toEqual([call()]);
    const replayed = await replayCalls(named, new CallStore(folder)).doGenerate(call());
    expect(JSON.stringify(replayed)).toBe(JSON.stringify(recorded));
  });

  test('loses its raw request and response in the recording, and keeps the rest', async () => {
    const model = new MockModel('mock', []);
    const timestamp = new Date('2026-11-02T00:00:00.000Z');
    const plain = new MockModel('mock', [{ text: '5' }]);
    model.doGenerate = async (options) => ({
      ...(await plain.doGenerate(options)),
      request: { url: 'raw-url', body: 'raw-request' },
      response: { id: 'r1', timestamp, headers: { 'x-raw': 'raw-header' }, body: 'raw-response' },
    });
    const recorded = await recordCalls(model, store).doGenerate(call());
    expect(recorded.response?.body).toBe('raw-response');
    expect(readFileSync(join(folder, 'calls.jsonl'), 'utf8')).not.toContain('raw-');
    const replayed = await replayCalls(named, store).doGenerate(call());
    expect(replayed.response).toEqual({ id: 'r1', timestamp });
    expect(replayed.request).toBeUndefined();
  });

  test('that came after its call was aborted is not recorded', async () => {
    const model = new MockModel('mock', [{ text: 'late' }, { text: 'whole' }]);
    const recording = recordCalls(model, store);
    const controller = new AbortController();
    const late = recording.doGenerate(call({ abortSignal: controller.signal }));
    controller.abort();
    await late;
    await recording.doGenerate(call());
    const replayed = await replayCalls(named, store).doGenerate(call());
    expect(replayed.content).toEqual([{ type: 'text', text: 'whole' }]);
    expect(store.records).toHaveLength(1);
    await expect(
      replayCalls(named, store).doGenerate(call({ abortSignal: controller.signal })),
    ).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('a stream', () => {
  test('passes through and is replayed part by part, with a time for each part', async () => {
    const model = new MockModel('mock', [{ text: '2+3=5', metadata }]);
    const { stream } = await recordCalls(model, store).doStream(call());
    const recorded = await parts(stream);
    expect(recorded.parts.map(({ type }) => type)).toEqual([
      'stream-start',
      'text-start',
      ...Array(5).fill('text-delta'),
      'text-end',
      'finish',
    ]);
    const replayed = await parts((await replayCalls(named, new CallStore(folder)).doStream(call())).stream);
    expect(JSON.stringify(replayed)).toBe(JSON.stringify(recorded));
    const [record] = store.records;
    expect(record?.streamTimings).toHaveLength(9);
    expect(record?.streamTimings).toEqual(record?.streamTimings?.toSorted((a, b) => a - b));
    expect(record?.seconds).toBe(record?.streamTimings?.[8]);
    expect(recorded.parts[8]).toMatchObject({
      providerMetadata: { roro: metadata, roroRecording: { seconds: record?.seconds } },
    });
  });

  test('that breaks off does so after the same parts', async () => {
    const start: LanguageModelV4StreamPart[] = [
      { type: 'stream-start', warnings: [] },
      { type: 'text-start', id: '0' },
      { type: 'text-delta', id: '0', delta: '2+' },
    ];
    const model = streaming(start, Object.assign(new Error('cut off'), { isRetryable: true }));
    const recorded = await parts((await recordCalls(model, store).doStream(call())).stream);
    const replayed = await parts((await replayCalls(named, store).doStream(call())).stream);
    expect(recorded).toMatchObject({ parts: start, error: { message: 'cut off' } });
    expect(replayed).toMatchObject({ parts: start, error: { message: 'cut off', isRetryable: true } });
  });

  test('carries error parts as errors, and other errors as they were', async () => {
    const failed = new APICallError({ message: 'busy', url: 'u', requestBodyValues: {}, statusCode: 503 });
    const model = streaming([
      { type: 'error', error: failed },
      { type: 'error', error: { code: 'overloaded', detail: 'Bearer abcdefgh12345' } },
    ]);
    await parts((await recordCalls(model, store).doStream(call())).stream);
    const replayed = await parts((await replayCalls(named, store).doStream(call())).stream);
    expect(replayed.parts).toMatchObject([
      { type: 'error', error: { message: 'busy', statusCode: 503, isRetryable: true } },
      { type: 'error', error: { code: 'overloaded', detail: 'Bearer [redacted]' } },
    ]);
    expect(replayed.parts[0]).toHaveProperty('error', expect.any(Error));
  });

  test('that its caller cancelled is replayed as far as it came; one that was aborted is not recorded', async () => {
    const model = new MockModel('mock', [{ text: 'abc' }, { text: 'abc' }]);
    const recording = recordCalls(model, store);
    const readUntil = async (stream: ReadableStream<LanguageModelV4StreamPart>, end: string) => {
      for await (const part of stream) if (part.type === 'text-delta' && part.delta === end) return end;
      return undefined;
    };
    expect(await readUntil((await recording.doStream(call())).stream, 'b')).toBe('b');
    expect(store.records).toMatchObject([{ cancelled: true }]);
    const replay = replayCalls(named, store);
    expect(await readUntil((await replay.doStream(call())).stream, 'b')).toBe('b');
    await expect(readUntil((await replay.doStream(call())).stream, 'c')).rejects.toThrow(
      /ends after 4 parts, where its caller cancelled it/,
    );
    const controller = new AbortController();
    const aborted = await recording.doStream(call({ seed: 1, abortSignal: controller.signal }));
    controller.abort();
    await parts(aborted.stream);
    expect(store.records).toHaveLength(1);
  });
});

describe('an error', () => {
  test('of a call is thrown again, and the attempt after it succeeds again', async () => {
    let attempts = 0;
    const model = new MockModel('mock', () => {
      attempts += 1;
      if (attempts > 1) return { text: '5' };
      return new APICallError({ message: 'busy', url: 'u', requestBodyValues: {}, statusCode: 429 });
    });
    const recording = recordCalls(model, store);
    const busy = { message: 'busy', statusCode: 429, isRetryable: true };
    await expect(recording.doStream(call())).rejects.toMatchObject(busy);
    attempts = 0;
    await expect(recording.doGenerate(call())).rejects.toMatchObject(busy);
    const recorded = await recording.doGenerate(call());
    const replay = replayCalls(named, new CallStore(folder));
    await expect(replay.doStream(call())).rejects.toMatchObject(busy);
    await expect(replay.doGenerate(call())).rejects.toMatchObject(busy);
    for (const _ of ['second', 'and ever after']) {
      expect(JSON.stringify(await replay.doGenerate(call()))).toBe(JSON.stringify(recorded));
    }
  });
});

test('no credential reaches the folder', async () => {
  const secrets = ['sk-settings-0123456789', 'token-in-a-header', 'cookie-value', 'option-key', 'mcp-key'];
  const settings = { apiKey: secrets[0] };
  const quoting = (message: string): MockModel =>
    new MockModel(
      'mock',
      () =>
        new APICallError({
          message,
          url: `https://example.org/?key=${settings.apiKey}`,
          requestBodyValues: { key: settings.apiKey },
          responseHeaders: { authorization: `Bearer ${settings.apiKey}` },
          responseBody: message,
          statusCode: 401,
        }),
    );
  const options = call({
    headers: { Authorization: `Bearer ${secrets[1]}`, Cookie: secrets[2], accept: 'text/plain' },
    providerOptions: {
      server: { apiKey: 'option-key', nested: [{ Authorization: 'option-key' }], depth: 2 },
    },
    tools: [
      {
        type: 'provider',
        id: 'server.mcp',
        name: 'mcp',
        args: { url: 'https://example.org', headers: { 'x-any': 'mcp-key' } },
      },
    ],
  });
  const message = `Keys ${settings.apiKey}, ${secrets[1]} and ${secrets[2]} do not accept text/plain.`;
  const redacted = 'Keys sk-[redacted], [redacted] and [redacted] do not accept text/plain.';
  const recording = recordCalls(quoting(message), store);
  await expect(recording.doGenerate(options)).rejects.toThrow(message);
  await expect(recording.doStream(options)).rejects.toThrow(message);
  const broken = streaming([{ type: 'error', error: message }], new Error(message));
  await parts((await recordCalls(broken, store).doStream(call({ ...options, seed: 1 }))).stream);
  store.close();
  expect(store.records.map(({ error }) => error?.message)).toEqual([redacted, redacted, redacted]);
  const bytes = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'));
  expect(bytes.join('')).toContain('"depth":2');
  for (const secret of secrets) expect(bytes.join('')).not.toContain(secret);
});

test('concurrent calls are all recorded, each in a line of its own', async () => {
  const model = new MockModel('mock', (_, { seed }) => ({ text: `answer ${seed}` }));
  const recording = recordCalls(model, store);
  const seeds = Array.from({ length: 40 }, (_, seed) => seed);
  await Promise.all(
    seeds.map(async (seed) => {
      if (seed % 2 === 0) await recording.doGenerate(call({ seed }));
      else await parts((await recording.doStream(call({ seed }))).stream);
    }),
  );
  expect(readFileSync(join(folder, 'calls.jsonl'), 'utf8').trimEnd().split('\n')).toHaveLength(40);
  const replay = replayCalls(named, new CallStore(folder));
  const texts = await Promise.all(
    seeds.map(async (seed) => {
      if (seed % 2 === 0) return (await replay.doGenerate(call({ seed }))).content;
      return (await parts((await replay.doStream(call({ seed }))).stream)).parts.filter(
        ({ type }) => type === 'text-delta',
      ).length;
    }),
  );
  const expected = seeds.map((seed) =>
    seed % 2 === 0 ? [{ type: 'text', text: `answer ${seed}` }] : `answer ${seed}`.length,
  );
  expect(texts).toEqual(expected);
});

test('the AI SDK gives the same over the recording as over the model', async () => {
  const model = new MockModel('mock', () => ({ text: 'five' }));
  const ask = async (asked: LanguageModelV4) => {
    const { text, usage } = await generateText({ model: asked, prompt: '2 + 3?', seed: 1 });
    const streamed = streamText({ model: asked, prompt: '2 + 3?', seed: 1 });
    return { text, usage, streamed: await streamed.text, streamedUsage: await streamed.usage };
  };
  const recorded = await ask(recordCalls(model, store));
  expect(recorded).toMatchObject({ text: 'five', streamed: 'five' });
  expect(await ask(replayCalls(named, new CallStore(folder)))).toEqual(recorded);
});
