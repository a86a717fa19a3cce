import { afterEach, describe, expect, it } from 'vitest';
import { openaiCompatible } from '../openai-compatible.js';
import { generate, step, stream, user } from '../test/calls.js';
import { events, type LoopbackServer, loopbackServer, type Reply, status } from '../test/loopback-server.js';

let server: LoopbackServer;
afterEach(() => server.close());

const rendered = '<|im_start|>user\n6*7?<|im_end|>\n<|im_start|>assistant\n';

async function served(reply: Reply, options: object = {}, template: Reply = { json: { prompt: rendered } }) {
  server = await loopbackServer(({ path }) => (path === '/apply-template' ? template : reply));
  return openaiCompatible(server.url, 'tiny', { server: 'llama.cpp', ...options }).model;
}

const token = (text: string, logprob: number) => ({
  id: 7,
  token: text,
  bytes: [...Buffer.from(text)],
  logprob,
});

/** As llama-server answers `/v1/completions`: log-probabilities in chat form, what ended the text in `__verbose`. */
function answer(verbose: object | undefined) {
  return {
    json: {
      choices: [
        {
          text: '6*7=42',
          index: 0,
          logprobs: {
            content: [
              { ...token('6*7', -0.25), top_logprobs: [token('6*7', -0.25), token('7', -2), token('8', -3)] },
              { ...token('', -0.5), top_logprobs: [token('=42', -0.5), token('4', -1), token('5', -3)] },
            ],
          },
          finish_reason: 'stop',
        },
      ],
      created: 1,
      model: 'tiny',
      object: 'text_completion',
      usage: {
        completion_tokens: 5,
        prompt_tokens: 37,
        total_tokens: 42,
        prompt_tokens_details: { cached_tokens: 8 },
      },
      id: 'chatcmpl-1',
      ...(verbose === undefined ? {} : { __verbose: verbose }),
      timings: { cache_n: 8 },
    },
  };
}

describe('llama.cpp', () => {
  it('has the server render the template once, and goes on with the text', async () => {
    const model = await served(answer({ stop_type: 'word', stopping_word: '\n\n' }), {
      requestBody: { chat_template_kwargs: { enable_thinking: false } },
    });
    const first = await generate(model, step());
    await generate(model, step('Let us see.\n\n'));
    expect(server.received.map(({ path }) => path)).toEqual([
      '/apply-template',
      '/v1/completions',
      '/v1/completions',
    ]);
    expect(server.received[0]?.body).toEqual({
      messages: [{ role: 'user', content: '6*7?' }],
      add_generation_prompt: true,
      chat_template_kwargs: { enable_thinking: false },
    });
    expect(server.received[1]?.body).toMatchObject({
      prompt: rendered,
      logprobs: 20,
      verbose: true,
      response_fields: ['stop_type', 'stopping_word'],
      preserved_tokens: ['<think>', '</think>'],
      stop: ['\n\n'],
    });
    expect(server.received[2]?.body).toMatchObject({ prompt: `${rendered}Let us see.\n\n` });
    expect(first).toMatchObject({
      text: '6*7=42',
      usage: { inputTokens: { total: 37, noCache: 29, cacheRead: 8 }, outputTokens: { total: 5 } },
      metadata: {
        stopSequence: '\n\n',
        tokens: [{ logProbability: -0.25 }, { logProbability: -0.5, margin: 0.5 }],
      },
    });
  });

  it('tells the end of the text from a stop string', async () => {
    const model = await served(answer({ stop_type: 'eos', stopping_word: '' }));
    expect((await generate(model, step())).metadata).not.toHaveProperty('stopSequence');
  });

  it('takes a text for stopped where a proxy drops what ended it', async () => {
    const model = await served(answer(undefined));
    expect((await generate(model, step())).metadata.stopSequence).toBe('\n\n');
  });

  it('reads a stream', async () => {
    const chunk = (text: string, finish: string | null, more: object) => ({
      choices: [
        {
          text,
          index: 0,
          logprobs: text === '' ? null : { content: [{ ...token(text, -0.5), top_logprobs: [] }] },
          finish_reason: finish,
        },
      ],
      created: 1,
      model: 'tiny',
      id: 'c',
      ...more,
    });
    const model = await served(
      events([
        chunk('42', null, { __verbose: { index: 0, content: '42', stop: false } }),
        chunk('', 'stop', {
          usage: { completion_tokens: 1, prompt_tokens: 9, total_tokens: 10 },
          __verbose: { stop_type: 'word', stopping_word: '\n\n' },
        }),
      ]),
    );
    expect(await stream(model, step())).toMatchObject({
      deltas: ['42'],
      finishReason: { unified: 'stop' },
      usage: { inputTokens: { total: 9 } },
      metadata: { stopSequence: '\n\n', tokens: [{ logProbability: -0.5 }] },
    });
  });

  it('keeps the texts of other conversations apart', async () => {
    const model = await served(answer(undefined));
    await generate(model, step());
    await generate(model, { prompt: [{ role: 'system', content: 'Be brief.' }, user('6*7?')] });
    expect(server.received.filter(({ path }) => path === '/apply-template')).toHaveLength(2);
  });

  it('passes on how the server refuses to render, without the prompt', async () => {
    const refusal = {
      error: { code: 503, message: 'Loading model for 6*7? and more words', type: 'unavailable' },
    };
    const model = await served(answer(undefined), {}, status(503, refusal, { 'retry-after': '2' }));
    const error = await generate(model, { prompt: [user('6*7? and more words')] }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({
      statusCode: 503,
      isRetryable: true,
      responseHeaders: { 'retry-after': '2' },
    });
    expect(String(error)).not.toContain('more words');
  });

  it('says what is wrong where something else answers', async () => {
    const model = await served(answer(undefined), {}, { json: { ok: true } });
    await expect(generate(model, step())).rejects.toThrow(
      '/apply-template of the server answered without a `prompt`',
    );
  });

  it('refuses the chat way, which repeats the prefix', () => {
    const options = { server: 'llama.cpp', continuation: 'chat' } as const;
    expect(() => openaiCompatible('http://127.0.0.1:1/v1', 'tiny', options)).toThrow(
      "`continuation: 'chat'` does not work with llama.cpp",
    );
  });
});
