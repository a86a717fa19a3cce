import type { LanguageModelV4CallOptions } from '@ai-sdk/provider';
import { expect, test } from 'vitest';
import { modelCall } from './upstream-call.js';

const model = { provider: 'test', modelId: 'm' };
const call: LanguageModelV4CallOptions = {
  prompt: [{ role: 'user', content: [{ type: 'text', text: 'What is 2 + 3?' }] }],
  temperature: 0.5,
  seed: 7,
  stopSequences: ['\n'],
};
const { key } = modelCall(model, 'generate', call);

test('a call is named by what the server sees, in whatever order', () => {
  const reordered = Object.fromEntries(Object.entries(call).toReversed()) as LanguageModelV4CallOptions;
  const { signal } = new AbortController();
  for (const alike of [
    reordered,
    { ...call, headers: { authorization: 'a' }, abortSignal: signal },
    Object.assign({}, call, { topP: undefined }),
  ]) {
    expect(modelCall(model, 'generate', alike)).toEqual(modelCall(model, 'generate', call));
  }
});

test.each<[string, Partial<LanguageModelV4CallOptions>]>([
  ['prompt', { prompt: [{ role: 'user', content: [{ type: 'text', text: 'What is 2 + 4?' }] }] }],
  ['temperature', { temperature: 0.6 }],
  ['top-p', { topP: 1 }],
  ['top-k', { topK: 1 }],
  ['seed', { seed: 8 }],
  ['stop sequences', { stopSequences: ['\n\n'] }],
  ['length', { maxOutputTokens: 9 }],
  ['presence penalty', { presencePenalty: 1 }],
  ['frequency penalty', { frequencyPenalty: 1 }],
  ['reasoning', { reasoning: 'low' }],
  ['response format', { responseFormat: { type: 'json' } }],
  ['tools', { tools: [{ type: 'function', name: 'add', inputSchema: {} }] }],
  ['tool choice', { toolChoice: { type: 'none' } }],
  ['raw chunks', { includeRawChunks: true }],
  ['provider options', { providerOptions: { roro: { continueFinalMessage: true } } }],
])('another %s is another call', (_, options) => {
  expect(modelCall(model, 'generate', { ...call, ...options }).key).not.toBe(key);
});

test('another model, provider or kind is another call', () => {
  expect(modelCall({ ...model, modelId: 'n' }, 'generate', call).key).not.toBe(key);
  expect(modelCall({ ...model, provider: 'other' }, 'generate', call).key).not.toBe(key);
  expect(modelCall(model, 'stream', call).key).not.toBe(key);
});
