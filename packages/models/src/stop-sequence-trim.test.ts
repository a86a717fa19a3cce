import { describe, expect, it } from 'vitest';
import { StopSequenceTrim } from './stop-sequence-trim.js';

function cut(stopSequences: string[], deltas: string[], stopped = true) {
  const trim = new StopSequenceTrim(stopSequences);
  const parts = deltas.map((delta) => trim.push(delta));
  const { rest, stopSequence } = trim.end(stopped);
  return { parts, text: parts.join('') + rest, stopSequence };
}

describe('StopSequenceTrim', () => {
  it('cuts a stop sequence off that comes in parts', () => {
    expect(cut(['\n\n'], ['a', '\n', '\n'])).toEqual({
      parts: ['a', '', ''],
      text: 'a',
      stopSequence: '\n\n',
    });
    expect(cut(['\n\n'], ['a\n\n'])).toMatchObject({ text: 'a', stopSequence: '\n\n' });
  });

  it('lets text go on that only looked like one', () => {
    expect(cut(['\n\n'], ['a\n', 'b'], false)).toEqual({
      parts: ['a', '\nb'],
      text: 'a\nb',
      stopSequence: undefined,
    });
    expect(cut(['END'], ['xENEN', 'D'])).toMatchObject({
      parts: ['xEN', ''],
      text: 'xEN',
      stopSequence: 'END',
    });
  });

  it('keeps the text of an answer that no stop sequence ended', () => {
    expect(cut(['.'], ['a.'], false)).toEqual({ parts: ['a'], text: 'a.', stopSequence: undefined });
    expect(cut([], ['a', 'b'])).toEqual({ parts: ['a', 'b'], text: 'ab', stopSequence: undefined });
  });
});
