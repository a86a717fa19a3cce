import { afterEach, describe, expect, it } from 'vitest';
import { type FaultyUpstream, type FaultyUpstreamOptions, startFaultyUpstream } from './faulty-upstream.js';
import { type UpstreamFault, upstreamFaults } from './upstream-fault.js';

const messages = [{ role: 'user', content: 'How many?' }];
let upstream: FaultyUpstream;
afterEach(() => upstream.close());

async function start(options: FaultyUpstreamOptions = {}): Promise<void> {
  upstream = await startFaultyUpstream(options);
}

function ask(fields: object = {}, signal: AbortSignal | null = null): Promise<Response> {
  return fetch(`${upstream.url}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'm', messages, ...fields }),
    signal,
  });
}

interface Completion {
  choices: {
    message: { content: string };
    finish_reason: string | null;
    logprobs: { content: { token: string; top_logprobs: { logprob: number }[] }[] };
  }[];
  usage: { completion_tokens: number };
}

async function completion(fields: object = {}): Promise<Completion> {
  return (await (await ask(fields)).json()) as Completion;
}

function events(text: string): unknown[] {
  const lines = text.split('\n\n').filter((line) => line !== '' && line !== 'data: [DONE]');
  return lines.map((line) => JSON.parse(line.replace(/^data: /, '')));
}

/** Reads until the body ends, the connection fails or nothing comes for so many milliseconds. */
async function readAvailable(
  response: Response,
  longestSilence: number,
): Promise<{ text: string; end: 'end' | 'error' | 'silence' }> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const silence = new Promise<'silence'>((resolve) => setTimeout(() => resolve('silence'), longestSilence));
    const part = await Promise.race([reader?.read().catch(() => 'error' as const), silence]);
    if (part === 'error' || part === 'silence') return { text, end: part };
    if (part === undefined || part.done) return { text, end: 'end' };
    text += part.value;
  }
}

describe('a request without a fault', () => {
  it('is answered up to the stop sequence, which is counted and not shown', async () => {
    await start();
    const answer = await completion({ stop: ['\n\n'] });
    expect(answer.choices[0]).toMatchObject({
      message: { role: 'assistant', content: 'first step' },
      finish_reason: 'stop',
      stop_reason: '\n\n',
    });
    expect(answer.usage).toEqual({ prompt_tokens: 2, completion_tokens: 3, total_tokens: 5 });
  });

  it('goes on from the prefix, to the end', async () => {
    await start();
    const continued = [...messages, { role: 'assistant', content: 'first step\n\n' }];
    const flags = { continue_final_message: true, add_generation_prompt: false };
    const answer = await completion({ messages: continued, stop: '\n\n', seed: 3, ...flags });
    expect(answer.choices[0]).toMatchObject({
      message: { content: 'answer' },
      finish_reason: 'stop',
      stop_reason: null,
    });
    expect(upstream.requests[0]).toMatchObject({ prompt: 'How many?', prefix: 'first step\n\n', attempt: 0 });
    const whole = await completion({ messages: continued });
    expect(whole.choices[0]?.message.content).toBe('first step\n\nanswer');
  });

  it('ends at max_tokens, in the middle of a step or at its end', async () => {
    await start();
    const answer = await completion({ max_tokens: 1 });
    expect(answer.choices[0]).toMatchObject({ message: { content: 'first' }, finish_reason: 'length' });
    expect(answer.usage.completion_tokens).toBe(1);
    const wholeStep = await completion({ max_completion_tokens: 3 });
    expect(wholeStep.choices[0]).toMatchObject({
      message: { content: 'first step\n\n' },
      finish_reason: 'length',
    });
  });

  it('gives the script the seed, and log-probabilities that follow from its probability', async () => {
    await start({ script: (_, __, seed) => ({ text: `seed ${seed}`, ended: true, probability: 0.5 }) });
    const answer = await completion({ seed: 7, logprobs: true, top_logprobs: 3 });
    expect(answer.choices[0]?.message.content).toBe('seed 7');
    const [first, second] = answer.choices[0]?.logprobs.content ?? [];
    expect(first).toMatchObject({ token: 'seed', logprob: Math.log(0.5), bytes: [115, 101, 101, 100] });
    expect(second?.token).toBe(' 7');
    const alternatives = first?.top_logprobs.map((entry) => entry.logprob);
    expect(alternatives).toEqual([Math.log(0.5), Math.log(0.25), Math.log(0.25)]);
  });

  it('is streamed token by token: usage where asked for, the finish reason with the last token', async () => {
    await start();
    const fields = { stream: true, stop: ['\n\n'], logprobs: true, top_logprobs: 1 };
    const response = await ask({ ...fields, stream_options: { include_usage: true } });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const text = await response.text();
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
    const [role, ...rest] = events(text) as { choices: unknown[]; usage?: unknown }[];
    expect(role?.choices[0]).toMatchObject({ delta: { role: 'assistant', content: '' } });
    expect(rest.flatMap((event) => event.choices)).toMatchObject([
      { delta: { content: 'first' }, logprobs: { content: [{ token: 'first' }] }, finish_reason: null },
      { delta: { content: ' step' }, finish_reason: null },
      {
        delta: { content: '' },
        logprobs: { content: [{ token: '\n\n' }] },
        finish_reason: 'stop',
        stop_reason: '\n\n',
      },
    ]);
    expect(rest.at(-1)?.usage).toEqual({ prompt_tokens: 2, completion_tokens: 3, total_tokens: 5 });
    const withoutUsage = events(await (await ask(fields)).text());
    expect(withoutUsage.every((event) => !JSON.stringify(event).includes('usage'))).toBe(true);
  });

  it('is refused as by vLLM where it is no good', async () => {
    await start();
    const both = await ask({ continue_final_message: true });
    expect(both.status).toBe(400);
    expect(await both.json()).toMatchObject({
      error: { message: expect.stringContaining('continue_final_message') },
    });
    expect((await ask({ messages: [] })).status).toBe(400);
    expect((await fetch(`${upstream.url}/nothing`)).status).toBe(404);
    expect(upstream.requests).toHaveLength(0);
    const models = await (await fetch(`${upstream.url}/models`)).json();
    expect(models).toMatchObject({ data: [{ id: 'scripted' }] });
  });
});

describe('a planned fault', () => {
  it('is told of attempts with the same body, so that a retry recovers', async () => {
    await start({ plan: (_, attempt) => (attempt === 0 ? 'unavailable' : undefined) });
    const statuses: number[] = [];
    for (const seed of [1, 1, 2, 2]) statuses.push((await ask({ seed })).status);
    expect(statuses).toEqual([503, 200, 503, 200]);
    expect(upstream.requests.map(({ index, attempt, fault }) => [index, attempt, fault])).toEqual([
      [0, 0, 'unavailable'],
      [1, 1, undefined],
      [2, 0, 'unavailable'],
      [3, 1, undefined],
    ]);
  });

  const statuses = [
    ['bad-request', 400],
    ['unauthorized', 401],
    ['not-found', 404],
    ['too-large', 413],
    ['unprocessable', 422],
    ['rate-limited', 429],
    ['rate-limited-seconds', 429],
    ['rate-limited-date', 429],
    ['server-error', 500],
    ['unavailable', 503],
  ] as const;
  it.each(statuses)('%s answers %i with an error body, streamed or not', async (fault, status) => {
    await start({ plan: () => fault, retryAfter: 5 });
    for (const stream of [false, true]) {
      const response = await ask({ stream });
      expect(response.status).toBe(status);
      expect(await response.json()).toMatchObject({ error: { code: status, message: expect.any(String) } });
      const wait = response.headers.get('retry-after');
      if (fault === 'rate-limited-seconds') expect(wait).toBe('5');
      else if (fault === 'rate-limited-date')
        expect(Date.parse(wait ?? '') - Date.now()).toBeGreaterThan(3000);
      else expect(wait).toBeNull();
    }
  });

  const pages = [
    ['bad-gateway-html', 502],
    ['html-page', 200],
  ] as const;
  it.each(pages)('%s answers %i with a page', async (fault, status) => {
    await start({ plan: () => fault });
    const response = await ask({ stream: true });
    expect([response.status, response.headers.get('content-type')]).toEqual([status, 'text/html']);
    expect(await response.text()).toContain('<html>');
  });

  it('connection-reset fails before any header; refused connections do until the server is back', async () => {
    await start({ plan: ({ index }) => (index === 0 ? 'connection-reset' : undefined) });
    await expect(ask()).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
    await upstream.refuse();
    await expect(ask()).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    await upstream.accept();
    expect((await ask()).status).toBe(200);
    expect(upstream.requests.map((request) => request.abandoned)).toEqual([false, false]);
  });

  it('cut-body closes the connection within the JSON, or within an event', async () => {
    await start({ plan: () => 'cut-body' });
    const whole = await readAvailable(await ask(), 10_000);
    expect(whole.end).toBe('error');
    expect(whole.text).toMatch(/^{"id":"chatcmpl-0"/);
    expect(() => JSON.parse(whole.text)).toThrow();
    const streamed = await readAvailable(await ask({ stream: true }), 10_000);
    expect(streamed.end).toBe('error');
    expect(streamed.text).toContain('"content":"first"');
    expect(streamed.text.endsWith('\n\n')).toBe(false);
  });

  it('stall falls silent within the body or stream until the client leaves', async () => {
    await start({ plan: () => 'stall' });
    for (const stream of [false, true]) {
      const controller = new AbortController();
      const { text, end } = await readAvailable(await ask({ stream }, controller.signal), 500);
      expect(end).toBe('silence');
      expect(text.length).toBeGreaterThan(0);
      expect(upstream.requests.at(-1)?.abandoned).toBe(false);
      controller.abort();
      await expect.poll(() => upstream.requests.at(-1)?.abandoned).toBe(true);
    }
  });

  it('slow-first-byte answers well, after a silence that a client may leave', async () => {
    await start({ plan: ({ index }) => (index === 0 ? 'slow-first-byte' : undefined), slowness: 60 });
    await expect(ask({}, AbortSignal.timeout(100))).rejects.toThrow(/timeout/);
    await expect.poll(() => upstream.requests[0]?.abandoned).toBe(true);
    await upstream.close();
    await start({ plan: () => 'slow-first-byte', slowness: 0.1 });
    expect((await completion()).choices[0]?.finish_reason).toBe('stop');
  });

  it('wrong-content-type swaps stream and JSON', async () => {
    await start({ plan: () => 'wrong-content-type' });
    expect((await completion({ stream: true })).choices[0]?.finish_reason).toBe('stop');
    const response = await ask();
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(await response.text()).toContain('data: [DONE]');
  });

  const bodies: [UpstreamFault, (text: string) => void][] = [
    ['invalid-json', (text) => expect(() => JSON.parse(text)).toThrow()],
    ['empty-body', (text) => expect(text).toBe('')],
    ['missing-done', (text) => expect(JSON.parse(text).choices[0].finish_reason).toBe('stop')],
    ['missing-finish', (text) => expect(JSON.parse(text).choices[0].finish_reason).toBeNull()],
    ['missing-usage', (text) => expect(JSON.parse(text)).not.toHaveProperty('usage')],
    ['error-event', (text) => expect(JSON.parse(text)).toMatchObject({ error: { code: 500 } })],
    [
      'content-filter',
      (text) =>
        expect(JSON.parse(text).choices[0]).toMatchObject({
          message: { content: 'first step' },
          finish_reason: 'content_filter',
        }),
    ],
  ];
  it.each(bodies)('%s as the body of a 200', async (fault, check) => {
    await start({ plan: () => fault });
    const response = await ask();
    expect(response.status).toBe(200);
    check(await response.text());
  });

  const streams: [UpstreamFault, (text: string) => void][] = [
    [
      'invalid-json',
      (text) => {
        expect(() => events(text)).toThrow();
        expect(text).toMatch(/"finish_reason":"stop".*\n\n.*usage.*\n\ndata: \[DONE\]\n\n$/);
      },
    ],
    ['empty-body', (text) => expect(text).toBe('')],
    ['missing-done', (text) => expect(text).toMatch(/"finish_reason":"stop"(?!.*DONE)/s)],
    ['missing-finish', (text) => expect(text).not.toMatch(/"finish_reason":"|DONE/)],
    ['missing-usage', (text) => expect(text).toMatch(/"finish_reason":"stop"(?!.*usage).*DONE/s)],
    [
      'error-event',
      (text) => expect(text).toMatch(/"content":" step".*\n\ndata: {"error":.*\n\ndata: \[DONE\]/s),
    ],
    ['content-filter', (text) => expect(text).toMatch(/"content":" step".*"finish_reason":"content_filter"/)],
  ];
  it.each(streams)('%s within a stream whose status is 200', async (fault, check) => {
    await start({ plan: () => fault });
    const response = await ask({ stream: true, stream_options: { include_usage: true } });
    expect(response.status).toBe(200);
    check(await response.text());
  });

  it('of every kind is tested above', () => {
    const connections = ['connection-reset', 'cut-body', 'stall', 'slow-first-byte', 'wrong-content-type'];
    const tested = [statuses, pages, bodies].flatMap((table) => table.map(([fault]) => fault));
    expect([...tested, ...connections].sort()).toEqual([...upstreamFaults].sort());
  });
});
