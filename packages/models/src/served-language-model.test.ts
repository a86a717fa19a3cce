import { APICallError } from '@ai-sdk/provider';
import { ConfigurationError, GenerationError } from '@roro/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openaiCompatible } from './openai-compatible.js';
import { generate, step, stream, user } from './test/calls.js';
import { events, type LoopbackServer, loopbackServer, type Reply, status } from './test/loopback-server.js';
import { deepSeekTemplate } from './test/templates.js';

let server: LoopbackServer | undefined;
afterEach(async () => {
  vi.unstubAllEnvs();
  await server?.close();
  server = undefined;
});

const usage = { prompt_tokens: 9, completion_tokens: 4, total_tokens: 13 };

async function served(reply: Reply, options: object = {}) {
  server = await loopbackServer(() => reply);
  return openaiCompatible(server.url, 'm', { server: 'vllm', ...options }).model;
}

function chat(message: object, more: object = {}): Reply {
  return {
    json: {
      choices: [
        { index: 0, message: { role: 'assistant', ...message }, finish_reason: 'stop', stop_reason: null },
      ],
      usage,
      ...more,
    },
  };
}

function chunk(delta: object, finish: string | null = null) {
  return {
    id: 'c',
    created: 1,
    model: 'm',
    choices: [{ index: 0, delta, finish_reason: finish, stop_reason: null }],
  };
}

async function failureOf(attempt: Promise<unknown>): Promise<Error & Partial<APICallError>> {
  const error: unknown = await attempt.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof Error) return error;
  throw new Error('Expected a failure.');
}

describe('thinking', () => {
  it('comes back between its tags where a server gives it apart', async () => {
    const whole = await served(chat({ reasoning: '\nSix times', content: '\n\n42' }));
    expect((await generate(whole, step())).text).toBe('<think>\nSix times</think>\n\n42');
    await server?.close();
    const older = await served(chat({ reasoning_content: 'Six', content: '42' }), {
      thinking: { open: '[THINK]', close: '[/THINK]' },
    });
    expect((await generate(older, step())).text).toBe('[THINK]Six[/THINK]42');
  });

  it('goes on in the same text, in a stream too', async () => {
    const model = await served(
      events([chunk({ reasoning: ' seven' }), chunk({ content: '42' }), chunk({}, 'stop')]),
    );
    const answer = await stream(model, step('<think>\nSix times'));
    expect(answer.deltas).toEqual([' seven', '</think>42']);
    expect(answer.parts.filter(({ type }) => type.startsWith('reasoning'))).toEqual([]);
  });

  it('begins with the tag that the template wrote', async () => {
    const completion = { choices: [{ index: 0, text: 'Six', finish_reason: 'length' }], usage };
    const model = await served({ json: completion }, { chatTemplate: deepSeekTemplate });
    expect((await generate(model, step())).text).toBe('<think>\nSix');
    // With a stop sequence of one newline the step must not end before it has begun.
    expect((await generate(model, step('', { stopSequences: ['\n'] }))).text).toBe('<think>Six');
    expect((await generate(model, step('<think>\nFive'))).text).toBe('Six');
  });
});

