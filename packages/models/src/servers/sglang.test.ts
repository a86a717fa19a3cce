import { afterEach, describe, expect, it } from 'vitest';
import { openaiCompatible } from '../openai-compatible.js';
import { generate, roro, step, stream } from '../test/calls.js';
import { events, type LoopbackServer, loopbackServer, type Reply } from '../test/loopback-server.js';

let server: LoopbackServer;
afterEach(() => server.close());

async function served(reply: Reply, options: object = {}) {
  server = await loopbackServer(() => reply);
  return openaiCompatible(server.url, 'Qwen/Qwen3-1.7B', { server: 'sglang', ...options }).model;
}

const logprobs = {
  content: [
    {
      token: '42',
      bytes: [52, 50],
      logprob: -0.5,
      top_logprobs: [{ token: '42', bytes: [], logprob: -0.5 }],
    },
  ],
};

/** As SGLang 0.5 answers: a token number in `matched_stop` for the end of the text, a string for a stop string. */
function chatAnswer(matchedStop: string | number) {
  return {
    json: {
      id: 'a',
      object: 'chat.completion',
      created: 1,
      model: 'm',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: '<think>\n6*7', reasoning_content: null, tool_calls: null },
          logprobs,
          finish_reason: 'stop',
          matched_stop: matchedStop,
        },
      ],
      usage: { prompt_tokens: 9, total_tokens: 12, completion_tokens: 3, prompt_tokens_details: null },
    },
  };
}

describe('sglang', () => {
  it('continues the final message and leaves thinking in the text', async () => {
    const model = await served(chatAnswer('\n\n'));
    const answer = await generate(model, step('<think>\nLet'));
    expect(server.received[0]?.path).toBe('/v1/chat/completions');
    expect(server.received[0]?.body).toMatchObject({
      continue_final_message: true,
      separate_reasoning: false,
      skip_special_tokens: false,
      logprobs: true,
      top_logprobs: 20,
    });
    expect(server.received[0]?.body).not.toHaveProperty('add_generation_prompt');
    expect(answer.text).toBe('<think>\n6*7');
    expect(answer.metadata).toMatchObject({ stopSequence: '\n\n', tokens: [{ logProbability: -0.5 }] });
  });

  it('tells the end of the text from a stop string', async () => {
    const model = await served(chatAnswer(151645));
    expect((await generate(model, step())).metadata).not.toHaveProperty('stopSequence');
  });

  it('leaves BOS to the tokeniser in completions', async () => {
    const model = await served(
      {
        json: {
          choices: [{ index: 0, text: '42', logprobs: null, finish_reason: 'length', matched_stop: null }],
          usage: { prompt_tokens: 9, total_tokens: 10, completion_tokens: 1 },
        },
      },
      { chatTemplate: '{{ bos_token }}[{{ messages[0].content }}]' },
    );
    const { finishReason } = await generate(model, step('6*7='));
    expect(server.received[0]?.body).toMatchObject({ prompt: '[6*7?]6*7=', logprobs: 20 });
    expect(server.received[0]?.body).not.toHaveProperty('add_special_tokens');
    expect(finishReason).toEqual({ unified: 'length', raw: 'length' });
  });

  it('reads the stop string at the end of a stream, and an aborted request as an error', async () => {
    const chunk = (delta: object, finish: string | null = null, matched: string | null = null) => ({
      id: 'a',
      created: 1,
      model: 'm',
      choices: [{ index: 0, delta, logprobs: null, finish_reason: finish, matched_stop: matched }],
    });
    const model = await served(
      events([
        chunk({ role: 'assistant', content: '' }),
        chunk({ content: '42' }),
        chunk({}, 'stop', '\n\n'),
      ]),
    );
    expect(await stream(model, step())).toMatchObject({ deltas: ['42'], metadata: { stopSequence: '\n\n' } });
    await server.close();
    const aborted = await served(events([chunk({ content: '42' }), chunk({}, 'abort')]));
    expect((await stream(aborted, step())).finishReason).toEqual({ unified: 'error', raw: 'abort' });
  });

  it('says that it cannot read a prompt', async () => {
    const model = await served(chatAnswer('\n\n'));
    const call = step('ab', roro({ continueFinalMessage: true, readSuffix: 'b' }));
    await expect(generate(model, call)).rejects.toThrow('servers of kind "sglang" do not give it');
  });
});
