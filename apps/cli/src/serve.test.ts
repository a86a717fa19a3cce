import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { routingTraceSchema } from '@roro/core';
import { generateText, streamText } from 'ai';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const question = 'd=33\ne=d+04\nf=e+40\nf?';
const model = 'roro/roro@cost=0.4';

let folder: string;
let server: ChildProcess;
let url: string;
let log = '';

/** `roro serve` in a process of its own, in an empty folder. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'roro-serve-'));
  server = spawn(
    process.execPath,
    [
      '--conditions=@roro/source',
      '--import',
      join(import.meta.dirname, 'test', 'source-hooks.ts'),
      join(import.meta.dirname, 'bin.ts'),
      ...['serve', '--port', '0', '--json'],
    ],
    { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  server.stderr?.on('data', (chunk) => {
    log += String(chunk);
  });
  let text = '';
  url = await new Promise<string>((resolve, reject) => {
    server.stdout?.on('data', (chunk) => {
      text += String(chunk);
      if (text.includes('}')) resolve(JSON.parse(text).url);
    });
    server.on('exit', (code) => reject(new Error(`roro serve ended with ${code}: ${log}`)));
  });
}, 60_000);
afterAll(() => {
  server.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

describe('roro serve without a configuration', () => {
  const client = () => new OpenAI({ baseURL: `${url}/v1`, apiKey: 'none', maxRetries: 0 });

  it('lists its routers and models', async () => {
    const ids = (await client().models.list()).data.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(['srm', 'lrm', 'roro/roro', model]));
    expect((await client().models.retrieve(model)).id).toBe(model);
  });

  it('answers the official client, and says how it routed', async () => {
    const { data, response } = await client()
      .chat.completions.create({ model, seed: 1, messages: [{ role: 'user', content: question }] })
      .withResponse();
    expect(data.choices[0]).toMatchObject({ finish_reason: 'stop', message: { role: 'assistant' } });
    expect(data.choices[0]?.message.content).toMatch(/^e=.*\n#\d+\n$/s);
    expect(data.usage?.total_tokens).toBeGreaterThan(20);
    expect(response.headers.get('x-roro-router')).toBe('roro');
    expect(Number(response.headers.get('x-roro-cost-share'))).toBeGreaterThan(0);
  });

  it('streams the same answer by the step, with usage', async () => {
    const messages = [{ role: 'user' as const, content: question }];
    const whole = await client().chat.completions.create({ model, seed: 1, messages });
    const stream = await client().chat.completions.create({
      model,
      seed: 1,
      messages,
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = '';
    let deltas = 0;
    let usage: unknown;
    for await (const chunk of stream) {
      const { content } = chunk.choices[0]?.delta ?? {};
      if (content) deltas += 1;
      text += content ?? '';
      usage ??= chunk.usage ?? undefined;
    }
    expect(text).toBe(whole.choices[0]?.message.content);
    expect(deltas).toBe(text.trimEnd().split('\n').length);
    expect(usage).toEqual(whole.usage);
  });

  it('answers the client of the AI SDK', async () => {
    const provider = createOpenAICompatible({ name: 'roro', baseURL: `${url}/v1` });
    const { text, usage } = await generateText({ model: provider(model), prompt: question, seed: 1 });
    expect(text).toMatch(/#\d+/);
    expect(usage.outputTokens).toBeGreaterThan(10);
    const streamed = streamText({ model: provider(model), prompt: question, seed: 1 });
    expect(await streamed.text).toBe(text);
  });

  it('explains every step on demand', async () => {
    const response = await fetch(`${url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        model,
        messages: [{ role: 'user', content: question }],
        roro: { trace: true },
      }),
    });
    const body = (await response.json()) as { roro: { routing: unknown } };
    const { router, steps } = routingTraceSchema.parse(body.roro.routing);
    expect(router.id).toBe('roro');
    expect(steps.map((step) => step.model)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^(srm|lrm)$/)]),
    );
  });

  it.each([
    ['an unknown model', { model: 'gpt-4' }, 404, /gpt-4/],
    ['an unknown router', { model: 'roro/rorro' }, 400, /Did you mean "roro"/],
    ['a policy that nobody can read', { model: 'roro/roro@price=3' }, 400, /no policy/],
    ['a cost that nothing can keep', { model: 'roro/roro@cost=0.01' }, 400, /no less than/],
    ['several answers', { n: 2 }, 400, /\bn\b/],
    ['letters that the models do not know', { messages: [{ role: 'user', content: 'Hello!' }] }, 400, /"H"/],
  ])('refuses %s with a reason', async (_, fields, status, message) => {
    const messages = [{ role: 'user' as const, content: question }];
    const request = client().chat.completions.create({ model, messages, ...(fields as object) });
    await expect(request).rejects.toMatchObject({ status, message: expect.stringMatching(message) });
  });

  it('logs requests without what they say, and stops cleanly', async () => {
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(log).toContain(model);
    expect(log).not.toContain('e=d+04');
  });
});
