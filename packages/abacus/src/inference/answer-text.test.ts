import { describe, expect, test } from 'vitest';
import { AnswerText, isComplete, type TextEnding } from './answer-text.js';

function write(
  text: string,
  stopSequences: string[],
  prefix = '',
): { text: string; ending: TextEnding | undefined; deltas: string[]; rest: string } {
  const answer = new AnswerText(prefix, stopSequences);
  const deltas: string[] = [];
  let ending: TextEnding | undefined;
  let read = 0;
  while (ending === undefined && read < text.length) {
    ending = answer.push(text[read++] as string);
    deltas.push(answer.take(ending !== undefined));
  }
  deltas.push(answer.take(true));
  return { text: answer.text, ending, deltas, rest: text.slice(read) };
}

describe('stop sequences', () => {
  test('end the text before them, over any number of characters', () => {
    expect(write('b=38+45=83\nc=', ['\n'])).toMatchObject({
      text: 'b=38+45=83',
      ending: { kind: 'stop-sequence', stopSequence: '\n' },
      rest: 'c=',
    });
    expect(write('abcabcd!', ['abcd'])).toMatchObject({ text: 'abc', rest: '!' });
  });

  test('of two that end together the longer one counts', () => {
    const result = write('xyz', ['z', 'yz']);
    expect(result).toMatchObject({ text: 'x', ending: { kind: 'stop-sequence', stopSequence: 'yz' } });
  });

  test('are not looked for in the prefix, nor across its end', () => {
    expect(write('b4', ['ab'], 'a')).toMatchObject({ text: 'b4', ending: undefined });
  });

  test('never show through in the deltas, and nothing else is held back', () => {
    const result = write('aabab-aabb', ['aabb', 'bc']);
    expect(result.deltas).toEqual(['', '', '', 'aab', 'a', 'b-', '', '', '', '', '']);
    expect(result.deltas.join('')).toBe(result.text);
    expect(write('ab', ['abc']).deltas).toEqual(['', '', 'ab']);
  });
});

describe('the final answer', () => {
  test('ends the text after its line', () => {
    expect(write('c=1+1=2\n#2\nd', [])).toMatchObject({
      text: 'c=1+1=2\n#2\n',
      ending: { kind: 'answer' },
      rest: 'd',
    });
  });

  test('may begin in the prefix', () => {
    expect(write('4\nx', [], 'c=1+1=2\n#2').ending).toEqual({ kind: 'answer' });
    expect(write('4\nx', [], '#2\nc=').ending).toBeUndefined();
  });

  test('gives way to a stop sequence at the same character', () => {
    expect(write('#2\n', ['\n']).ending).toEqual({ kind: 'stop-sequence', stopSequence: '\n' });
  });

  test('completes an answer when its line is the last whole one', () => {
    expect(['#4\n', 'b=1+1=2\n#2\n'].map(isComplete)).toEqual([true, true]);
    expect(['', '\n', '#4', '#4\nb=', 'b=1+1=2\n', '#4\nb=1\n'].map(isComplete)).toEqual(
      Array(6).fill(false),
    );
  });
});
