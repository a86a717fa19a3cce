import type { LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { GenerationError } from '@roro/core';
import type { MockLanguageModelV4 } from 'ai/test';
import { describe, expect, it } from 'vitest';
import { answerChat } from './answer-chat.js';
import { expectForm } from './test/check-schema.js';
import { someRouting } from './test/some-routing.js';
import {
  bodyOf,
  eventsOf,
  finish,
  onlyCall,
  readEvents,
  someUsage,
  stalling,
  streaming,
  TestGateway,
  text,
  unknownUsage,
} from './test/test-gateway.js';

const question = { model: 'tiny', messages: [{ role: 'user', content: '2 + 2?' }], stream: true };
const usage = {
  prompt_tokens: 7,
  completion_tokens: 5,
  total_tokens: 12,
  prompt_tokens_details: { cached_tokens: 3 },
  completion_tokens_details: { reasoning_tokens: 2 },
};

async function stream(model: MockLanguageModelV4, request: object = {}) {
  const gateway = new TestGateway(model);
  const events = await readEvents(await answerChat({ ...question, ...request }, gateway));
  for (const event of events) {
    if (event === '[DONE]') continue;
    expectForm(
      typeof event === 'object' && event !== null && 'error' in event ? 'error' : 'chat-chunk',
      event,
    );
  }
  return { events, gateway };
}

function chunk(delta: object, fields: object = {}) {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1_700_000_000,
    model: 'tiny',
    choices: [{ index: 0, delta, logprobs: null, finish_reason: null }],
    ...fields,
  };
}

const opening = chunk({ role: 'assistant', content: '' });
const closing = chunk(
  {},
  {
    choices: [{ index: 0, delta: {}, logprobs: null, finish_reason: 'stop', stop_reason: null }],
  },
);

