import { APICallError } from '@ai-sdk/provider';
import { GenerationError } from '@roro/core';
import { expect, test } from 'vitest';
import { causeChain } from './cause-chain.js';

test('names what failed and where, without words and without the query string', () => {
  const cause = new APICallError({
    message: 'cannot answer "my secret prompt"',
    url: 'http://127.0.0.1:8000/v1/chat/completions?key=sk-12345678',
    requestBodyValues: {},
    statusCode: 503,
  });
  const error = new GenerationError({ model: 'small', message: 'failed: my secret prompt', cause });
  expect(causeChain(error)).toEqual([
    'GenerationError GENERATION',
    'APICallError 503 of http://127.0.0.1:8000/v1/chat/completions',
  ]);
});

test('ends with a circle of causes, and knows nothing of what is no error', () => {
  const circle = new TypeError('a');
  circle.cause = circle;
  expect(causeChain(circle)).toHaveLength(8);
  expect(causeChain('a')).toEqual([]);
});
