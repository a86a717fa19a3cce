import { describe, expect, it } from 'vitest';
import { ThinkingText } from './thinking-text.js';

const tags = { open: '<think>', close: '</think>' };

describe('ThinkingText', () => {
  it('puts separate reasoning back between its tags', () => {
    const text = new ThinkingText(tags, '', '');
    expect([
      text.reasoning('\nOne'),
      text.reasoning(' two'),
      text.content('\n\nAns'),
      text.content('wer'),
    ]).toEqual(['<think>\nOne', ' two', '</think>\n\nAns', 'wer']);
  });

  it('leaves text alone that the server does not split', () => {
    const text = new ThinkingText(tags, '', '');
    expect([text.content('<think>'), text.content('One</think>'), text.content('two')].join('')).toBe(
      '<think>One</think>two',
    );
  });

  it('goes on with thinking that the prefix has begun, and closes it once', () => {
    const text = new ThinkingText(tags, '<think>\nOne', '');
    expect([text.reasoning(' two'), text.content('Answer'), text.content('.')]).toEqual([
      ' two',
      '</think>Answer',
      '.',
    ]);
  });

  it('takes reasoning after the thinking of the prefix for the answer', () => {
    const text = new ThinkingText(tags, '<think>One</think>', '');
    expect([text.reasoning('Ans'), text.content('wer')]).toEqual(['Ans', 'wer']);
    // A template that opens the thinking itself leaves the closing tag alone in the text.
    expect(new ThinkingText(tags, 'One</think>', '').reasoning('Answer')).toBe('Answer');
  });

  it('does not close thinking that has not ended', () => {
    const text = new ThinkingText(tags, '', '');
    expect(text.reasoning('One') + text.content('')).toBe('<think>One');
  });

  it('puts back once what the chat template wrote, before text only', () => {
    const text = new ThinkingText(tags, '', '<think>\n');
    expect([text.content(''), text.content('One'), text.content(' two')]).toEqual([
      '',
      '<think>\nOne',
      ' two',
    ]);
    const split = new ThinkingText(tags, '', '<think>\n');
    expect([split.reasoning('One'), split.content('two')]).toEqual(['<think>One', '</think>two']);
  });
});
