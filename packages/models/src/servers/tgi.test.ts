import { afterEach, describe, expect, it } from 'vitest';
import { openaiCompatible } from '../openai-compatible.js';
import { generate, step, stream } from '../test/calls.js';
import { events, type LoopbackServer, loopbackServer, type Reply } from '../test/loopback-server.js';

let server: LoopbackServer;
afterEach(() => server.close());

async function served(reply: Reply, options: object = {}) {
  server = await loopbackServer(() => reply);
  return openaiCompatible(server.url, 'tgi', { server: 'tgi', ...options }).model;
}

/** As TGI 3 answers: the stop sequence stays in the text, and its own finish reasons. */
function chatAnswer(content: string, finishReason: string) {
  return {
    json: {
      object: 'chat.completion',
      id: '',
      created: 1,
      model: 'm',
      system_fingerprint: '3.0',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content },
          logprobs: { content: [{ token: '42', logprob: -0.5, top_logprobs: [] }] },
          finish_reason: finishReason,
        },
      ],
      usage: { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11 },
    },
  };
}

describe('tgi', () => {
  it('cuts the stop sequence off and names it', async () => {
    const model = await served(chatAnswer('42\n\n', 'stop_sequence'));
    const answer = await generate(model, step('6*7='));
    expect(server.received[0]?.body).toMatchObject({
      continue_final_message: true,
      logprobs: true,
      top_logprobs: 5,
    });
    expect(answer).toMatchObject({ text: '42', finishReason: { unified: 'stop', raw: 'stop_sequence' } });
    expect(answer.metadata).toEqual({ tokens: [{ logProbability: -0.5 }], stopSequence: '\n\n' });
  });

  it.each(['stop', 'eos_token'])('takes %s for the end of the text', async (reason) => {
    const model = await served(chatAnswer('42\n\n', reason));
    const answer = await generate(model, step());
    expect(answer).toMatchObject({ text: '42\n\n', finishReason: { unified: 'stop', raw: reason } });
    expect(answer.metadata).not.toHaveProperty('stopSequence');
  });

  it('holds back in a stream what may be the stop sequence', async () => {
    const chunk = (content: string, finish: string | null = null) => ({
      id: '',
      created: 1,
      model: 'm',
      choices: [{ index: 0, delta: { role: 'assistant', content }, logprobs: null, finish_reason: finish }],
      usage: null,
    });
    const model = await served(events([chunk('4'), chunk('2\n'), chunk('\n', 'stop_sequence')]));
    expect(await stream(model, step())).toMatchObject({
      deltas: ['4', '2'],
      finishReason: { unified: 'stop', raw: 'stop_sequence' },
      metadata: { stopSequence: '\n\n' },
    });
    await server.close();
    const cut = await served(events([chunk('42\n', 'length')]));
    expect(await stream(cut, step())).toMatchObject({
      deltas: ['42', '\n'],
      finishReason: { unified: 'length' },
    });
  });

  it('does not ask completions for log-probabilities, which they do not have', async () => {
    const model = await served(
      { json: { choices: [{ index: 0, text: '42', finish_reason: 'eos_token', logprobs: null }] } },
      { chatTemplate: '[{{ messages[0].content }}]', topLogProbabilities: 3 },
    );
    const answer = await generate(model, step());
    expect(server.received[0]?.body).not.toHaveProperty('logprobs');
    expect(answer.metadata).toEqual({});
    expect(answer.usage).toMatchObject({
      inputTokens: { total: undefined },
      outputTokens: { total: undefined },
    });
  });
});
