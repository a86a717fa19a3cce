import { afterEach, describe, expect, it } from 'vitest';
import { openaiCompatible } from '../openai-compatible.js';
import { assistant, generate, roro, step, stream, user } from '../test/calls.js';
import { events, type LoopbackServer, loopbackServer, type Reply } from '../test/loopback-server.js';

let server: LoopbackServer;
afterEach(() => server.close());

const usage = {
  prompt_tokens: 31,
  total_tokens: 34,
  completion_tokens: 3,
  prompt_tokens_details: { cached_tokens: 16 },
};
const chatml =
  '{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}';

async function served(reply: Reply, options: object = {}) {
  server = await loopbackServer(() => reply);
  return openaiCompatible(server.url, 'Qwen/Qwen3-1.7B', { server: 'vllm', ...options }).model;
}

/** As vLLM 0.32 answers `/v1/chat/completions`. */
function chatAnswer(stopReason: string | number | null) {
  const top = (token: string, logprob: number) => ({ token, logprob, bytes: [...Buffer.from(token)] });
  return {
    json: {
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 1,
      model: 'Qwen/Qwen3-1.7B',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: '6*7=42', refusal: null, reasoning: null },
          logprobs: {
            content: [
              { ...top('6*7', -0.25), top_logprobs: [top('6*7', -0.25), top('7*6', -2), top('It', -3)] },
              { ...top('=42', -3.5), top_logprobs: [top('=42', -3.5), top('=41', -0.1), top('=4', -4)] },
            ],
          },
          finish_reason: 'stop',
          stop_reason: stopReason,
          token_ids: null,
        },
      ],
      usage,
      prompt_logprobs: null,
    },
  };
}

