import { describe, expect, it } from 'vitest';
import { convertMessages } from './convert-messages.js';
import { InvalidRequestError } from './invalid-request-error.js';

const call = (id: string, name: string, json: string) => ({ id, function: { name, arguments: json } });

describe('convertMessages', () => {
  it('converts every role', () => {
    expect(
      convertMessages([
        { role: 'system', content: 'be short' },
        { role: 'developer', content: [{ type: 'text', text: 'be kind' }] },
        {
          role: 'user',
          content: [
            { type: 'text', text: '2 + ' },
            { type: 'text', text: '2?' },
          ],
        },
        {
          role: 'assistant',
          content: null,
          reasoning_content: 'add',
          tool_calls: [call('a', 'add', '{"x":2}'), call('b', 'now', ''), call('c', 'add', '{"x":')],
        },
        { role: 'tool', tool_call_id: 'a', content: '4' },
        { role: 'tool', tool_call_id: 'b', content: [{ type: 'text', text: 'noon' }] },
        { role: 'assistant', content: 'four' },
        { role: 'assistant', content: null, refusal: 'no more' },
      ]),
    ).toEqual([
      { role: 'system', content: 'be short' },
      { role: 'system', content: 'be kind' },
      { role: 'user', content: [{ type: 'text', text: '2 + 2?' }] },
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'add' },
          { type: 'tool-call', toolCallId: 'a', toolName: 'add', input: { x: 2 } },
          { type: 'tool-call', toolCallId: 'b', toolName: 'now', input: {} },
          { type: 'tool-call', toolCallId: 'c', toolName: 'add', input: '{"x":' },
        ],
      },
      {
        role: 'tool',
        content: [
          { type: 'tool-result', toolCallId: 'a', toolName: 'add', output: { type: 'text', value: '4' } },
          { type: 'tool-result', toolCallId: 'b', toolName: 'now', output: { type: 'text', value: 'noon' } },
        ],
      },
      { role: 'assistant', content: [{ type: 'text', text: 'four' }] },
      { role: 'assistant', content: [{ type: 'text', text: 'no more' }] },
    ]);
  });

  it('keeps an empty beginning of an answer', () => {
    expect(convertMessages([{ role: 'assistant', content: '' }])).toEqual([
      { role: 'assistant', content: [{ type: 'text', text: '' }] },
    ]);
  });

  it.each([
    [{ type: 'image_url', image_url: { url: 'secret' } }, 'unsupported_value'],
    [{ type: 'input_audio', input_audio: { data: 'secret' } }, 'unsupported_value'],
    [{ type: 'text', secret: 1 }, null],
  ])('refuses %j', (part, reason) => {
    const convert = () => convertMessages([{ role: 'user', content: [{ type: 'text', text: 'see' }, part] }]);
    expect(convert).toThrow(InvalidRequestError);
    expect(convert).toThrow(expect.objectContaining({ param: 'messages.0.content.1', reason, status: 400 }));
    expect(convert).not.toThrow(/secret/);
  });

  it('refuses the answer of a tool that nobody called', () => {
    expect(() => convertMessages([{ role: 'tool', tool_call_id: 'a', content: '4' }])).toThrow(
      expect.objectContaining({ param: 'messages.0.tool_call_id' }),
    );
  });
});
