import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateText, streamText, tool } from 'ai';
import OpenAI, { APIError } from 'openai';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { answerChat } from './answer-chat.js';
import { answerCompletion } from './answer-completion.js';
import { answering, finish, someUsage, streaming, TestGateway, text } from './test/test-gateway.js';

/** The gateway as `fetch` sees it, without a socket. */
function fetchOf(gateway: TestGateway): typeof fetch {
  return async (input, init) => {
    const answerOf = String(input).endsWith('/chat/completions') ? answerChat : answerCompletion;
    const answer = await answerOf(JSON.parse(String(init?.body)), gateway);
    if (answer.kind === 'body') {
      return Response.json(answer.body, { status: answer.status, headers: answer.headers });
    }
    const payloads = answer.events[Symbol.asyncIterator]();
    const encoder = new TextEncoder();
    const stream = new ReadableStream<Uint8Array>({
      async pull(controller) {
        const next = await payloads.next();
        if (next.done === true) controller.close();
        else controller.enqueue(encoder.encode(`data: ${next.value}\n\n`));
      },
      async cancel() {
        await payloads.return?.();
      },
    });
    return new Response(stream, { headers: { 'content-type': 'text/event-stream' } });
  };
}

const addCall = {
  content: [{ type: 'tool-call' as const, toolCallId: 'a', toolName: 'add', input: '{"x":2}' }],
  finishReason: { unified: 'tool-calls' as const, raw: 'tool_calls' },
};

describe('the client of OpenAI', () => {
  const clientOf = (gateway: TestGateway) =>
    new OpenAI({ apiKey: 'none', baseURL: 'http://gateway/v1', fetch: fetchOf(gateway), maxRetries: 0 });
  const messages = [{ role: 'user' as const, content: '2 + 2?' }];

  it('reads an answer', async () => {
    const client = clientOf(new TestGateway(answering()));
    const answer = await client.chat.completions.create({ model: 'tiny', messages });
    expect(answer.choices[0]?.message.content).toBe('four');
    expect(answer.usage?.total_tokens).toBe(12);
  });

  it('puts a stream together, with usage, log-probabilities and a tool call', async () => {
    const client = clientOf(
      new TestGateway(
        streaming(
          text('fo'),
          text('ur'),
          { type: 'tool-input-start', id: 'a', toolName: 'add' },
          { type: 'tool-input-delta', id: 'a', delta: '{"x":2}' },
          { type: 'tool-call', toolCallId: 'a', toolName: 'add', input: '{"x":2}' },
          {
            type: 'finish',
            finishReason: { unified: 'tool-calls', raw: undefined },
            usage: someUsage,
            providerMetadata: { roro: { tokens: [{ token: 'four', logProbability: -0.5 }] } },
          },
        ),
      ),
    );
    const answer = await client.chat.completions
      .stream({
        model: 'tiny',
        messages,
        logprobs: true,
        stream_options: { include_usage: true },
        tools: [{ type: 'function', function: { name: 'add', parameters: {} } }],
      })
      .finalChatCompletion();
    const choice = answer.choices[0];
    expect(choice?.message.content).toBe('four');
    expect(choice?.message.tool_calls?.[0]).toMatchObject({ id: 'a', function: { arguments: '{"x":2}' } });
    expect(choice?.logprobs?.content?.[0]?.logprob).toBe(-0.5);
    expect(choice?.finish_reason).toBe('tool_calls');
    expect(answer.usage?.completion_tokens).toBe(5);
  });

  it('throws for a stream that fails in the midst', async () => {
    const client = clientOf(new TestGateway(streaming(text('fo'))));
    const events = await client.chat.completions.create({ model: 'tiny', messages, stream: true });
    const read: string[] = [];
    const reading = (async () => {
      for await (const event of events) read.push(event.choices[0]?.delta.content ?? '');
    })();
    await expect(reading).rejects.toThrow(APIError);
    expect(read).toEqual(['', 'fo']);
  });

  it('stops the model when it leaves a stream', async () => {
    const gateway = new TestGateway(streaming(text('fo'), text('ur'), text('!'), finish));
    const events = await clientOf(gateway).chat.completions.create({ model: 'tiny', messages, stream: true });
    for await (const event of events) if (event.choices[0]?.delta.content === 'fo') break;
    await expect.poll(() => gateway.usages).toMatchObject([{ outcome: 'aborted' }]);
  });

  it('reads errors and completions', async () => {
    const client = clientOf(new TestGateway(answering()));
    const unknown = client.chat.completions.create({ model: 'none', messages });
    await expect(unknown).rejects.toMatchObject({ status: 404, code: 'model_not_found', param: 'model' });
    const completion = await client.completions.create({ model: 'tiny', prompt: '2 + 2?' });
    expect(completion.choices[0]?.text).toBe('four');
  });
});

describe('the AI SDK', () => {
  const modelOf = (gateway: TestGateway) =>
    createOpenAICompatible({ name: 'gateway', baseURL: 'http://gateway/v1', fetch: fetchOf(gateway) })(
      'tiny',
    );

  it('calls a tool and reads the answer', async () => {
    const model = answering();
    const results = [{ ...addCall, usage: someUsage, warnings: [] }, await model.doGenerate({ prompt: [] })];
    let calls = 0;
    model.doGenerate = async () => results[calls++] as (typeof results)[1];
    const answer = await generateText({
      model: modelOf(new TestGateway(model)),
      prompt: '2 + 2?',
      tools: { add: tool({ inputSchema: z.object({ x: z.number() }), execute: async ({ x }) => x + 2 }) },
      stopWhen: ({ steps }) => steps.length === 2,
    });
    expect(answer.steps[0]?.toolResults[0]?.output).toBe(4);
    expect(answer.text).toBe('four');
    expect(answer.usage).toMatchObject({ inputTokens: 14, outputTokens: 10 });
  });

  it('reads a stream with reasoning', async () => {
    const gateway = new TestGateway(
      streaming({ type: 'reasoning-delta', id: '0', delta: 'two and two' }, text('four'), finish),
    );
    const answer = streamText({ model: modelOf(gateway), prompt: '2 + 2?' });
    expect(await answer.text).toBe('four');
    expect(await answer.finalStep).toMatchObject({ reasoningText: 'two and two', finishReason: 'stop' });
  });
});
