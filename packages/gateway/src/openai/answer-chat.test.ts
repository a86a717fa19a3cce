import { describe, expect, it } from 'vitest';
import { answerChat } from './answer-chat.js';
import { expectForm } from './test/check-schema.js';
import { someRouting } from './test/some-routing.js';
import { answering, bodyOf, onlyCall, someUsage, TestGateway, unknownUsage } from './test/test-gateway.js';

const question = { model: 'tiny', messages: [{ role: 'user', content: '2 + 2?' }] };

async function ask(model: ReturnType<typeof answering>, request: object = {}) {
  const gateway = new TestGateway(model);
  const answer = bodyOf(await answerChat({ ...question, ...request }, gateway));
  expectForm(answer.status === 200 ? 'chat' : 'error', answer.body);
  return { ...answer, gateway };
}

describe('answerChat', () => {
  it('answers in OpenAI’s form', async () => {
    const { status, headers, body, gateway } = await ask(answering());
    expect({ status, headers }).toEqual({ status: 200, headers: {} });
    expect(body).toEqual({
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 1_700_000_000,
      model: 'tiny',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'four', refusal: null },
          logprobs: null,
          finish_reason: 'stop',
          stop_reason: null,
        },
      ],
      usage: {
        prompt_tokens: 7,
        completion_tokens: 5,
        total_tokens: 12,
        prompt_tokens_details: { cached_tokens: 3 },
        completion_tokens_details: { reasoning_tokens: 2 },
      },
    });
    expect(gateway.usages).toEqual([
      { model: 'tiny', promptTokens: 7, completionTokens: 5, outcome: 'completed' },
    ]);
  });

  it('asks the model for what the request says', async () => {
    const model = answering();
    await ask(model, {
      max_tokens: 10,
      max_completion_tokens: 20,
      temperature: 0.5,
      top_p: 0.9,
      top_k: 40,
      presence_penalty: 1,
      frequency_penalty: -1,
      seed: 3,
      stop: '\n',
      reasoning_effort: 'low',
      user: 'u',
      metadata: { a: 'b' },
      unheard_of: true,
    });
    const { abortSignal, ...options } = onlyCall(model);
    expect(abortSignal).toBeInstanceOf(AbortSignal);
    expect(options).toEqual({
      prompt: [{ role: 'user', content: [{ type: 'text', text: '2 + 2?' }] }],
      maxOutputTokens: 20,
      temperature: 0.5,
      topP: 0.9,
      topK: 40,
      presencePenalty: 1,
      frequencyPenalty: -1,
      seed: 3,
      stopSequences: ['\n'],
      reasoning: 'low',
    });
  });

  it('leaves open what the request leaves open or null', async () => {
    const model = answering();
    await ask(model, { max_tokens: null, stop: null, temperature: null, tools: null, stop_sequences: [] });
    expect(Object.keys(onlyCall(model)).sort()).toEqual(['abortSignal', 'prompt']);
  });

  it('offers tools and returns the calls of the client’s, not of the provider’s', async () => {
    const model = answering({
      content: [
        { type: 'tool-call', toolCallId: 'p', toolName: 'search', input: '{}', providerExecuted: true },
        { type: 'tool-call', toolCallId: 'a', toolName: 'add', input: '{"x":2}' },
      ],
      finishReason: { unified: 'tool-calls', raw: 'tool_calls' },
    });
    const parameters = { type: 'object', properties: { x: { type: 'number' } } };
    const { body } = await ask(model, {
      tools: [
        { type: 'function', function: { name: 'add', description: 'adds', parameters, strict: true } },
        { type: 'function', function: { name: 'now' } },
      ],
      tool_choice: { type: 'function', function: { name: 'add' } },
    });
    expect(onlyCall(model)).toMatchObject({
      tools: [
        { type: 'function', name: 'add', description: 'adds', inputSchema: parameters, strict: true },
        { type: 'function', name: 'now', inputSchema: { type: 'object', properties: {} } },
      ],
      toolChoice: { type: 'tool', toolName: 'add' },
    });
    expect(body).toMatchObject({
      choices: [
        {
          message: {
            content: null,
            tool_calls: [{ id: 'a', type: 'function', function: { name: 'add', arguments: '{"x":2}' } }],
          },
          finish_reason: 'tool_calls',
        },
      ],
    });
  });

  it.each([
    [{ type: 'text' }, { type: 'text' }],
    [{ type: 'json_object' }, { type: 'json' }],
    [
      { type: 'json_schema', json_schema: { name: 'sum', schema: { type: 'object' }, strict: true } },
      { type: 'json', name: 'sum', schema: { type: 'object' } },
    ],
  ])('asks for the format %j', async (response_format, responseFormat) => {
    const model = answering();
    await ask(model, { response_format });
    expect(onlyCall(model).responseFormat).toEqual(responseFormat);
  });

  it('gives reasoning as reasoning_content', async () => {
    const { body } = await ask(
      answering({
        content: [
          { type: 'reasoning', text: 'two and two' },
          { type: 'text', text: 'four' },
        ],
      }),
    );
    expect(body).toMatchObject({
      choices: [{ message: { content: 'four', reasoning_content: 'two and two' } }],
    });
  });

  it('goes on with the last message as vLLM does, and says which stop sequence ended it', async () => {
    const model = answering({ providerMetadata: { roro: { stopSequence: '\n\n' } } });
    const { body } = await ask(model, {
      messages: [...question.messages, { role: 'assistant', content: 'It is ' }],
      continue_final_message: true,
      add_generation_prompt: false,
      stop: ['\n\n', 'END'],
    });
    expect(onlyCall(model)).toMatchObject({
      prompt: [{ role: 'user' }, { role: 'assistant', content: [{ type: 'text', text: 'It is ' }] }],
      stopSequences: ['\n\n', 'END'],
      providerOptions: { roro: { continueFinalMessage: true } },
    });
    expect(body).toMatchObject({ choices: [{ finish_reason: 'stop', stop_reason: '\n\n' }] });
  });

  it('gives log-probabilities, and as many alternatives as were asked for', async () => {
    const model = answering({
      providerMetadata: {
        roro: {
          tokens: [
            {
              token: 'é',
              logProbability: -0.25,
              top: [
                { token: 'é', logProbability: -0.25 },
                { token: 'e', logProbability: -2 },
                { token: 'E', logProbability: -3 },
              ],
            },
          ],
        },
      },
    });
    const { body } = await ask(model, { logprobs: true, top_logprobs: 2 });
    expect(onlyCall(model).providerOptions).toEqual({
      roro: { tokenStatistics: true, topLogProbabilities: 2 },
    });
    expect(body).toMatchObject({
      choices: [
        {
          logprobs: {
            content: [
              {
                token: 'é',
                logprob: -0.25,
                bytes: [0xc3, 0xa9],
                top_logprobs: [
                  { token: 'é', logprob: -0.25, bytes: [0xc3, 0xa9] },
                  { token: 'e', logprob: -2, bytes: [0x65] },
                ],
              },
            ],
            refusal: null,
          },
        },
      ],
    });
  });

  it('gives no usage where it is not wholly known, and tells what is', async () => {
    const usage = { ...unknownUsage, inputTokens: someUsage.inputTokens };
    const { body, gateway } = await ask(answering({ usage }));
    expect(body).not.toHaveProperty('usage');
    expect(gateway.usages).toEqual([
      { model: 'tiny', promptTokens: 7, completionTokens: undefined, outcome: 'completed' },
    ]);
  });

  it('tells how the answer was routed: in headers, and in the body where that was asked for', async () => {
    const providerMetadata = { roro: { routing: { ...someRouting } } };
    const plain = await ask(answering({ providerMetadata }));
    expect(plain.headers).toEqual({
      'x-roro-router': 'entropy-threshold',
      'x-roro-knob': '0.4',
      'x-roro-steps': '7',
      'x-roro-cost-share': '0.3813',
      'x-roro-models': 'srm=5,lrm=2',
    });
    expect(plain.body).not.toHaveProperty('roro');
    expect(plain.gateway.usages[0]?.routing).toEqual(someRouting);
    const traced = await ask(answering({ providerMetadata }), { roro: { trace: true } });
    expect(traced.body).toHaveProperty('roro', { routing: someRouting });
  });

  it('says that an answer is truncated', async () => {
    const { body, gateway } = await ask(answering({ finishReason: { unified: 'length', raw: 'length' } }));
    expect(body).toMatchObject({ choices: [{ finish_reason: 'length' }] });
    expect(gateway.usages).toMatchObject([{ outcome: 'length' }]);
  });

  it.each(['error', 'interrupted', 'other'] as const)(
    'answers 502 where the model ends with %s',
    async (unified) => {
      const { status, body, gateway } = await ask(answering({ finishReason: { unified, raw: undefined } }));
      expect(status).toBe(502);
      expect(body).toMatchObject({ error: { type: 'upstream_error' } });
      expect(gateway.usages).toEqual([
        { model: 'tiny', promptTokens: 7, completionTokens: 5, outcome: 'error' },
      ]);
    },
  );

  it('answers 502 where the model throws, without what it threw', async () => {
    const model = answering();
    model.doGenerate = async () => {
      throw new Error('secret prompt of http://10.0.0.1');
    };
    const { status, body, gateway } = await ask(model);
    expect(status).toBe(502);
    expect(JSON.stringify(body)).not.toMatch(/secret|10\.0/);
    expect(gateway.usages).toEqual([
      { model: 'tiny', promptTokens: undefined, completionTokens: undefined, outcome: 'error' },
    ]);
  });

  it('answers 404 with the nearest names for a model that it does not have, and tells of no usage', async () => {
    const { status, body, gateway } = await ask(answering(), { model: 'tinny' });
    expect(status).toBe(404);
    expect(body).toEqual({
      error: {
        message: 'Unknown model "tinny". Did you mean "tiny"? Known: tiny, roro/always-large.',
        type: 'invalid_request_error',
        param: 'model',
        code: 'model_not_found',
      },
    });
    expect(gateway.usages).toEqual([]);
  });

  it('ends when the client goes, though the model is deaf to its signal', async () => {
    const model = answering();
    const asked = Promise.withResolvers<AbortSignal | undefined>();
    model.doGenerate = ({ abortSignal }) => {
      asked.resolve(abortSignal);
      return new Promise(() => {});
    };
    const gateway = new TestGateway(model);
    const answer = answerChat(question, gateway);
    const signal = await asked.promise;
    gateway.client.abort();
    expect(bodyOf(await answer).status).toBe(499);
    expect(signal?.aborted).toBe(true);
    expect(gateway.usages).toEqual([
      { model: 'tiny', promptTokens: undefined, completionTokens: undefined, outcome: 'aborted' },
    ]);
  });

  it('does not ask the model for a client that has gone', async () => {
    const model = answering();
    const gateway = new TestGateway(model);
    gateway.client.abort();
    expect(bodyOf(await answerChat(question, gateway)).status).toBe(499);
    expect(model.doGenerateCalls).toHaveLength(0);
  });
});