describe('answers', () => {
  it('say undefined for what the server does not say', async () => {
    const model = await served({
      json: { choices: [{ message: { content: '42' }, finish_reason: 'length' }] },
    });
    const answer = await generate(model, step());
    expect(answer.finishReason).toEqual({ unified: 'length', raw: 'length' });
    expect(answer.usage).toEqual({
      inputTokens: { total: undefined, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
      outputTokens: { total: undefined, text: undefined, reasoning: undefined },
    });
    expect(answer.metadata).not.toHaveProperty('tokens');
  });

  it('without a finish reason are errors', async () => {
    const model = await served({ json: { choices: [{ message: { content: '42' } }], usage } });
    expect((await generate(model, step())).finishReason).toEqual({ unified: 'error', raw: undefined });
  });

  it('keep tool calls', async () => {
    const call = { id: '1', type: 'function', function: { name: 'add', arguments: '{}' } };
    const model = await served(chat({ content: null, tool_calls: [call] }));
    expect((await generate(model, { prompt: [user('6*7?')] })).text).toBe('(tool-call)');
  });

  it('carry neither the request nor the raw answer', async () => {
    const model = await served(chat({ content: '42' }));
    const result = await model.doGenerate(step());
    expect(result).not.toHaveProperty('request');
    expect(result.response).not.toHaveProperty('body');
    const { stream: _stream, ...rest } = await model.doStream(step());
    expect(rest).not.toHaveProperty('request');
  });
});

describe('streams that fail', () => {
  it.each([
    ['ends without a finish reason', events([chunk({ content: '42' })])],
    ['is closed without [DONE]', events([chunk({ content: '42' })], 'close')],
    [
      'has a malformed chunk and goes on',
      events([chunk({ content: '4' }), '{"choices":', chunk({ content: '2' }, 'stop')]),
    ],
    [
      'has a chunk of another form',
      events([chunk({ content: '4' }), { choices: 'none' }, chunk({}, 'stop')]),
    ],
    ['reports an error', events([chunk({ content: '4' }), { error: { message: 'Engine died', code: 500 } }])],
  ])('is no success where it %s', async (_, reply) => {
    const model = await served(reply);
    const answer = await stream(model, step());
    expect(answer.finishReason.unified).toBe('error');
    expect(answer.errors).toHaveLength(1);
    expect(answer.errors[0]).toMatchObject({ isRetryable: true });
    expect(answer.metadata).not.toHaveProperty('stopSequence');
  });

  it('is no success in completions either', async () => {
    const text = { id: 'c', choices: [{ index: 0, text: '42', finish_reason: null }] };
    const model = await served(events([text]), { chatTemplate: deepSeekTemplate });
    const answer = await stream(model, step('x'));
    expect(answer.finishReason).toEqual({ unified: 'error', raw: undefined });
    expect(answer.errors).toHaveLength(1);
  });

  it('fails where the connection breaks', async () => {
    const model = await served(events([chunk({ content: '42' })], 'destroy'));
    const error = await failureOf(stream(model, step()));
    expect(error).toMatchObject({ isRetryable: true });
    expect(JSON.stringify(error)).not.toContain('6*7?');
  });

  it('says that a request was wrong', async () => {
    const model = await served(
      events([{ error: { message: 'Too long', type: 'BadRequestError', code: 400 } }]),
    );
    expect((await stream(model, step())).errors[0]).toMatchObject({
      isRetryable: false,
      statusCode: 400,
      message: expect.stringContaining('Too long'),
    });
  });

  it('ends the request when it is cancelled while nothing comes', async () => {
    const closed = Promise.withResolvers<void>();
    const model = await served((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': waiting\n\n');
      response.on('close', () => closed.resolve());
    });
    const { stream: parts } = await model.doStream(step());
    const reader = parts.getReader();
    expect((await reader.read()).value).toMatchObject({ type: 'stream-start' });
    const pending = reader.read();
    await reader.cancel();
    await closed.promise;
    expect((await pending).done).toBe(true);
  });

  it('fails with the reason of an abort', async () => {
    const model = await served((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': waiting\n\n');
    });
    const controller = new AbortController();
    const { stream: parts } = await model.doStream(step('', { abortSignal: controller.signal }));
    const reader = parts.getReader();
    await reader.read();
    const pending = failureOf(reader.read());
    controller.abort();
    expect((await pending).name).toBe('AbortError');
  });
});