describe('answerEvents', () => {
  it('streams in OpenAI’s form', async () => {
    const { events, gateway } = await stream(
      streaming(
        { type: 'stream-start', warnings: [] },
        { type: 'ping' },
        { type: 'text-start', id: '0' },
        text('fo'),
        text(''),
        text('ur'),
        { type: 'text-end', id: '0' },
        finish,
      ),
    );
    expect(events).toEqual([opening, chunk({ content: 'fo' }), chunk({ content: 'ur' }), closing, '[DONE]']);
    expect(gateway.usages).toEqual([
      { model: 'tiny', promptTokens: 7, completionTokens: 5, outcome: 'completed' },
    ]);
  });

  it('streams an empty answer', async () => {
    const { events } = await stream(streaming(finish));
    expect(events).toEqual([opening, closing, '[DONE]']);
  });

  it('tells the usage in a chunk of its own, where it was asked for', async () => {
    const { events } = await stream(streaming(text('4'), finish), {
      stream_options: { include_usage: true },
    });
    expect(events).toEqual([
      { ...opening, usage: null },
      chunk({ content: '4' }, { usage: null }),
      { ...closing, usage: null },
      { ...closing, choices: [], usage },
      '[DONE]',
    ]);
  });

  it('tells no usage that it does not know', async () => {
    const { events } = await stream(
      streaming(text('4'), { ...finish, usage: unknownUsage } as typeof finish),
      {
        stream_options: { include_usage: true },
      },
    );
    expect(events.at(-2)).toEqual({ ...closing, usage: null });
  });

  it('tells how the answer was routed on the last chunk, where that was asked for', async () => {
    const parts = [
      text('4'),
      { ...finish, providerMetadata: { roro: { routing: { ...someRouting } } } },
    ] as const;
    const traced = await stream(streaming(...parts), { roro: { trace: true } });
    expect(traced.events.at(-2)).toEqual({ ...closing, roro: { routing: someRouting } });
    expect(traced.gateway.usages[0]?.routing).toEqual(someRouting);
    const withUsage = await stream(streaming(...parts), {
      roro: { trace: true },
      stream_options: { include_usage: true },
    });
    expect(withUsage.events.at(-2)).toEqual({
      ...closing,
      choices: [],
      usage,
      roro: { routing: someRouting },
    });
    const untraced = await stream(streaming(...parts));
    expect(untraced.events.at(-2)).toEqual(closing);
  });

  it('streams reasoning and tool calls', async () => {
    const { events } = await stream(
      streaming(
        { type: 'reasoning-delta', id: '0', delta: 'add them' },
        { type: 'tool-input-start', id: 'a', toolName: 'add' },
        { type: 'tool-input-delta', id: 'a', delta: '{"x":' },
        { type: 'tool-input-delta', id: 'a', delta: '2}' },
        { type: 'tool-input-end', id: 'a' },
        { type: 'tool-call', toolCallId: 'a', toolName: 'add', input: '{"x":2}' },
        { type: 'finish', finishReason: { unified: 'tool-calls', raw: 'tool_calls' }, usage: someUsage },
      ),
    );
    expect(events).toEqual([
      opening,
      chunk({ reasoning_content: 'add them' }),
      chunk({
        tool_calls: [{ index: 0, id: 'a', type: 'function', function: { name: 'add', arguments: '' } }],
      }),
      chunk({ tool_calls: [{ index: 0, function: { arguments: '{"x":' } }] }),
      chunk({ tool_calls: [{ index: 0, function: { arguments: '2}' } }] }),
      chunk(
        {},
        {
          choices: [{ index: 0, delta: {}, logprobs: null, finish_reason: 'tool_calls', stop_reason: null }],
        },
      ),
      '[DONE]',
    ]);
  });

  it('gives log-probabilities and the stop sequence with the finish reason', async () => {
    const { events } = await stream(
      streaming(text('4'), {
        ...finish,
        providerMetadata: { roro: { tokens: [{ token: '4', logProbability: -0.5 }], stopSequence: '\n' } },
      } as typeof finish),
      { logprobs: true },
    );
    expect(events.at(-2)).toMatchObject({
      choices: [
        {
          logprobs: { content: [{ token: '4', logprob: -0.5, bytes: [0x34], top_logprobs: [] }] },
          stop_reason: '\n',
        },
      ],
    });
  });

  const failures: [string, LanguageModelV4StreamPart[]][] = [
    ['an error part', [{ type: 'error', error: new Error('secret') }]],
    [
      'a finish of error',
      [{ ...finish, finishReason: { unified: 'error', raw: 'secret' } } as typeof finish],
    ],
    ['a stream without a finish', []],
  ];

  it.each(failures)('answers 502 for %s before the first token', async (_, parts) => {
    const gateway = new TestGateway(streaming({ type: 'stream-start', warnings: [] }, ...parts));
    const { status, body } = bodyOf(await answerChat(question, gateway));
    expect(status).toBe(502);
    expectForm('error', body);
    expect(JSON.stringify(body)).not.toContain('secret');
    expect(gateway.usages).toMatchObject([{ outcome: 'error' }]);
  });

  it.each(failures)('ends with an error event and no [DONE] for %s in the midst', async (_, parts) => {
    const { events, gateway } = await stream(streaming(text('fo'), ...parts));
    expect(events.slice(0, -1)).toEqual([opening, chunk({ content: 'fo' })]);
    expect(events.at(-1)).toMatchObject({ error: { type: 'upstream_error' } });
    expect(JSON.stringify(events)).not.toContain('secret');
    expect(gateway.usages).toMatchObject([{ outcome: 'error' }]);
  });

  it('answers an error of the call for the stream with its status', async () => {
    const model = streaming();
    model.doStream = async () => {
      throw new GenerationError({ model: 'lrm', message: 'expected an answer within 1 s, got none.' });
    };
    expect(bodyOf(await answerChat(question, new TestGateway(model))).status).toBe(504);
  });

  it('ends when the client goes, though the model is deaf to its signal', async () => {
    const model = stalling(text('fo'));
    const gateway = new TestGateway(model);
    const events = eventsOf(await answerChat(question, gateway));
    await events.next();
    await events.next();
    const pending = events.next();
    gateway.client.abort();
    expect(await pending).toEqual({ done: true, value: undefined });
    expect(onlyCall(model).abortSignal?.aborted).toBe(true);
    expect(gateway.usages).toEqual([
      { model: 'tiny', promptTokens: undefined, completionTokens: undefined, outcome: 'aborted' },
    ]);
  });

  it('answers 499 when the client goes before the first token', async () => {
    const gateway = new TestGateway(stalling());
    const answer = answerChat(question, gateway);
    gateway.client.abort();
    expect(bodyOf(await answer).status).toBe(499);
    expect(gateway.usages).toMatchObject([{ outcome: 'aborted' }]);
  });

  it.each([0, 1, 2])('stops the model when its reader leaves after %i events', async (count) => {
    const model = stalling(text('fo'), text('ur'));
    const gateway = new TestGateway(model);
    const events = eventsOf(await answerChat(question, gateway));
    for (let read = 0; read < count; read++) await events.next();
    await events.return?.();
    expect(onlyCall(model).abortSignal?.aborted).toBe(true);
    expect(gateway.usages).toMatchObject([{ outcome: 'aborted' }]);
  });

  it('leaves the model alone when the reader has its answer', async () => {
    const model = streaming(text('4'), finish);
    await stream(model);
    expect(onlyCall(model).abortSignal?.aborted).toBe(false);
  });

  it('takes parts from the model only as the reader asks for them', async () => {
    let pulls = 0;
    const model = stalling();
    model.doStream = async () => ({
      stream: new ReadableStream<LanguageModelV4StreamPart>(
        {
          pull(controller) {
            pulls += 1;
            controller.enqueue(text(String(pulls)));
          },
        },
        { highWaterMark: 0 },
      ),
    });
    const events = eventsOf(await answerChat(question, new TestGateway(model)));
    await events.next();
    await events.next();
    expect(pulls).toBe(1);
    await events.next();
    expect(pulls).toBe(2);
    await events.return?.();
  });
});
