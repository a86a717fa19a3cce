import { expect, it } from 'vitest';
import { readCompletion } from './read-completion.js';

it('reads JSON and nothing but JSON', () => {
  expect(readCompletion(' {"a": 1}\n')).toEqual({ value: { a: 1 } });
  expect(readCompletion('null')).toEqual({ value: null });
  for (const completion of ['', 'Here: {"a": 1}', '```json\n{"a": 1}\n```', '{"a": 1']) {
    expect(readCompletion(completion)).toEqual({ problem: expect.stringMatching(/no JSON/) });
  }
});

it('leaves out what was thought before', () => {
  expect(readCompletion('<think>\n{"a": 2} or </think> so\n</think>\n\n{"a": 1}')).toEqual({
    value: { a: 1 },
  });
  expect(readCompletion('<think>{"a": 1}')).toHaveProperty('problem');
});

it('quotes the beginning of what is none', () => {
  const { problem } = readCompletion(`no ${'x'.repeat(500)}`);
  expect(problem).toMatch(/^The answer is no JSON: "no x{77}…"\.$/);
});
