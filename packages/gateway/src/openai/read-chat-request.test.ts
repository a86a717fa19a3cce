import { describe, expect, it } from 'vitest';
import { InvalidRequestError } from './invalid-request-error.js';
import { readChatRequest } from './read-chat-request.js';

const user = { role: 'user', content: 'secret question' };
const assistant = { role: 'assistant', content: 'secret answer' };
const tool = { type: 'function', function: { name: 'add' } };

function failure(fields: object): InvalidRequestError {
  try {
    readChatRequest({ model: 'tiny', messages: [user], ...fields });
  } catch (error) {
    if (error instanceof InvalidRequestError) return error;
    throw error;
  }
  throw new Error('Expected the request to be refused.');
}

describe('readChatRequest', () => {
  it.each<[string | null, object]>([
    ['model', { model: undefined }],
    ['model', { model: '' }],
    ['model', { model: 'a'.repeat(257) }],
    ['messages', { messages: [] }],
    ['messages', { messages: 'secret' }],
    ['messages.0.role', { messages: [{ role: 'function', content: 'secret' }] }],
    ['messages.0.content', { messages: [{ role: 'user' }] }],
    ['messages.0.content', { messages: [{ role: 'user', content: 4 }] }],
    ['messages.1.content', { messages: [user, { role: 'assistant', content: null }] }],
    ['n', { n: 2 }],
    ['n', { n: 0 }],
    ['stop', { stop: ['a', 'b', 'c', 'd', 'e'] }],
    ['stop', { stop: '' }],
    ['max_tokens', { max_tokens: 0 }],
    ['max_completion_tokens', { max_completion_tokens: 1.5 }],
    ['temperature', { temperature: 2.5 }],
    ['top_p', { top_p: -1 }],
    ['presence_penalty', { presence_penalty: 3 }],
    ['seed', { seed: 'secret' }],
    ['stream', { stream: 'yes' }],
    ['stream_options', { stream_options: { include_usage: true } }],
    ['top_logprobs', { top_logprobs: 2 }],
    ['top_logprobs', { logprobs: true, top_logprobs: 257 }],
    ['reasoning_effort', { reasoning_effort: 'secret' }],
    ['response_format.type', { response_format: { type: 'secret' } }],
    ['tools.0.type', { tools: [{ type: 'custom', custom: { name: 'secret' } }] }],
    ['tool_choice', { tool_choice: 'required' }],
    ['tool_choice', { tools: [tool], tool_choice: { type: 'function', function: { name: 'secret' } } }],
    ['tool_choice', { tools: [tool], tool_choice: { type: 'allowed_tools' } }],
    ['add_generation_prompt', { messages: [user, assistant], continue_final_message: true }],
    ['continue_final_message', { add_generation_prompt: false }],
    ['continue_final_message', { continue_final_message: true, add_generation_prompt: false }],
  ])('refuses %s in %j and quotes no content', (param, fields) => {
    const error = failure(fields);
    expect(error.param).toBe(param);
    expect(error.status).toBe(400);
    expect(error.message).not.toContain('secret');
  });

  it.each([null, 'secret', [], 4])('refuses the body %j', (body) => {
    expect(() => readChatRequest(body)).toThrow(/expected/);
  });

  it('says why it gives one answer', () => {
    expect(failure({ n: 3 }).message).toBe(
      'n: expected 1, got 3: each request is routed by itself and has one answer. Send one request for each answer.',
    );
  });

  it('lets tools be passed without a choice, or with one that asks for none', () => {
    const read = (fields: object) => readChatRequest({ model: 'tiny', messages: [user], ...fields }).options;
    expect(read({ tools: [tool] }).toolChoice).toBeUndefined();
    expect(read({ tools: [tool], tool_choice: 'none' }).toolChoice).toEqual({ type: 'none' });
    expect(read({ tool_choice: 'auto' })).not.toHaveProperty('toolChoice');
  });
});
