import { afterEach, describe, expect, it } from 'vitest';
import { openaiCompatible } from '../openai-compatible.js';
import { continuationInstruction } from '../prepare-request.js';
import { generate, step, user } from '../test/calls.js';
import { type LoopbackServer, loopbackServer } from '../test/loopback-server.js';

let server: LoopbackServer;
afterEach(() => server.close());

async function served(content: string, options: object = {}) {
  server = await loopbackServer(() => ({
    json: {
      id: 'a',
      created: 1,
      model: 'm',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content, refusal: null },
          logprobs: null,
          finish_reason: 'stop',
        },
      ],
      usage: {
        prompt_tokens: 9,
        completion_tokens: 12,
        total_tokens: 21,
        completion_tokens_details: { reasoning_tokens: 8 },
      },
    },
  }));
  return openaiCompatible(server.url, 'gpt', options).model;
}

describe('hosted', () => {
  it('asks for the rest in a turn of its own', async () => {
    const model = await served('42');
    await generate(model, step('6*7='));
    expect(server.received[0]?.body['messages']).toEqual([
      { role: 'user', content: '6*7?' },
      { role: 'assistant', content: '6*7=' },
      { role: 'user', content: continuationInstruction },
    ]);
  });

  it('marks the prefix where the server documents that', async () => {
    const model = await served('42', { continuation: 'chat' });
    await generate(model, step('6*7='));
    expect(server.received[0]?.body['messages']).toEqual([
      { role: 'user', content: '6*7?' },
      { role: 'assistant', content: '6*7=', prefix: true },
    ]);
  });

  it('marks nothing where nothing is continued', async () => {
    const model = await served('42', { continuation: 'chat' });
    await generate(model, { prompt: [user('6*7?')] });
    expect(server.received[0]?.body['messages']).toEqual([{ role: 'user', content: '6*7?' }]);
  });

  it('takes a text for stopped at the one stop sequence, and an empty one for ended', async () => {
    expect((await generate(await served('42'), step())).metadata).toEqual({ stopSequence: '\n\n' });
    await server.close();
    expect((await generate(await served(''), step())).metadata).toEqual({});
    await server.close();
    const two = step('', { stopSequences: ['\n\n', 'END'] });
    expect((await generate(await served('42'), two)).metadata).toEqual({});
  });

  it('counts reasoning that is not shown', async () => {
    const { usage } = await generate(await served('42'), step());
    expect(usage.outputTokens).toEqual({ total: 12, text: 4, reasoning: 8 });
  });

  it('asks for no log-probabilities where that is set', async () => {
    const model = await served('42', { topLogProbabilities: 0 });
    await generate(model, step());
    expect(server.received[0]?.body).not.toHaveProperty('logprobs');
  });
});
