import { expect, test } from 'vitest';
import { requestId } from './request-id.js';

const given = (id: string) => requestId({ headers: { 'x-request-id': id } });

test('keeps an id that is fit for a log line and a header', () => {
  expect(given('job-7:a_b.C')).toBe('job-7:a_b.C');
  expect(given('x'.repeat(128))).toBe('x'.repeat(128));
});

test.each([[''], ['two words'], ['"quoted"'], ['line\nbreak'], ['x'.repeat(129)]])('replaces %j', (id) => {
  expect(given(id)).toMatch(/^[0-9a-f-]{36}$/);
});

test('makes another one each time', () => {
  expect(requestId({ headers: {} })).not.toBe(requestId({ headers: {} }));
});