describe('vllm', () => {
  it('leaves the final message open, and asks for log-probabilities', async () => {
    const model = await served(chatAnswer('\n\n'));
    await generate(model, step('Let us see.\n\n'));
    const { path, body } = server.received[0] ?? {};
    expect(path).toBe('/v1/chat/completions');
    expect(body).toEqual({
      model: 'Qwen/Qwen3-1.7B',
      messages: [
        { role: 'user', content: '6*7?' },
        { role: 'assistant', content: 'Let us see.\n\n' },
      ],
      max_tokens: 64,
      temperature: 0.7,
      top_p: 1,
      seed: 5,
      stop: ['\n\n'],
      logprobs: true,
      top_logprobs: 20,
      skip_special_tokens: false,
      continue_final_message: true,
      add_generation_prompt: false,
    });
  });

  it('asks for nothing beyond a chat where nothing is continued and no statistics are wanted', async () => {
    const model = await served(chatAnswer(null));
    const { metadata } = await generate(model, { prompt: [user('6*7?')] });
    expect(server.received[0]?.body).toEqual({
      model: 'Qwen/Qwen3-1.7B',
      messages: [{ role: 'user', content: '6*7?' }],
      skip_special_tokens: false,
    });
    expect(metadata).toEqual({});
  });

  it('reads the stop string, log-probabilities as they are, and cached tokens', async () => {
    const model = await served(chatAnswer('\n\n'));
    const answer = await generate(model, step());
    expect(answer).toMatchObject({ text: '6*7=42', finishReason: { unified: 'stop', raw: 'stop' } });
    expect(answer.usage.inputTokens).toMatchObject({ total: 31, noCache: 15, cacheRead: 16 });
    expect(answer.usage.outputTokens).toEqual({ total: 3, text: undefined, reasoning: undefined });
    expect(answer.metadata.stopSequence).toBe('\n\n');
    expect(answer.metadata.tokens).toHaveLength(2);
    expect(answer.metadata.tokens?.[1]).toMatchObject({ logProbability: -3.5, margin: -0.1 - -3.5 });
  });

  it.each([
    ['EOS', null],
    ['a stop token', 151645],
    ['a string that nobody asked for', '<|im_end|>'],
  ])('reports no stop sequence for %s', async (_, reason) => {
    const model = await served(chatAnswer(reason));
    expect((await generate(model, step())).metadata).not.toHaveProperty('stopSequence');
  });

  it('keeps texts and alternatives where they are asked for', async () => {
    const model = await served(chatAnswer(null));
    const { metadata } = await generate(model, step('', roro({ topLogProbabilities: 2 })));
    expect(server.received[0]?.body).toMatchObject({ logprobs: true, top_logprobs: 20 });
    expect(metadata.tokens?.[1]).toMatchObject({
      token: '=42',
      top: [
        { token: '=41', logProbability: -0.1 },
        { token: '=42', logProbability: -3.5 },
      ],
    });
  });

  it('renders the template and goes on with the text in completions, BOS left to the tokeniser', async () => {
    const model = await served(
      {
        json: {
          id: 'cmpl-1',
          object: 'text_completion',
          created: 1,
          model: 'm',
          choices: [
            {
              index: 0,
              text: '42',
              logprobs: {
                text_offset: [0],
                tokens: ['token_id:17'],
                token_logprobs: [-0.5],
                top_logprobs: [{ 'token_id:17': -0.5, 'token_id:18': -1.5, 'token_id:3': -2.5 }],
              },
              finish_reason: 'stop',
              stop_reason: null,
            },
          ],
          usage,
        },
      },
      { chatTemplate: chatml, requestBody: { top_k: -1, chat_template_kwargs: { enable_thinking: true } } },
    );
    const { text, metadata } = await generate(model, step('6*7='));
    expect(server.received[0]?.path).toBe('/v1/completions');
    expect(server.received[0]?.body).toEqual({
      model: 'Qwen/Qwen3-1.7B',
      prompt: '<|im_start|>user\n6*7?<|im_end|>\n<|im_start|>assistant\n6*7=',
      max_tokens: 64,
      temperature: 0.7,
      top_p: 1,
      seed: 5,
      stop: ['\n\n'],
      logprobs: 20,
      return_tokens_as_token_ids: true,
      skip_special_tokens: false,
      add_special_tokens: true,
      top_k: -1,
    });
    expect(text).toBe('42');
    expect(metadata).toMatchObject({ tokens: [{ logProbability: -0.5, margin: 1 }] });
    expect(metadata).not.toHaveProperty('stopSequence');
  });

  it('asks for texts instead of token numbers where they are wanted', async () => {
    const model = await served(events([]), { chatTemplate: chatml });
    await stream(model, step('', roro({ topLogProbabilities: 1 })));
    expect(server.received[0]?.body).not.toHaveProperty('return_tokens_as_token_ids');
  });

  it('reads a stream: texts as they come, log-probabilities of all chunks, the stop reason of the last', async () => {
    const choice = (text: string, token: string, logprob: number, last = false) => ({
      id: 'cmpl-1',
      created: 1,
      model: 'm',
      choices: [
        {
          index: 0,
          text,
          logprobs: { tokens: [token], token_logprobs: [logprob], top_logprobs: [{ [token]: logprob }] },
          finish_reason: last ? 'stop' : null,
          stop_reason: last ? '\n\n' : null,
        },
      ],
    });
    const model = await served(
      events([
        choice('6*', 'token_id:1', -0.1),
        choice('7=42', 'token_id:2', -0.2),
        choice('', 'token_id:3', -0.3, true),
        { id: 'cmpl-1', created: 1, model: 'm', choices: [], usage },
      ]),
      { chatTemplate: chatml },
    );
    const answer = await stream(model, step());
    expect(server.received[0]?.body).toMatchObject({ stream: true, stream_options: { include_usage: true } });
    expect(answer.deltas).toEqual(['6*', '7=42']);
    expect(answer.finishReason).toEqual({ unified: 'stop', raw: 'stop' });
    expect(answer.usage).toMatchObject({ inputTokens: { total: 31 }, outputTokens: { total: 3 } });
    expect(answer.metadata.stopSequence).toBe('\n\n');
    expect(answer.metadata.tokens?.map(({ logProbability }) => logProbability)).toEqual([-0.1, -0.2, -0.3]);
    expect(answer.parts.map(({ type }) => type)).toEqual([
      'stream-start',
      'response-metadata',
      'text-start',
      'text-delta',
      'text-delta',
      'text-end',
      'finish',
    ]);
  });

  describe('readSuffix', () => {
    // JSON.parse puts the keys of an entry in numerical order, whatever their order in the text.
    const promptLogProbabilities = [
      null,
      { '9': { logprob: -0.1, rank: 1, decoded_token: 'x' } },
      {
        '300': { logprob: -2, rank: 2, decoded_token: '6*7' },
        '5': { logprob: -0.3, rank: 1, decoded_token: '7' },
      },
      {
        '41': { logprob: -1, rank: 1, decoded_token: '=42' },
        '42': { logprob: -3, rank: 2, decoded_token: '=41' },
      },
    ];

    it('reads the tokens at the end of a chat prompt by their numbers', async () => {
      const answer = chatAnswer(null).json;
      const model = await served({
        json: { ...answer, prompt_logprobs: promptLogProbabilities, prompt_token_ids: [1, 9, 300, 41] },
      });
      const { metadata } = await generate(
        model,
        step('6*7=42', roro({ continueFinalMessage: true, readSuffix: '6*7=42' })),
      );
      expect(server.received[0]?.body).toMatchObject({ prompt_logprobs: 20, return_token_ids: true });
      expect(server.received[0]?.body).not.toHaveProperty('logprobs');
      expect(metadata.readTokens?.map(({ logProbability }) => logProbability)).toEqual([-2, -1]);
      expect(metadata).not.toHaveProperty('tokens');
    });

    it('reads them from the choice of completions, and the token that the text begins in', async () => {
      const model = await served(
        {
          json: {
            choices: [
              {
                index: 0,
                text: '',
                finish_reason: 'length',
                prompt_logprobs: promptLogProbabilities,
                prompt_token_ids: [1, 9, 300, 41],
              },
            ],
            usage,
          },
        },
        { chatTemplate: chatml },
      );
      const { metadata } = await generate(
        model,
        step('6*7=42', roro({ continueFinalMessage: true, readSuffix: '7=42', topLogProbabilities: 1 })),
      );
      expect(metadata.readTokens).toMatchObject([
        { token: '6*7', logProbability: -2, top: [{ token: '7' }] },
        { token: '=42', logProbability: -1 },
      ]);
    });

    it('refuses a prompt that ends otherwise, or comes without numbers', async () => {
      const answer = chatAnswer(null).json;
      const model = await served({ json: { ...answer, prompt_logprobs: promptLogProbabilities } });
      const call = step('6*7=42', roro({ continueFinalMessage: true, readSuffix: '6*7=42' }));
      await expect(generate(model, call)).rejects.toThrow('last tokens are not those of the text to be read');
    });

    it.each([
      ['a stream', 'stream', 'cannot read a prompt in a stream'],
      ['text that is not the end of the message', 'other', 'the last message does not end with'],
      ['a message that is not continued', 'closed', 'only where it goes on with the last message'],
    ])('refuses %s before it asks', async (_, which, message) => {
      const model = await served(chatAnswer(null));
      const call = step(
        'a b',
        roro({ continueFinalMessage: which !== 'closed', readSuffix: which === 'other' ? 'c' : 'b' }),
      );
      await expect(which === 'stream' ? stream(model, call) : generate(model, call)).rejects.toThrow(message);
      expect(server.received).toHaveLength(0);
    });
  });

  it('asks for what completions cannot do in a chat, unless it would have to go on with it', async () => {
    const model = await served(chatAnswer(null), { chatTemplate: chatml });
    const tools = [{ type: 'function' as const, name: 'add', inputSchema: { type: 'object' as const } }];
    await generate(model, { prompt: [user('6*7?')], tools });
    expect(server.received[0]?.path).toBe('/v1/chat/completions');
    const image = {
      type: 'file' as const,
      mediaType: 'image/png',
      data: { type: 'data' as const, data: 'AAAA' },
    };
    const call = {
      prompt: [{ role: 'user' as const, content: [image] }, assistant('It')],
      ...roro({ continueFinalMessage: true }),
    };
    await expect(generate(model, call)).rejects.toThrow('goes on with text alone');
  });
});
