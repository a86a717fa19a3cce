import { ConfigurationError, createPool } from '@roro/core';
import { describe, expect, it } from 'vitest';
import { type OpenAICompatibleOptions, openaiCompatible } from './openai-compatible.js';

const url = 'http://127.0.0.1:8000/v1';

describe('openaiCompatible', () => {
  it('puts what it knows of the model into the member', () => {
    const member = openaiCompatible(url, 'Qwen/Qwen3-1.7B', {
      server: 'vllm',
      parameters: 1.7e9,
      price: { inputPerMillion: 1, outputPerMillion: 2 },
      contextLimit: 40960,
      maxConcurrency: 8,
      requestTimeout: 30,
      streams: true,
      fingerprint: 'revision-1',
    });
    const { model, ...facts } = member;
    expect(facts).toEqual({
      parameters: 1.7e9,
      price: { inputPerMillion: 1, outputPerMillion: 2, currency: 'USD' },
      contextLimit: 40960,
      maxConcurrency: 8,
      requestTimeout: 30,
      streams: true,
      fingerprint: 'revision-1',
    });
    expect(model).toMatchObject({ specificationVersion: 'v4', modelId: 'Qwen/Qwen3-1.7B' });
    expect(createPool('pool', [{ id: 'small', ...member }]).models[0]?.id).toBe('small');
  });

  it('leaves out what it does not know', () => {
    expect(Object.keys(openaiCompatible(url, 'm'))).toEqual(['model']);
  });

  it('tells settings that change answers apart, and places and keys not', () => {
    const name = (options: OpenAICompatibleOptions, place = url) =>
      openaiCompatible(place, 'm', options).model.provider;
    const plain = name({ server: 'vllm' });
    expect(plain).toMatch(/^roro\.vllm\.[0-9a-f]{8}$/);
    expect(name({ server: 'vllm', apiKey: 'k', parameters: 5 }, 'http://127.0.0.1:9000/v1/')).toBe(plain);
    const others = [
      name({ server: 'sglang' }),
      name({ server: 'vllm', continuation: 'message' }),
      name({ server: 'vllm', chatTemplate: '{{ messages[0].content }}' }),
      name({ server: 'vllm', requestBody: { chat_template_kwargs: { enable_thinking: false } } }),
      name({ server: 'vllm', thinking: { open: '[', close: ']' } }),
    ];
    expect(new Set([plain, ...others]).size).toBe(6);
  });

  it.each<[string, object, RegExp]>([
    ['an unknown option', { parameter: 1 }, /Unknown option "parameter" .* Did you mean "parameters"\?/],
    ['an unknown server', { server: 'vlm' }, /Option "server"/],
    ['parameters of 0', { parameters: 0 }, /Option "parameters"/],
    ['an empty tag', { thinking: { open: '', close: '</think>' } }, /Option "thinking.open"/],
    [
      'fields that the call decides',
      { requestBody: { n: 2 } },
      /Option "requestBody".* expected none of model/,
    ],
    [
      'completions without a template',
      { server: 'vllm', continuation: 'completions' },
      /needs the model's chat template/,
    ],
    [
      'a template without effect',
      { continuation: 'chat', chatTemplate: '{{ 1 }}' },
      /`chatTemplate` has no effect/,
    ],
  ])('refuses %s', (_, options, message) => {
    const make = () => openaiCompatible(url, 'm', options as OpenAICompatibleOptions);
    expect(make).toThrow(ConfigurationError);
    expect(make).toThrow(message);
  });

  it('quotes no key that it refuses', () => {
    const options = { apiKey: { environmnt: 'sk-0123456789' } } as unknown as OpenAICompatibleOptions;
    expect(() => openaiCompatible(url, 'm', options)).toThrow("expected a text or { environment: 'NAME' }");
  });

  it.each([
    '127.0.0.1:8000/v1',
    'ftp://127.0.0.1/v1',
    'http://user:password@127.0.0.1/v1',
    `${url}?key=password`,
  ])('refuses the URL %s without showing it', (bad) => {
    expect(() => openaiCompatible(bad, 'm')).toThrow('a URL that cannot be used');
    expect(() => openaiCompatible(bad, 'm')).not.toThrow('password');
  });
});
