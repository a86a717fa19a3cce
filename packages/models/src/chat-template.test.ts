import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError, GenerationError } from '@roro/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadChatTemplate } from './chat-template.js';
import { llama3Template, qwen3Template } from './test/templates.js';

const messages = [{ role: 'user', content: '6*7?' }] as const;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'roro-template-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, value: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
  return path;
}

describe('loadChatTemplate', () => {
  it('takes Jinja as it is, without special tokens', () => {
    const template = loadChatTemplate('m', llama3Template);
    expect(template.bosToken).toBeUndefined();
    expect(template.render(messages, {})).toBe(
      '<|start_header_id|>user<|end_header_id|>\n\n6*7?<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n',
    );
  });

  it('reads a tokenizer_config.json with its special tokens', () => {
    const path = write('tokenizer_config.json', {
      chat_template: llama3Template,
      bos_token: { content: '<|begin_of_text|>', lstrip: false },
      eos_token: '<|eot_id|>',
      add_bos_token: false,
    });
    const template = loadChatTemplate('m', path);
    expect(template).toMatchObject({ bosToken: '<|begin_of_text|>', tokenizerAddsBos: false });
    expect(template.render(messages, {})).toMatch(/^<\|begin_of_text\|><\|start_header_id\|>user/);
  });

  it('takes the default of several templates', () => {
    const path = write('several.json', {
      chat_template: [
        { name: 'tool_use', template: '{{ 1 }}' },
        { name: 'default', template: '{{ messages[0].content }}!' },
      ],
    });
    expect(loadChatTemplate('m', path).render(messages, {})).toBe('6*7?!');
  });

  it('finds the two files of a model beside each other', () => {
    const jinja = write('chat_template.jinja', '{{ bos_token }}{{ messages[0].content }}');
    const json = write('tokenizer_config.json', { bos_token: '<s>', add_bos_token: true });
    for (const path of [jinja, json]) {
      expect(loadChatTemplate('m', path).render(messages, {})).toBe('<s>6*7?');
    }
  });

  it('gives the template its variables', () => {
    const template = loadChatTemplate('m', qwen3Template);
    expect(template.render(messages, {})).toMatch(/assistant\n$/);
    expect(template.render(messages, { enable_thinking: false })).toMatch(/<think>\n\n<\/think>\n\n$/);
  });

  it.each([
    ['a file that is not there', 'none/tokenizer_config.json'],
    ['a template that is not there', 'none/chat_template.jinja'],
    ['Jinja that cannot be read', '{% if %}'],
  ])('refuses %s', (_, text) => {
    expect(() => loadChatTemplate('m', text)).toThrow(ConfigurationError);
  });

  it('says which roles a template refused', () => {
    const template = loadChatTemplate('m', "{{ raise_exception('Roles must alternate') }}");
    expect(() => template.render(messages, {})).toThrow(GenerationError);
    expect(() => template.render(messages, {})).toThrow('refused the messages (user): Roles must alternate');
  });
});
