import { APICallError } from '@ai-sdk/provider';
import { GenerationError } from '@roro/core';
import { expect, test } from 'vitest';
import { decodeValue, encodeValue } from './encode-value.js';
import { redactorOf } from './recorded-error.js';

function throughJson(value: unknown): unknown {
  return decodeValue(JSON.parse(JSON.stringify(encodeValue(value, redactorOf()))), 'm');
}

test('values come back through JSON, those that JSON lacks too', () => {
  const value = {
    text: 'a "b"\n',
    list: [1, -0, 1e-300, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, null, true],
    at: new Date('2026-11-02T03:04:05.678Z'),
    data: { url: new URL('https://example.org/a?b=c'), bytes: new Uint8Array([0, 1, 254, 255]) },
  };
  expect(throughJson(value)).toStrictEqual(value);
});

test('what is undefined is left out', () => {
  expect(throughJson({ a: undefined, b: 1 })).toStrictEqual({ b: 1 });
});

test('an error comes back as one that is treated alike', () => {
  const limited = throughJson(
    new APICallError({
      message: 'slow down',
      url: 'https://example.org/?key=abc',
      requestBodyValues: { prompt: 'secret prompt' },
      statusCode: 429,
      responseHeaders: { 'retry-after': '7', 'set-cookie': 'x' },
    }),
  );
  expect(APICallError.isInstance(limited) && limited).toMatchObject({
    name: 'AI_APICallError',
    message: 'slow down',
    statusCode: 429,
    isRetryable: true,
    responseHeaders: { 'retry-after': '7' },
    url: 'recorded:',
    requestBodyValues: {},
  });
  const broken = throughJson(Object.assign(new TypeError('terminated'), { isRetryable: true }));
  expect(broken).toBeInstanceOf(GenerationError);
  expect(broken).toMatchObject({ name: 'TypeError', message: 'terminated', isRetryable: true, model: 'm' });
  expect(throughJson(new Error('no'))).toMatchObject({ name: 'Error', message: 'no', isRetryable: false });
});
