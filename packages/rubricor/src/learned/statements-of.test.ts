import { expect, test } from 'vitest';
import { statementsOf } from './statements-of.js';

const query = { id: 'q', prompt: 'a=12\nb=a/4\nb?\n', benchmark: 'demo', meta: {} };

test('every level of the bank that fits the query, each once, the dropped definitions aside', () => {
  const statements = statementsOf(query);
  expect(new Set(statements.map(({ id }) => id)).size).toBe(statements.length);
  const line = statements.find(({ id }) => id === 'large-writes-line:2');
  expect(line).toMatchObject({ weight: 3, kind: 'hard-rule', source: { level: '2' } });
  for (const { text } of statements) expect(text).toMatch(/^The routing .*\.$/);
  const rest = statementsOf(query, undefined, ['large-writes-line']);
  expect(rest).toEqual(statements.filter(({ source }) => source?.definition !== 'large-writes-line'));
});
