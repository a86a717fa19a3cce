import { describe, expect, it } from 'vitest';
import { answerCompletion } from './answer-completion.js';
import { expectForm } from './test/check-schema.js';
import { someRouting } from './test/some-routing.js';
import {
  answering,
  bodyOf,
  eventsOf,
  finish,
  onlyCall,
  readEvents,
  stalling,
  streaming,
  TestGateway,
  text,
} from './test/test-gateway.js';

const question = { model: 'tiny', prompt: '2 + 2?' };
const tokens = [
  { token: 'f', logProbability: -1, top: [{ token: 'n', logProbability: -0.5 }] },
  { token: '𝄞', logProbability: -0.25, top: [{ token: '𝄞', logProbability: -0.25 }] },
  { token: 'our', logProbability: -2 },
];

async function ask(model: ReturnType<typeof answering>, request: object = {}) {
  const answer = bodyOf(await answerCompletion({ ...question, ...request }, new TestGateway(model)));
  expectForm(answer.status === 200 ? 'completion' : 'error', answer.body);
  return answer;
}

describe('answerCompletion', () => {
  it('answers in OpenAI’s form, with what is text', async () => {
    const model = answering({
      content: [
        { type: 'reasoning', text: 'two and two' },
        { type: 'text', text: 'fo' },
        { type: 'text', text: 'ur' },
      ],
      providerMetadata: { roro: { stopSequence: '\n', routing: { ...someRouting } } },
    });
    const { status, headers, body } = await ask(model, { max_tokens: 3, stop: ['\n'] });
    expect(status).toBe(200);
    expect(headers).toMatchObject({ 'x-roro-models': 'srm=5,lrm=2' });
    expect(body).toEqual({
      id: 'cmpl-1',
      object: 'text_completion',
      created: 1_700_000_000,
      model: 'tiny',
      choices: [{ index: 0, text: 'four', logprobs: null, finish_reason: 'stop', stop_reason: '\n' }],
      usage: {
        prompt_tokens: 7,
        completion_tokens: 5,
        total_tokens: 12,
        prompt_tokens_details: { cached_tokens: 3 },
        completion_tokens_details: { reasoning_tokens: 2 },
      },
    });
    expect(onlyCall(model)).toMatchObject({
      prompt: [{ role: 'user', content: [{ type: 'text', text: '2 + 2?' }] }],
      maxOutputTokens: 3,
      stopSequences: ['\n'],
    });
  });

  it('takes a prompt in an array and asks for no limit of its own', async () => {
    const model = answering();
    await ask(model, { prompt: ['hello'], echo: false, best_of: 1, suffix: null, n: 1 });
    const { abortSignal: _abortSignal, ...options } = onlyCall(model);
    expect(options).toEqual({ prompt: [{ role: 'user', content: [{ type: 'text', text: 'hello' }] }] });
  });

  it('gives log-probabilities with offsets in code points, and the chosen token among the alternatives', async () => {
    const model = answering({ providerMetadata: { roro: { tokens } } });
    const { body } = await ask(model, { logprobs: 1 });
    expect(onlyCall(model).providerOptions).toEqual({
      roro: { tokenStatistics: true, topLogProbabilities: 1 },
    });
    expect(body).toMatchObject({
      choices: [
        {
          logprobs: {
            tokens: ['f', '𝄞', 'our'],
            token_logprobs: [-1, -0.25, -2],
            top_logprobs: [{ n: -0.5, f: -1 }, { '𝄞': -0.25 }, { our: -2 }],
            text_offset: [0, 1, 2],
          },
        },
      ],
    });
  });

  it('asks for the texts of tokens where no alternatives are wanted', async () => {
    const model = answering({ providerMetadata: { roro: { tokens } } });
    const { body } = await ask(model, { logprobs: 0 });
    expect(onlyCall(model).providerOptions).toMatchObject({ roro: { topLogProbabilities: 1 } });
    expect(body).toMatchObject({ choices: [{ logprobs: { token_logprobs: [-1, -0.25, -2] } }] });
    expect(JSON.stringify(body)).not.toContain('top_logprobs');
  });

  it('gives null where the model gives no log-probabilities or no texts of tokens', async () => {
    const none = await ask(answering(), { logprobs: 1 });
    expect(none.body).toMatchObject({ choices: [{ logprobs: null }] });
    const bare = answering({ providerMetadata: { roro: { tokens: [{ logProbability: -1 }] } } });
    expect((await ask(bare, { logprobs: 1 })).body).toMatchObject({ choices: [{ logprobs: null }] });
  });

  it('streams', async () => {
    const model = streaming(
      { type: 'reasoning-delta', id: '0', delta: 'two' },
      text('fo'),
      text('ur'),
      finish,
    );
    const answer = await answerCompletion(
      { ...question, stream: true, stream_options: { include_usage: true } },
      new TestGateway(model),
    );
    const events = await readEvents(answer);
    for (const event of events) if (event !== '[DONE]') expectForm('completion-chunk', event);
    const frame = { id: 'cmpl-1', object: 'text_completion', created: 1_700_000_000, model: 'tiny' };
    const choice = { index: 0, logprobs: null, finish_reason: null };
    expect(events).toEqual([
      { ...frame, choices: [{ ...choice, text: 'fo' }] },
      { ...frame, choices: [{ ...choice, text: 'ur' }] },
      { ...frame, choices: [{ ...choice, text: '', finish_reason: 'stop', stop_reason: null }] },
      { ...frame, choices: [], usage: expect.objectContaining({ total_tokens: 12 }) },
      '[DONE]',
    ]);
  });

  it('begins its stream when the model begins to reason', async () => {
    const model = stalling({ type: 'reasoning-delta', id: '0', delta: 'two' });
    const answer = await answerCompletion({ ...question, stream: true }, new TestGateway(model));
    await eventsOf(answer).return?.();
  });

  it.each([
    ['echo', { echo: true }],
    ['best_of', { best_of: 2 }],
    ['suffix', { suffix: 'end' }],
    ['n', { n: 2 }],
    ['prompt', { prompt: ['a', 'b'] }],
    ['prompt', { prompt: [1, 2] }],
    ['prompt', { prompt: [] }],
    ['prompt', { prompt: undefined }],
    ['logprobs', { logprobs: true }],
  ])('answers 400 for %s that it cannot do', async (param, request) => {
    const { status, body } = await ask(answering(), request);
    expect(status).toBe(400);
    expect(body).toMatchObject({ error: { type: 'invalid_request_error', param } });
  });
});
