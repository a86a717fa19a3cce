import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateText, streamText } from 'ai';
import OpenAI from 'openai';
import { expect, test } from 'vitest';
import { answering, finish, streaming, text } from '../openai/test/test-gateway.js';
import { startGateway } from './test/start-gateway.js';

const stream = () => streaming(text('fo'), text('ur'), finish);

function openai(url: string): OpenAI {
  return new OpenAI({ baseURL: `${url}/v1`, apiKey: 'unused', maxRetries: 0 });
}

test("OpenAI's client lists and describes models, also with slashes and @ in their names", async () => {
  const { url } = await startGateway({ 'roro/tiny': answering() });
  const client = openai(url);
  const ids = [];
  for await (const { id } of client.models.list()) ids.push(id);
  expect(ids).toEqual(['roro/tiny']);
  expect(await client.models.retrieve('roro/tiny@cost=0.4')).toMatchObject({ id: 'roro/tiny@cost=0.4' });
  const plain = await fetch(`${url}/v1/models/roro/tiny@cost=0.4`);
  expect(await plain.json()).toMatchObject({ id: 'roro/tiny@cost=0.4', object: 'model' });
});

test("OpenAI's client creates and streams chat completions", async () => {
  const { url } = await startGateway({ whole: answering(), streamed: stream() });
  const client = openai(url);
  const messages = [{ role: 'user' as const, content: '2+2?' }];
  const whole = await client.chat.completions.create({ model: 'whole', messages });
  expect(whole.choices[0]?.message.content).toBe('four');
  expect(whole.usage).toMatchObject({ prompt_tokens: 7, completion_tokens: 5 });
  const events = await client.chat.completions.create({ model: 'streamed', messages, stream: true });
  let streamed = '';
  for await (const chunk of events) streamed += chunk.choices[0]?.delta.content ?? '';
  expect(streamed).toBe('four');
});

test("OpenAI's client creates and streams completions", async () => {
  const { url } = await startGateway({ whole: answering(), streamed: stream() });
  const client = openai(url);
  const whole = await client.completions.create({ model: 'whole', prompt: '2+2?' });
  expect(whole.choices[0]?.text).toBe('four');
  let streamed = '';
  for await (const chunk of await client.completions.create({
    model: 'streamed',
    prompt: '2+2?',
    stream: true,
  })) {
    streamed += chunk.choices[0]?.text ?? '';
  }
  expect(streamed).toBe('four');
});

test("OpenAI's client sees errors as errors of its own", async () => {
  const { url } = await startGateway({ tiny: answering() });
  const messages = [{ role: 'user' as const, content: '2+2?' }];
  const unknown = openai(url).chat.completions.create({ model: 'tinny', messages });
  await expect(unknown).rejects.toThrow(OpenAI.NotFoundError);
  await expect(unknown).rejects.toMatchObject({ code: 'model_not_found', message: /tiny/ });
  const broken = openai(url).chat.completions.create({ model: 'tiny', messages, n: 2 });
  await expect(broken).rejects.toThrow(OpenAI.BadRequestError);
});

test("the AI SDK's client generates and streams", async () => {
  const { url } = await startGateway({ whole: answering(), streamed: stream() });
  const provider = createOpenAICompatible({ name: 'roro', baseURL: `${url}/v1` });
  const generated = await generateText({ model: provider.chatModel('whole'), prompt: '2+2?' });
  expect(generated.text).toBe('four');
  expect(generated.usage).toMatchObject({ inputTokens: 7, outputTokens: 5 });
  const streamed = streamText({ model: provider.chatModel('streamed'), prompt: '2+2?' });
  expect(await streamed.text).toBe('four');
});
