import type { LanguageModelV4CallOptions, LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { generationMetadataSchema, ValidationError } from '@roro/core';
import { generateText, streamText } from 'ai';
import { describe, expect, test } from 'vitest';
import { randomModel } from '../inference/random-model.js';
import { AbacusLanguageModel } from './abacus-language-model.js';

const context = 128;
const shape = { vocabulary: 50, width: 32, layers: 2, heads: 4, hidden: 64, context };
const weights = randomModel({ family: 'abacus-a', ...shape }, 5, 0.6);
const question = 'a=38 b=a+45 c=b-17 c?';

function newModel(): AbacusLanguageModel {
  return new AbacusLanguageModel({ modelId: 'srm', read: () => weights });
}

function call(
  options: Partial<LanguageModelV4CallOptions> = {},
  prefix?: string,
): LanguageModelV4CallOptions {
  return {
    prompt: [
      { role: 'user', content: [{ type: 'text', text: question }] },
      ...(prefix === undefined
        ? []
        : [{ role: 'assistant' as const, content: [{ type: 'text' as const, text: prefix }] }]),
    ],
    temperature: 0.7,
    seed: 11,
    maxOutputTokens: 60,
    providerOptions: { roro: { continueFinalMessage: prefix !== undefined, tokenStatistics: true } },
    ...options,
  };
}

async function generate(model: AbacusLanguageModel, options: LanguageModelV4CallOptions) {
  const result = await model.doGenerate(options);
  const text = result.content.map((part) => (part.type === 'text' ? part.text : '')).join('');
  const metadata = generationMetadataSchema.parse(result.providerMetadata?.roro);
  return { ...result, text, metadata };
}

describe('doGenerate', () => {
  test('answers with text, usage and the uncertainty of every token', async () => {
    const result = await generate(newModel(), call());
    expect(result.text).toHaveLength(60);
    expect(result.finishReason).toEqual({ unified: 'length', raw: 'max-output-tokens' });
    // The begin token, the question and its newline.
    const total = 1 + question.length + 1;
    expect(result.usage).toEqual({
      inputTokens: { total, noCache: total, cacheRead: 0, cacheWrite: undefined },
      outputTokens: { total: 60, text: 60, reasoning: undefined },
    });
    expect(result.metadata.tokens).toHaveLength(60);
    for (const { logProbability, entropy, margin } of result.metadata.tokens ?? []) {
      expect(logProbability).toBeLessThanOrEqual(0);
      expect(entropy).toBeGreaterThan(0);
      expect(margin).toBeGreaterThanOrEqual(0);
    }
    expect(result.warnings).toEqual([]);
    const silent = await newModel().doGenerate(call({ providerOptions: {} }));
    expect(silent.providerMetadata).toEqual({ roro: {} });
  });

  test('continuing in pieces gives the text and the statistics of one call', async () => {
    const whole = await generate(newModel(), call());
    const model = newModel();
    let text = '';
    const tokens: unknown[] = [];
    let cached = 0;
    while (text.length < 60) {
      const part = await generate(model, call({ maxOutputTokens: 12 }, text));
      expect(part.usage.inputTokens.cacheRead).toBe(cached);
      text += part.text;
      tokens.push(...(part.metadata.tokens ?? []));
      cached = 1 + question.length + 1 + text.length - 1;
    }
    expect(text).toBe(whole.text);
    expect(tokens).toEqual(whole.metadata.tokens);
  });

  test('returns the alternatives of every token, generated and read, where they are asked for', async () => {
    const plain = await generate(newModel(), call({ stopSequences: ['\n'] }, 'b=38+'));
    const roro = { continueFinalMessage: true, topLogProbabilities: 4, readSuffix: '8+' };
    const asked = await generate(
      newModel(),
      call({ stopSequences: ['\n'], providerOptions: { roro } }, 'b=38+'),
    );
    expect(asked.text).toBe(plain.text);
    const { tokens = [], readTokens = [], stopSequence } = asked.metadata;
    expect(tokens.map(({ token }) => token).join('')).toBe(asked.text + (stopSequence ?? ''));
    expect(readTokens.map(({ token }) => token)).toEqual(['8', '+']);
    expect(tokens.map(({ token: _, top: __, ...rest }) => rest)).toEqual(plain.metadata.tokens);
    for (const { top = [] } of [...tokens, ...readTokens]) {
      expect(top).toHaveLength(4);
      const numbers = top.map(({ logProbability }) => logProbability);
      expect(numbers).toEqual(numbers.toSorted((a, b) => b - a));
    }
    for (const token of plain.metadata.tokens ?? []) {
      expect(Object.keys(token)).toEqual(['logProbability', 'entropy', 'margin']);
    }
  });

  test('stops before a stop sequence of several tokens, and counts its tokens', async () => {
    const { text } = await generate(newModel(), call());
    const stop = text.slice(20, 24);
    const at = text.indexOf(stop);
    const result = await generate(newModel(), call({ stopSequences: ['zzzzzz', stop] }));
    expect(result.text).toBe(text.slice(0, at));
    expect(result.finishReason).toEqual({ unified: 'stop', raw: 'stop-sequence' });
    expect(result.metadata.stopSequence).toBe(stop);
    expect(result.metadata.tokens).toHaveLength(at + 4);
    expect(result.usage.outputTokens.total).toBe(at + 4);
  });

  test('stops after the line of the final answer, also where it began in the prefix', async () => {
    const first = await generate(newModel(), call({ stopSequences: ['\n'], maxOutputTokens: 100 }, '#'));
    expect(first.finishReason.raw).toBe('stop-sequence');
    const result = await generate(newModel(), call({ maxOutputTokens: 100 }, '#'));
    expect(result.finishReason).toEqual({ unified: 'stop', raw: 'end-of-answer' });
    expect(result.text).toBe(`${first.text}\n`);
    const nothing = await generate(newModel(), call({}, 'c=1+1=2\n#2\n'));
    expect(nothing).toMatchObject({ text: '', finishReason: { raw: 'end-of-answer' } });
  });

  test('ends where the context is full', async () => {
    const { maxOutputTokens: _, ...unlimited } = call({ seed: 3 });
    const result = await generate(newModel(), unlimited);
    expect(result.finishReason).toEqual({ unified: 'length', raw: 'context' });
    expect(result.text.length).toBe(context - (1 + question.length + 1));
  });

  test('seed, temperature, top-p and top-k take effect', async () => {
    const model = newModel();
    const text = async (options: Partial<LanguageModelV4CallOptions>): Promise<string> =>
      (await generate(model, call(options))).text;
    expect(await text({ seed: 1 })).toBe(await text({ seed: 1 }));
    expect(await text({ seed: 1 })).not.toBe(await text({ seed: 2 }));
    const greedy = await text({ temperature: 0 });
    expect(await text({ temperature: 0, seed: 9 })).toBe(greedy);
    expect(await text({ topK: 1 })).toBe(greedy);
    expect(await text({ topP: 1e-6 })).toBe(greedy);
    expect(await text({ temperature: 3 })).not.toBe(greedy);
    const { seed: _, temperature: __, ...bare } = call();
    expect((await generate(model, bare)).text).toBe(await text({ seed: 0, temperature: 0.7 }));
  });

  test('concurrent calls give what they give alone', async () => {
    const seeds = Array.from({ length: 16 }, (_, seed) => seed);
    const alone = [];
    for (const seed of seeds) alone.push((await generate(newModel(), call({ seed }))).text);
    const model = newModel();
    const together = await Promise.all(seeds.map((seed) => generate(model, call({ seed }))));
    expect(together.map(({ text }) => text)).toEqual(alone);
  });

  test('an abort rejects with its reason', async () => {
    const controller = new AbortController();
    const promise = newModel().doGenerate(call({ abortSignal: controller.signal }));
    setImmediate(() => controller.abort());
    await expect(promise).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('what the models do not have is a warning', async () => {
    const { warnings } = await generate(
      newModel(),
      call({
        prompt: [{ role: 'system', content: 'Be brief.' }, ...call().prompt],
        presencePenalty: 1,
        tools: [{ type: 'function', name: 'add', inputSchema: {} }],
      }),
    );
    expect(warnings.map((warning) => 'feature' in warning && warning.feature)).toEqual([
      'presencePenalty',
      'tools',
      'system messages',
    ]);
  });
});

describe('a call that cannot be answered is refused with a reason', () => {
  const user = (text: string) => ({ role: 'user' as const, content: [{ type: 'text' as const, text }] });
  const assistant = (text: string) => ({
    role: 'assistant' as const,
    content: [{ type: 'text' as const, text }],
  });
  test.each<[string, Partial<LanguageModelV4CallOptions>, RegExp]>([
    ['an unknown character', { prompt: [user('a=38\nb=á\nb?')] }, /character "á".*"srm"/],
    ['an upper-case letter', { prompt: [user('A=38 b?')] }, /character "A"/],
    ['a prompt that fills the context', { prompt: [user('a'.repeat(126))] }, /128 tokens.*context of 128/],
    ['two questions', { prompt: [user('a?'), user('b?')] }, /one question.*user, user/],
    ['no question', { prompt: [] }, /got none/],
    ['an empty question', { prompt: [user('\n')] }, /question is empty/],
    [
      'a finished turn',
      { prompt: [user('a?'), assistant('#1')], providerOptions: {} },
      /continueFinalMessage/,
    ],
    [
      'nothing to continue',
      { providerOptions: { roro: { continueFinalMessage: true } } },
      /not from the assistant/,
    ],
    ['a negative temperature', { temperature: -1 }, /temperature/],
    ['a top-p above 1', { topP: 1.5 }, /topP/],
    ['no output', { maxOutputTokens: 0 }, /maxOutputTokens/],
    ['an empty stop sequence', { stopSequences: [''] }, /stopSequences/],
    ['no alternatives', { providerOptions: { roro: { topLogProbabilities: 0 } } }, /topLogProbabilities/],
    ['a wrong option', { providerOptions: { roro: { tokenStatistics: 'yes' } } }, /roro tokenStatistics/],
  ])('%s', async (_, options, message) => {
    const failure = newModel().doGenerate(call(options));
    await expect(failure).rejects.toBeInstanceOf(ValidationError);
    await expect(failure).rejects.toThrow(message);
    await expect(
      newModel()
        .doStream(call(options))
        .then(({ stream }) => parts(stream)),
    ).rejects.toThrow(message);
  });
});

async function parts(
  stream: ReadableStream<LanguageModelV4StreamPart>,
): Promise<LanguageModelV4StreamPart[]> {
  const received: LanguageModelV4StreamPart[] = [];
  for await (const part of stream) received.push(part);
  return received;
}

describe('doStream', () => {
  test.each([{}, { stopSequences: ['\n'] }, { stopSequences: ['4', 'ab'], seed: 2 }])(
    'gives what doGenerate gives, in pieces: %o',
    async (options) => {
      const model = newModel();
      const expected = await generate(newModel(), call(options));
      const received = await parts((await model.doStream(call(options))).stream);
      const deltas = received.filter((part) => part.type === 'text-delta');
      expect(deltas.map(({ delta }) => delta).join('')).toBe(expected.text);
      expect(deltas.length).toBe(expected.text.length);
      const { usage, finishReason, providerMetadata } = expected;
      expect(received.at(-1)).toEqual({ type: 'finish', usage, finishReason, providerMetadata });
      const types = received.map(({ type }) => type).filter((type) => type !== 'text-delta');
      expect(types).toEqual(['stream-start', 'response-metadata', 'text-start', 'text-end', 'finish']);
    },
  );

  test('an abort fails the stream with its reason; a cancelled stream ends its request', async () => {
    const model = newModel();
    const controller = new AbortController();
    const { stream } = await model.doStream(call({ abortSignal: controller.signal }));
    const read = async (): Promise<void> => {
      for await (const part of stream) if (part.type === 'text-delta') controller.abort(new Error('enough'));
    };
    await expect(read()).rejects.toThrow('enough');
    const cancelled = await model.doStream(call());
    for await (const part of cancelled.stream) if (part.type === 'text-delta') break;
    expect((await generate(model, call())).text).toBe((await generate(newModel(), call())).text);
  });
});

describe('the AI SDK', () => {
  const settings = { temperature: 0.7, seed: 11, maxOutputTokens: 60 };

  test('generateText and streamText give the same text', async () => {
    const expected = await generate(newModel(), call());
    const generated = await generateText({ model: newModel(), prompt: question, ...settings });
    expect(generated.text).toBe(expected.text);
    expect(generated.finishReason).toBe('length');
    expect(generated.usage.outputTokens).toBe(60);
    const streamed = streamText({ model: newModel(), prompt: question, ...settings });
    let text = '';
    for await (const delta of streamed.textStream) text += delta;
    expect(text).toBe(expected.text);
  });

  test('continues a final message and returns token statistics', async () => {
    const expected = await generate(newModel(), call({}, 'b=38+'));
    const { text, providerMetadata } = await generateText({
      model: newModel(),
      messages: [
        { role: 'user', content: question },
        { role: 'assistant', content: 'b=38+' },
      ],
      providerOptions: { roro: { continueFinalMessage: true, tokenStatistics: true } },
      ...settings,
    });
    expect(text).toBe(expected.text);
    expect(providerMetadata?.roro).toEqual(expected.providerMetadata?.roro);
  });

  test('an abort signal stops generateText', async () => {
    const controller = new AbortController();
    const promise = generateText({
      model: newModel(),
      prompt: question,
      abortSignal: controller.signal,
      ...settings,
    });
    setImmediate(() => controller.abort());
    await expect(promise).rejects.toMatchObject({ name: 'AbortError' });
  });
});
