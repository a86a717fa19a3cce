import { describe, expect, it } from 'vitest';
import { splitThinking } from './thinking.js';

const thinking = { open: '<think>', close: '</think>' };

describe('splitThinking', () => {
  it.each([
    ['<think>\na\n</think>\n\nb', { thinking: '\na\n', answer: '\n\nb' }],
    ['\n <think>a', { thinking: 'a', answer: undefined }],
    ['b, then <think>a</think>', { thinking: '', answer: 'b, then <think>a</think>' }],
    ['', { thinking: '', answer: '' }],
  ])('reads %j', (text, parts) => {
    expect(splitThinking(text, { thinking })).toEqual(parts);
  });

  it('begins in thinking where the template has opened it', () => {
    const opened = { thinking: { ...thinking, opened: true } };
    expect(splitThinking('a</think>b', opened)).toEqual({ thinking: 'a', answer: 'b' });
    expect(splitThinking('<think>a</think>b', opened)).toEqual({ thinking: 'a', answer: 'b' });
    expect(splitThinking('a', opened)).toEqual({ thinking: 'a', answer: undefined });
  });

  it('takes everything for the answer where there are no tags', () => {
    expect(splitThinking('<think>a', {})).toEqual({ thinking: '', answer: '<think>a' });
  });
});