describe('errors', () => {
  it('keep status, retry and headers, and lose what was sent', async () => {
    const body = { error: { message: 'Rate limit reached', type: 'rate_limit' } };
    const model = await served(status(429, body, { 'retry-after': '7' }), { apiKey: 'secret-of-mine' });
    const error = await failureOf(generate(model, step('The answer so far')));
    expect(APICallError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({
      message: expect.stringContaining('Rate limit reached'),
      statusCode: 429,
      isRetryable: true,
      responseHeaders: { 'retry-after': '7' },
      requestBodyValues: {},
    });
    expect(error.responseBody).toBeUndefined();
    expect(server?.received[0]?.headers.authorization).toBe('Bearer secret-of-mine');
  });

  it.each([
    ["OpenAI's", { error: { message: 'wrong' } }],
    ["SGLang's", { object: 'error', message: 'wrong', type: 'BadRequest', code: 400 }],
    ["TGI's", { error: 'wrong', error_type: 'validation' }],
    ["FastAPI's", { detail: 'wrong' }],
  ])('read %s form', async (_, body) => {
    const model = await served(status(400, body));
    expect(await failureOf(generate(model, step()))).toMatchObject({
      message: expect.stringMatching(/status 400 .*: wrong$/),
      isRetryable: false,
    });
  });

  it.each([401, 404, 422, 500])(
    'hold neither key nor prompt, whatever a server repeats with %s',
    async (code) => {
      const key = 'key-material-0123';
      const told = {
        error: { message: `Bearer ${key}: {"content": "What is six\\ntimes seven?"} header-value-77` },
      };
      const model = await served(status(code, told), {
        apiKey: key,
        headers: { 'X-Team': 'header-value-77' },
      });
      const texts = [];
      for (const prompt of ['What is six\ntimes seven?', 'short']) {
        const error = await failureOf(generate(model, { prompt: [user(prompt)] }));
        texts.push(`${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`);
      }
      expect(texts[0]).not.toContain('times seven');
      for (const text of texts) {
        expect(text).not.toContain(key);
        expect(text).not.toContain('header-value-77');
      }
    },
  );

  it('call an answer that is no JSON what it is, worth another attempt by its status', async () => {
    const model = await served(status(200, '<html>'));
    expect(await failureOf(generate(model, step()))).toMatchObject({
      message: expect.stringContaining('Invalid JSON response'),
      statusCode: 200,
    });
    await server?.close();
    const none = await served({ json: { choices: [], usage } });
    expect(await failureOf(generate(none, step()))).toMatchObject({ isRetryable: true });
  });

  it('say where nobody listens', async () => {
    const gone = await loopbackServer(() => ({ json: {} }));
    await gone.close();
    const { model } = openaiCompatible(gone.url, 'm');
    for (const call of [() => generate(model, step()), () => stream(model, step())]) {
      expect(await failureOf(call())).toMatchObject({
        message: expect.stringMatching(/cannot be reached at http:\/\/127.0.0.1:\d+\/v1\/chat\/completions/),
        isRetryable: true,
      });
    }
  });

  it('come before the request where the call is wrong', async () => {
    const model = await served(chat({ content: '42' }));
    const open = {
      ...step(),
      prompt: [user('6*7?')],
      ...{ providerOptions: { roro: { continueFinalMessage: true } } },
    };
    await expect(generate(model, open)).rejects.toThrow(GenerationError);
    const wrong = { ...step(), providerOptions: { roro: { topLogProbabilities: 0 } } };
    await expect(generate(model, wrong)).rejects.toThrow('providerOptions.roro.topLogProbabilities');
    expect(server?.received).toHaveLength(0);
  });
});

describe('keys and headers', () => {
  it('are read from the environment at each call', async () => {
    const model = await served(chat({ content: '42' }), {
      apiKey: { environment: 'RORO_TEST_KEY' },
      headers: { 'X-Team': { environment: 'RORO_TEST_TEAM' }, 'X-Plain': 'yes' },
    });
    const missing = await failureOf(generate(model, step()));
    expect(missing).toBeInstanceOf(ConfigurationError);
    expect(missing.message).toContain(
      'the environment variable RORO_TEST_KEY, which is not set. Set RORO_TEST_KEY.',
    );
    vi.stubEnv('RORO_TEST_KEY', 'first');
    vi.stubEnv('RORO_TEST_TEAM', 'blue');
    await generate(model, step());
    vi.stubEnv('RORO_TEST_KEY', 'second');
    await generate(model, step());
    expect(server?.received.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer first',
      'Bearer second',
    ]);
    expect(server?.received[0]?.headers).toMatchObject({ 'x-team': 'blue', 'x-plain': 'yes' });
  });

  it('are not shown where no header can hold them', async () => {
    const model = await served(chat({ content: '42' }), { apiKey: { environment: 'RORO_TEST_KEY' } });
    vi.stubEnv('RORO_TEST_KEY', 'first\nsecond');
    const error = await failureOf(generate(model, step()));
    expect(error.message).toContain('a header cannot hold it. Check RORO_TEST_KEY.');
    expect(error.message).not.toContain('second');
  });
});
